package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.Heartbeat.Beat;
import com.technosupport.vms.recording.internal.record.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Says of the time in which this server was not running that it was not, once the index knows what there is on both sides of it. */
final class Downtime {

    /** How far the first pictures of a run may lie before its start, and more. */
    private static final Duration AROUND_START = Duration.ofMinutes(1);

    private static final int MOST_AROUND_START = 100;

    private final DeviceRegistry registry;
    private final RecordingStore store;
    private final Optional<Beat> lastBeat;
    private final Instant started;

    Downtime(DeviceRegistry registry, RecordingStore store, Optional<Beat> lastBeat, Instant started) {
        this.registry = registry;
        this.store = store;
        this.lastBeat = lastBeat;
        this.started = started;
    }

    /** The stretch in which this server was not running. */
    void explain() {
        Map<StreamKey, Instant> from = new HashMap<>();
        for (RecordingGap gap : store.openGaps()) {
            if (gap.from().isBefore(started)) {
                Instant alive = lastBeat.map(Beat::alive).orElse(gap.from());
                boolean running = alive.isAfter(gap.from()) && alive.isBefore(started);
                Instant end = gap.cause() == Cause.SERVER_DOWN ? started : running ? alive : gap.from();
                StreamKey key = new StreamKey(gap.camera(), gap.role());
                store.saveGaps(List.of(new RecordingGap(
                        gap.camera(), gap.role(), gap.from(), Optional.of(end), gap.cause(), gap.detail())));
                from.merge(key, end, (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        for (Camera camera : registry.cameras()) {
            camera.streams().forEach(stream -> {
                StreamKey key = new StreamKey(camera.id(), stream.role());
                before(key).ifPresent(end -> from.merge(key, end, (a, b) -> a.isAfter(b) ? a : b));
            });
        }
        List<RecordingGap> gaps = new ArrayList<>();
        from.forEach((key, end) -> {
            Instant until = resumed(key);
            if (end.isBefore(until)) {
                gaps.add(new RecordingGap(
                        key.camera(),
                        key.role(),
                        end,
                        Optional.of(until),
                        Cause.SERVER_DOWN,
                        "The server was not running"));
            }
        });
        store.saveGaps(gaps);
    }

    /** Where the footage of earlier runs ends. */
    private Optional<Instant> before(StreamKey key) {
        return around(key)
                .filter(segment -> !ofThisRun(segment))
                .flatMap(segment -> segment.end().stream())
                .max(Comparator.naturalOrder())
                .or(() -> store.before(key.camera(), key.role(), started.minus(AROUND_START))
                        .flatMap(StoredSegment::end));
    }

    /**
     * Where footage of this run begins: before its start, since a recorder is given what came shortly before it, or soon after,
     * as long as nothing else was in the way.
     */
    private Instant resumed(StreamKey key) {
        Instant first = around(key)
                .filter(this::ofThisRun)
                .map(StoredSegment::start)
                .min(Comparator.naturalOrder())
                .orElse(started);
        boolean explained = first.isAfter(started)
                && !store.gaps(key.camera(), key.role(), started, first, 1).isEmpty();
        return explained ? started : first;
    }

    private Stream<StoredSegment> around(StreamKey key) {
        return store
                .segments(key.camera(), key.role(), started.minus(AROUND_START), started, MOST_AROUND_START)
                .stream();
    }

    /** By its id, which holds the time when the file was made (RFC 9562, section 5.7). */
    private boolean ofThisRun(StoredSegment segment) {
        return segment.id().value().getMostSignificantBits() >>> 16 >= started.toEpochMilli();
    }
}
