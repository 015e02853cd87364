package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.RecordedStreams;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.WeeklySlot;
import com.technosupport.vms.api.store.RecordingStore.Entry;
import com.technosupport.vms.api.store.RecordingStore.Origin;
import com.technosupport.vms.api.store.RecordingStore.Seal;
import com.technosupport.vms.api.store.RecordingStore.State;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.api.store.RecordingStore.Usage;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** What the index of footage promises. Called by the tests of the stores, for each server. */
final class RecordingContract {

    private static final CameraId CAMERA = CameraId.next(Samples.CLOCK);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

    private RecordingContract() {}

    private static StoredSegment segment(SegmentId id, long from, long to, State state) {
        return new StoredSegment(
                id,
                CAMERA,
                StreamRole.MAIN,
                from,
                NOON.plusSeconds(from),
                state == State.OPEN ? Optional.empty() : Optional.of(NOON.plusSeconds(to)),
                "volume",
                CAMERA + "/" + from + ".mkv",
                state == State.OPEN ? 0 : 1000,
                Codec.H264,
                false,
                state,
                Origin.LIVE);
    }

    private static StoredSegment closed(long from, long to) {
        return segment(SegmentId.next(Samples.CLOCK), from, to, State.CLOSED);
    }

    private static Entry entry(StoredSegment segment) {
        return new Entry(segment, Optional.empty());
    }

    private static List<StoredSegment> between(PostgresRecordingStore store, long from, long to) {
        return store.segments(CAMERA, StreamRole.MAIN, NOON.plusSeconds(from), NOON.plusSeconds(to), 100);
    }

    static void segments(Database database, Path directory) {
        PostgresRecordingStore store = new PostgresRecordingStore(database, directory);
        try {
            StoredSegment first = closed(0, 600);
            StoredSegment second = closed(600, 1200);
            SegmentId openId = SegmentId.next(Samples.CLOCK);
            StoredSegment open = segment(openId, 1300, 0, State.OPEN);
            KeyFrameIndex keys = new KeyFrameIndex(new int[] {0, 2000}, new long[] {500, 9000});
            store.save(List.of(new Entry(first, Optional.of(keys)), entry(second), entry(open)));
            assertThat(between(store, 0, 600)).containsExactly(first);
            assertThat(between(store, 599, 601)).containsExactly(first, second);
            assertThat(between(store, 1200, 1300)).isEmpty();
            assertThat(between(store, 1250, 1400)).containsExactly(open);
            assertThat(between(store, 5000, 6000)).containsExactly(open);
            assertThat(between(store, -10, 0)).isEmpty();
            assertThat(store.segments(CAMERA, StreamRole.SUB, NOON, NOON.plusSeconds(9), 9))
                    .isEmpty();
            assertThat(store.keyFrames(first.id())).contains(keys);
            assertThat(store.keyFrames(second.id())).isEmpty();
            assertThat(store.before(CAMERA, StreamRole.MAIN, NOON.plusSeconds(600)))
                    .contains(first);
            assertThat(store.unfinished()).containsExactly(open);
            assertThat(store.all(Optional.empty(), 2)).hasSize(2);
            assertThat(store.all(
                            Optional.of(store.all(Optional.empty(), 2).get(1).id()), 2))
                    .hasSize(1);

            // What is told again is brought up to date; key frames stay where none are told.
            StoredSegment ended = segment(openId, 1300, 1900, State.CLOSED);
            store.save(List.of(entry(ended), entry(first)));
            assertThat(store.segment(openId)).contains(ended);
            assertThat(store.keyFrames(first.id())).contains(keys);

            for (StoredSegment over : List.of(closed(599, 600), closed(1299, 1301), closed(700, 800), closed(-5, 1))) {
                assertThatThrownBy(() -> store.save(List.of(entry(over))))
                        .isInstanceOfSatisfying(
                                VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
            }
            StoredSegment fitting = closed(1200, 1300);
            store.save(List.of(entry(fitting)));
            assertThat(between(store, 0, 2000)).containsExactly(first, second, fitting, ended);

            assertThat(store.covered(
                            CAMERA,
                            List.of(
                                    NOON.minusSeconds(100),
                                    NOON,
                                    NOON.plusSeconds(10),
                                    NOON.plusSeconds(1900),
                                    NOON.plusSeconds(3000))))
                    .containsExactly(false, true, true, false);
            storage(store, first, second);
            alarms(database, store, List.of(first, second, fitting, ended));
            retention(store, first, second, fitting, ended);
        } finally {
            store.close();
        }
    }

    private static void storage(PostgresRecordingStore store, StoredSegment first, StoredSegment second) {
        Usage usage = store.usage(NOON.plusSeconds(1200)).get(CAMERA);
        assertThat(usage).isEqualTo(new Usage(4000, 0, NOON, 2000, Duration.ofSeconds(700)));
        assertThat(store.endedBefore("volume", NOON.plusSeconds(1200), 9)).containsExactly(first);
        assertThat(store.endedBefore("volume", NOON.plusSeconds(1201), 9)).containsExactly(first, second);
        assertThat(store.endedBefore("other", NOON.plusSeconds(1201), 9)).isEmpty();
        assertThat(store.move(first, "archive", "elsewhere.mkv")).isTrue();
        StoredSegment moved = store.segment(first.id()).orElseThrow();
        assertThat(moved.volume() + ":" + moved.path()).isEqualTo("archive:elsewhere.mkv");
        assertThat(store.move(first, "archive", "again.mkv"))
                .as("known by where it was")
                .isFalse();
        assertThat(store.move(moved, first.volume(), first.path())).isTrue();
    }

    /** Footage of an alarm that is not closed stays, with a minute on both sides. */
    private static void alarms(Database database, PostgresRecordingStore store, List<StoredSegment> all) {
        database.transact(connection -> {
            try (PreparedStatement alarm = connection.prepareStatement("""
                    INSERT INTO alarms (id, subject, title, severity, state, camera_id, count, raised_at, last_at, escalated)
                    VALUES (?, 'subject', 'title', 'CRITICAL', 'ACKNOWLEDGED', ?, 2, ?, ?, false)
                    """)) {
                RecordingRows.set(
                        alarm, UUID.randomUUID(), CAMERA.value(), NOON.plusSeconds(650), NOON.plusSeconds(1150));
                alarm.executeUpdate();
            }
            return null;
        });
        // Alarmed from 650 - 60 to 1150 + 60: the first three, of which the third only by its minute.
        assertThat(store.oldest(Optional.of(CAMERA), Optional.empty(), 9)).containsExactly(all.get(3));
        assertThat(store.markDeleting(
                        all.stream().map(StoredSegment::id).limit(3).toList()))
                .isEmpty();
        database.transact(connection -> {
            try (PreparedStatement close = connection.prepareStatement("UPDATE alarms SET state = 'CLOSED'")) {
                close.executeUpdate();
            }
            return null;
        });
        assertThat(store.oldest(Optional.of(CAMERA), Optional.empty(), 9)).containsExactlyElementsOf(all);
    }

    private static void retention(
            PostgresRecordingStore store,
            StoredSegment first,
            StoredSegment second,
            StoredSegment third,
            StoredSegment fourth) {
        assertThat(store.bytes()).isEqualTo(Map.of(CAMERA, 4000L));
        assertThat(store.lock(second.id(), "eve", "theft", Samples.NOW)).isTrue();
        assertThat(store.lock(SegmentId.next(Samples.CLOCK), "eve", "", Samples.NOW))
                .isFalse();
        assertThat(store.segment(second.id()).orElseThrow().locked()).isTrue();
        store.save(List.of(entry(second)));
        assertThat(store.segment(second.id()).orElseThrow().locked()).isTrue();
        assertThat(store.oldest(Optional.of(CAMERA), Optional.of("volume"), 9)).containsExactly(first, third, fourth);
        assertThat(store.oldest(Optional.empty(), Optional.of("other"), 9)).isEmpty();
        assertThat(store.markDeleting(List.of(first.id(), second.id()))).containsExactly(first.id());
        store.save(List.of(entry(first)));
        assertThat(store.segment(first.id())).isEmpty();
        assertThat(between(store, 0, 2000))
                .extracting(StoredSegment::id)
                .containsExactly(second.id(), third.id(), fourth.id());
        assertThat(store.unfinished()).extracting(StoredSegment::state).containsExactly(State.DELETING);
        store.forget(List.of(first.id()));
        assertThat(store.unfinished()).isEmpty();
        assertThat(store.unlock(second.id())).isTrue();
        assertThat(store.unlock(first.id())).isFalse();
        assertThat(store.oldest(Optional.empty(), Optional.empty(), 1))
                .extracting(StoredSegment::id)
                .containsExactly(second.id());
    }

    static void seals(Database database, Path directory) throws Exception {
        PostgresRecordingStore store = new PostgresRecordingStore(database, directory);
        try {
            List<StoredSegment> segments = List.of(closed(0, 10), closed(10, 20), closed(20, 30));
            segments.forEach(segment -> store.save(List.of(entry(segment))));
            byte[] chain = new byte[32];
            for (int i = 0; i < segments.size(); i++) {
                byte[] hash = new byte[32];
                hash[0] = (byte) (i + 1);
                SegmentId id = segments.get(i).id();
                assertThat(store.sealOf(id)).isEmpty();
                store.seal(id, hash);
                store.seal(id, new byte[32]);
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(chain);
                byte[] next = digest.digest(hash);
                assertThat(store.sealOf(id)).contains(new Seal(i + 1L, hash, chain, next));
                chain = next;
            }
        } finally {
            store.close();
        }
    }

    static void gaps(Database database, Path directory) {
        PostgresRecordingStore store = new PostgresRecordingStore(database, directory);
        try {
            RecordingGap open = gap(100, Optional.empty(), Cause.NETWORK_LOSS);
            store.saveGaps(List.of(gap(0, Optional.of(10L), Cause.POLICY), open));
            assertThat(store.openGaps()).containsExactly(open);
            assertThat(gaps(store, 5, 50)).containsExactly(gap(0, Optional.of(10L), Cause.POLICY));
            assertThat(gaps(store, 10, 100)).isEmpty();
            assertThat(gaps(store, 500, 600)).containsExactly(open);
            RecordingGap ended = gap(100, Optional.of(130L), Cause.CAMERA_UNREACHABLE);
            store.saveGaps(List.of(ended));
            assertThat(store.openGaps()).isEmpty();
            assertThat(gaps(store, 0, 600)).containsExactly(gap(0, Optional.of(10L), Cause.POLICY), ended);
            store.saveGaps(List.of(gap(100, Optional.of(100L), Cause.CAMERA_UNREACHABLE)));
            assertThat(gaps(store, 50, 600)).isEmpty();
        } finally {
            store.close();
        }
    }

    private static List<RecordingGap> gaps(PostgresRecordingStore store, long from, long to) {
        return store.gaps(CAMERA, StreamRole.MAIN, NOON.plusSeconds(from), NOON.plusSeconds(to), 100);
    }

    private static RecordingGap gap(long from, Optional<Long> to, Cause cause) {
        return new RecordingGap(
                CAMERA, StreamRole.MAIN, NOON.plusSeconds(from), to.map(NOON::plusSeconds), cause, "so");
    }

    static void policies(Database database, PostgresCameraStore cameras, Path directory) throws Exception {
        Camera camera = Samples.camera("yard", "serial:yard");
        cameras.insert(camera, new byte[] {1});
        RecordingPolicy policy = new RecordingPolicy(
                RecordingMode.SCHEDULE,
                List.of(
                        new WeeklySlot(
                                Set.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY),
                                LocalTime.of(22, 0),
                                LocalTime.of(6, 30),
                                RecordingMode.EVENT),
                        new WeeklySlot(
                                Set.of(DayOfWeek.FRIDAY),
                                LocalTime.MIDNIGHT,
                                LocalTime.MIDNIGHT,
                                RecordingMode.CONTINUOUS)),
                RecordedStreams.BOTH,
                Duration.ofSeconds(7),
                Duration.ofSeconds(20),
                Duration.ofSeconds(300),
                1L << 28,
                OptionalInt.of(30),
                OptionalLong.of(1L << 40));
        PostgresRecordingStore store = new PostgresRecordingStore(database, directory);
        try {
            assertThatThrownBy(() -> store.savePolicy(CAMERA, policy))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
            store.savePolicy(camera.id(), RecordingPolicy.DEFAULT);
            store.savePolicy(camera.id(), policy);
            assertThat(store.policies()).isEqualTo(Map.of(camera.id(), policy));
        } finally {
            store.close();
        }
        // Without the database, from the copy on disk.
        assertThat(new LastKnownPolicies(directory).read()).isEqualTo(Map.of(camera.id(), policy));
        PostgresRecordingStore other = new PostgresRecordingStore(database, directory.resolve("elsewhere"));
        try {
            Await.until(() -> "policies are not read", () -> !other.policies().isEmpty());
            assertThat(other.policies()).isEqualTo(Map.of(camera.id(), policy));
        } finally {
            other.close();
        }
    }

    /** The plan of a range query reads a handful of rows, however many there are. */
    static void flat(Database database, Path directory) {
        PostgresRecordingStore store = new PostgresRecordingStore(database, directory);
        try {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                entries.add(entry(closed(i * 10L, i * 10L + 10)));
            }
            store.save(entries);
            String plan = database.transact(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.execute("ANALYZE recording_segments");
                    try (var row = statement.executeQuery("EXPLAIN (ANALYZE, FORMAT TEXT) "
                            + "SELECT id FROM recording_segments WHERE camera_id = '" + CAMERA
                            + "' AND role = 'MAIN' AND start_time < '" + NOON.plusSeconds(40_100)
                            + "' AND start_time >= coalesce((SELECT max(start_time) FROM recording_segments"
                            + " WHERE camera_id = '" + CAMERA + "' AND role = 'MAIN' AND start_time <= '"
                            + NOON.plusSeconds(40_005) + "' AND state <> 'DELETING'), '-infinity')"
                            + " ORDER BY start_time LIMIT 100")) {
                        StringBuilder text = new StringBuilder();
                        while (row.next()) {
                            text.append(row.getString(1)).append('\n');
                        }
                        return text.toString();
                    }
                }
            });
            assertThat(plan).doesNotContain("Seq Scan").contains("recording_segments_start");
            assertThat(between(store, 40_005, 40_100)).hasSize(10);
        } finally {
            store.close();
        }
    }
}
