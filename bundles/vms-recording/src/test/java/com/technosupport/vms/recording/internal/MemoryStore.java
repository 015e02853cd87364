package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.store.RecordingStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The index of footage in memory, which can be away. */
public final class MemoryStore implements RecordingStore {

    public final Map<CameraId, RecordingPolicy> policies = new ConcurrentHashMap<>();
    public volatile boolean away;

    /** Segments that an open alarm is about. */
    public final Set<SegmentId> alarmed = ConcurrentHashMap.newKeySet();

    private final Map<SegmentId, StoredSegment> segments = new HashMap<>();
    private final Map<SegmentId, KeyFrameIndex> keyFrames = new HashMap<>();
    private final Map<SegmentId, byte[]> seals = new HashMap<>();
    private final Map<Instant, RecordingGap> gaps = new TreeMap<>();

    private synchronized void require() {
        if (away) {
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "away");
        }
    }

    @Override
    public Map<CameraId, RecordingPolicy> policies() {
        return Map.copyOf(policies);
    }

    @Override
    public void savePolicy(CameraId camera, RecordingPolicy policy) {
        require();
        policies.put(camera, policy);
    }

    @Override
    public synchronized void save(List<Entry> entries) {
        require();
        for (Entry entry : entries) {
            segments.put(entry.segment().id(), entry.segment());
            entry.keyFrames().ifPresent(index -> keyFrames.put(entry.segment().id(), index));
        }
    }

    private List<StoredSegment> sorted() {
        return segments.values().stream()
                .sorted(Comparator.comparing(StoredSegment::start))
                .toList();
    }

    @Override
    public synchronized List<StoredSegment> segments(
            CameraId camera, StreamRole role, Instant from, Instant to, int limit) {
        require();
        return sorted().stream()
                .filter(segment -> segment.camera().equals(camera)
                        && segment.role() == role
                        && segment.state() != State.DELETING
                        && segment.start().isBefore(to)
                        && segment.end().map(end -> end.isAfter(from)).orElse(true))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized Optional<StoredSegment> segment(SegmentId id) {
        require();
        return Optional.ofNullable(segments.get(id)).filter(segment -> segment.state() != State.DELETING);
    }

    @Override
    public synchronized Optional<StoredSegment> before(CameraId camera, StreamRole role, Instant instant) {
        require();
        return sorted().stream()
                .filter(segment -> segment.camera().equals(camera)
                        && segment.role() == role
                        && segment.start().isBefore(instant))
                .reduce((a, b) -> b);
    }

    @Override
    public synchronized Optional<KeyFrameIndex> keyFrames(SegmentId id) {
        require();
        return Optional.ofNullable(keyFrames.get(id));
    }

    @Override
    public synchronized List<StoredSegment> unfinished() {
        require();
        return sorted().stream()
                .filter(segment -> segment.state() != State.CLOSED)
                .toList();
    }

    @Override
    public synchronized List<StoredSegment> all(Optional<SegmentId> after, int limit) {
        require();
        return segments.values().stream()
                .sorted(Comparator.comparing(StoredSegment::id))
                .filter(segment ->
                        after.map(id -> segment.id().compareTo(id) > 0).orElse(true))
                .limit(limit)
                .toList();
    }

    private boolean isDeletable(StoredSegment segment) {
        return segment.state() == State.CLOSED && !segment.locked() && !alarmed.contains(segment.id());
    }

    private List<StoredSegment> ended() {
        return segments.values().stream()
                .filter(segment -> segment.state() == State.CLOSED)
                .sorted(Comparator.comparing(segment -> segment.end().orElseThrow()))
                .toList();
    }

    @Override
    public synchronized List<StoredSegment> oldest(Optional<CameraId> camera, Optional<String> volume, int limit) {
        require();
        return ended().stream()
                .filter(segment -> isDeletable(segment)
                        && camera.map(segment.camera()::equals).orElse(true)
                        && volume.map(segment.volume()::equals).orElse(true))
                .limit(limit)
                .toList();
    }

    @Override
    public Map<CameraId, Long> bytes() {
        require();
        return Map.of();
    }

    @Override
    public synchronized Map<CameraId, Usage> usage(Instant since) {
        require();
        Map<CameraId, Usage> usage = new HashMap<>();
        for (StoredSegment segment : ended()) {
            boolean recent = !segment.start().isBefore(since);
            usage.merge(
                    segment.camera(),
                    new Usage(
                            segment.bytes(),
                            segment.locked() ? segment.bytes() : 0,
                            segment.start(),
                            recent ? segment.bytes() : 0,
                            recent
                                    ? Duration.between(
                                            segment.start(), segment.end().orElseThrow())
                                    : Duration.ZERO),
                    (a, b) -> new Usage(
                            a.bytes() + b.bytes(),
                            a.locked() + b.locked(),
                            a.oldest().isBefore(b.oldest()) ? a.oldest() : b.oldest(),
                            a.recentBytes() + b.recentBytes(),
                            a.recent().plus(b.recent())));
        }
        return usage;
    }

    @Override
    public synchronized List<StoredSegment> endedBefore(String volume, Instant end, int limit) {
        require();
        return ended().stream()
                .filter(segment -> segment.volume().equals(volume)
                        && segment.end().orElseThrow().isBefore(end))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean move(StoredSegment from, String volume, String path) {
        require();
        StoredSegment now = segments.get(from.id());
        if (now == null
                || now.state() != State.CLOSED
                || !now.volume().equals(from.volume())
                || !now.path().equals(from.path())) {
            return false;
        }
        segments.put(now.id(), copy(now, volume, path, now.locked(), State.CLOSED));
        return true;
    }

    @Override
    public synchronized List<SegmentId> markDeleting(List<SegmentId> ids) {
        require();
        List<SegmentId> marked = ids.stream()
                .filter(id -> segments.containsKey(id) && isDeletable(segments.get(id)))
                .toList();
        marked.forEach(id -> {
            StoredSegment now = segments.get(id);
            segments.put(id, copy(now, now.volume(), now.path(), false, State.DELETING));
        });
        return marked;
    }

    private static StoredSegment copy(StoredSegment of, String volume, String path, boolean locked, State state) {
        return new StoredSegment(
                of.id(),
                of.camera(),
                of.role(),
                of.sequence(),
                of.start(),
                of.end(),
                volume,
                path,
                of.bytes(),
                of.codec(),
                locked,
                state,
                of.origin());
    }

    @Override
    public synchronized void forget(List<SegmentId> ids) {
        require();
        ids.forEach(segments::remove);
    }

    @Override
    public synchronized boolean lock(SegmentId id, String by, String reason, Instant at) {
        require();
        return lock(id, true);
    }

    private boolean lock(SegmentId id, boolean locked) {
        return segments.computeIfPresent(id, (key, now) -> copy(now, now.volume(), now.path(), locked, now.state()))
                != null;
    }

    @Override
    public synchronized boolean unlock(SegmentId id) {
        require();
        return lock(id, false);
    }

    @Override
    public List<Boolean> covered(CameraId camera, List<Instant> bounds) {
        require();
        List<Boolean> covered = new ArrayList<>();
        for (int i = 1; i < bounds.size(); i++) {
            covered.add(!segments(camera, StreamRole.MAIN, bounds.get(i - 1), bounds.get(i), 1)
                    .isEmpty());
        }
        return covered;
    }

    @Override
    public synchronized void seal(SegmentId id, byte[] sha256) {
        require();
        seals.put(id, sha256);
    }

    @Override
    public synchronized Optional<Seal> sealOf(SegmentId id) {
        return Optional.ofNullable(seals.get(id)).map(hash -> new Seal(1, hash, new byte[32], new byte[32]));
    }

    public synchronized int sealed() {
        return seals.size();
    }

    @Override
    public synchronized void saveGaps(List<RecordingGap> saved) {
        require();
        for (RecordingGap gap : saved) {
            if (gap.to().filter(gap.from()::equals).isPresent()) {
                gaps.remove(gap.from());
            } else {
                gaps.put(gap.from(), gap);
            }
        }
    }

    @Override
    public synchronized List<RecordingGap> gaps(CameraId camera, StreamRole role, Instant from, Instant to, int limit) {
        require();
        return gaps.values().stream()
                .filter(gap -> gap.role() == role
                        && gap.from().isBefore(to)
                        && gap.to().map(end -> end.isAfter(from)).orElse(true))
                .toList();
    }

    @Override
    public synchronized List<RecordingGap> openGaps() {
        require();
        return gaps.values().stream().filter(gap -> gap.to().isEmpty()).toList();
    }
}
