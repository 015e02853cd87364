package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.recording.RecordedStreams;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.RecordingStorage.Limit;
import com.technosupport.vms.api.recording.RecordingStorage.Outlook;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.api.store.RecordingStore.Usage;
import com.technosupport.vms.recording.internal.keep.Volumes.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/** How long footage is kept if all goes on as it did in the last day. */
final class Outlooks {

    static final Duration LATELY = Duration.ofDays(1);

    /** Less says nothing of a day. */
    private static final Duration LEAST = Duration.ofSeconds(30);

    private Outlooks() {}

    /**
     * @param usage of closed segments
     * @param open what is written now
     */
    static Map<CameraId, Outlook> of(
            Map<CameraId, Usage> usage,
            Collection<StoredSegment> open,
            Function<CameraId, RecordingPolicy> policies,
            List<Volume> volumes,
            Instant now) {
        Map<CameraId, Usage> all = new HashMap<>(usage);
        for (StoredSegment segment : open) {
            Duration length = Duration.between(segment.start(), segment.end().orElse(segment.start()));
            all.merge(
                    segment.camera(),
                    new Usage(segment.bytes(), 0, segment.start(), segment.bytes(), length),
                    (known, more) -> new Usage(
                            known.bytes() + more.bytes(),
                            known.locked(),
                            known.oldest().isBefore(more.oldest()) ? known.oldest() : more.oldest(),
                            known.recentBytes() + more.recentBytes(),
                            known.recent().plus(more.recent())));
        }
        double perDay = 0;
        double room = room(volumes);
        for (Map.Entry<CameraId, Usage> camera : all.entrySet()) {
            perDay += bytesPerDay(camera.getValue(), policies.apply(camera.getKey()), now);
            room += camera.getValue().bytes() - camera.getValue().locked();
        }
        OptionalDouble space = perDay > 0 ? OptionalDouble.of(room / perDay) : OptionalDouble.empty();
        Map<CameraId, Outlook> outlooks = new HashMap<>();
        all.forEach((camera, there) -> outlooks.put(camera, one(there, policies.apply(camera), space, now)));
        return outlooks;
    }

    private static Outlook one(Usage usage, RecordingPolicy policy, OptionalDouble space, Instant now) {
        double perDay = bytesPerDay(usage, policy, now);
        OptionalDouble days = OptionalDouble.empty();
        Limit limit = Limit.UNKNOWN;
        if (perDay > 0 && space.isPresent()) {
            days = space;
            limit = Limit.SPACE;
            if (policy.retentionBytes().isPresent()
                    && policy.retentionBytes().getAsLong() / perDay < days.getAsDouble()) {
                days = OptionalDouble.of(policy.retentionBytes().getAsLong() / perDay);
                limit = Limit.BYTES;
            }
            if (policy.retentionDays().isPresent() && policy.retentionDays().getAsInt() < days.getAsDouble()) {
                days = OptionalDouble.of(policy.retentionDays().getAsInt());
                limit = Limit.DAYS;
            }
        }
        return new Outlook(usage.bytes(), usage.locked(), Optional.of(usage.oldest()), Math.round(perDay), days, limit);
    }

    private static double bytesPerDay(Usage usage, RecordingPolicy policy, Instant now) {
        if (policy.mode() == RecordingMode.OFF || usage.recent().compareTo(LEAST) < 0) {
            return 0;
        }
        if (policy.mode() == RecordingMode.CONTINUOUS) {
            int streams = policy.stream() == RecordedStreams.BOTH ? 2 : 1;
            return (double) usage.recentBytes()
                    * streams
                    * LATELY.toMillis()
                    / usage.recent().toMillis();
        }
        Duration since = Duration.between(usage.oldest(), now);
        Duration within = since.compareTo(LATELY) > 0 ? LATELY : since;
        return (double) usage.recentBytes() * LATELY.toMillis() / Math.max(within.toMillis(), LEAST.toMillis());
    }

    /** What is free for footage, where two volumes on one file system count once. */
    private static double room(List<Volume> volumes) {
        Set<Object> devices = new HashSet<>();
        double room = 0;
        for (Volume volume : volumes) {
            if (volume.id().isPresent() && devices.add(device(volume))) {
                room += Math.max(0, volume.free() - volume.keepFree() - volume.headroom());
            }
        }
        return room;
    }

    private static Object device(Volume volume) {
        try {
            return Files.getAttribute(volume.root(), "unix:dev");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return volume.root();
        }
    }
}
