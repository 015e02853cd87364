package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.store.EvidenceStore.Lock;
import com.technosupport.vms.api.store.EvidenceStore.Place;
import com.technosupport.vms.api.store.RecordingStore.Entry;
import com.technosupport.vms.api.store.RecordingStore.Origin;
import com.technosupport.vms.api.store.RecordingStore.State;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the list of locked footage promises. */
final class EvidenceContract {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private EvidenceContract() {}

    static void locks(Database database, Path directory) {
        PostgresRecordingStore store = new PostgresRecordingStore(database, directory);
        try {
            CameraId gate = CameraId.next(Samples.CLOCK);
            CameraId yard = CameraId.next(Samples.CLOCK);
            StoredSegment first = segment(gate, 0);
            StoredSegment second = segment(gate, 600);
            StoredSegment third = segment(yard, 0);
            store.save(List.of(entry(first), entry(second), entry(third), entry(segment(yard, 600))));
            store.lock(first.id(), "ann", "theft", Samples.NOW);
            store.lock(second.id(), "ann", "theft", Samples.NOW.plusSeconds(1));
            store.lock(third.id(), "bob", "", Samples.NOW.plusSeconds(2));

            PostgresEvidenceStore evidence = new PostgresEvidenceStore(database);
            List<Lock> all = evidence.newest(Optional.empty(), Optional.empty(), 10);
            assertThat(all).extracting(Lock::segment).containsExactly(third.id(), second.id(), first.id());
            assertThat(all.get(2))
                    .isEqualTo(new Lock(
                            first.id(),
                            gate,
                            StreamRole.MAIN,
                            NOON,
                            NOON.plusSeconds(600),
                            1000,
                            "ann",
                            "theft",
                            Samples.NOW));
            assertThat(evidence.newest(Optional.of(Set.of(gate)), Optional.empty(), 10))
                    .containsExactly(all.get(1), all.get(2));
            assertThat(evidence.newest(Optional.of(Set.of()), Optional.empty(), 10))
                    .isEmpty();
            Place newest = new Place(all.get(0).at(), all.get(0).segment());
            assertThat(evidence.newest(Optional.empty(), Optional.of(newest), 1))
                    .containsExactly(all.get(1));
            assertThat(store.unlock(second.id())).isTrue();
            assertThat(evidence.newest(Optional.empty(), Optional.empty(), 10)).hasSize(2);
        } finally {
            store.close();
        }
    }

    private static Entry entry(StoredSegment segment) {
        return new Entry(segment, Optional.empty());
    }

    private static StoredSegment segment(CameraId camera, long from) {
        return new StoredSegment(
                SegmentId.next(Samples.CLOCK),
                camera,
                StreamRole.MAIN,
                from,
                NOON.plusSeconds(from),
                Optional.of(NOON.plusSeconds(from + 600)),
                "volume",
                camera + "/" + from + ".mkv",
                1000,
                Codec.H264,
                false,
                State.CLOSED,
                Origin.LIVE);
    }
}
