package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.store.RecordingStore.Entry;
import com.technosupport.vms.api.store.RecordingStore.Origin;
import com.technosupport.vms.api.store.RecordingStore.State;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.MemoryStore;
import com.technosupport.vms.recording.internal.record.StreamKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Closed segments with their files, an hour and 100 kB each. */
final class Stored {

    static final CameraId CAMERA = new CameraId(new UUID(7, 7));
    static final StreamKey KEY = new StreamKey(CAMERA, StreamRole.MAIN);
    static final Instant NOW = Instant.parse("2026-03-20T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final int BYTES = 100_000;

    private Stored() {}

    /** An hour that began so long ago. */
    static StoredSegment segment(MemoryStore store, Volumes.Volume volume, Duration ago) throws IOException {
        Instant start = NOW.minus(ago);
        String path = CAMERA + "/" + ago.toHours() + "/file.mkv";
        Path file = volume.root().resolve(path);
        Files.createDirectories(file.getParent());
        byte[] content = new byte[BYTES];
        content[0] = (byte) ago.toHours();
        Files.write(file, content);
        StoredSegment segment = new StoredSegment(
                SegmentId.next(Clock.fixed(start, ZoneOffset.UTC)),
                CAMERA,
                StreamRole.MAIN,
                ago.toHours(),
                start,
                Optional.of(start.plus(Duration.ofHours(1))),
                volume.id().orElseThrow(),
                path,
                BYTES,
                Codec.H264,
                false,
                State.CLOSED,
                Origin.LIVE);
        store.save(List.of(new Entry(segment, Optional.empty())));
        store.seal(segment.id(), Finisher.hash(file));
        return segment;
    }
}
