package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.recording.internal.record.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is missing of each stream now, and why. At any time a stream either has footage or one open gap. Safe for use by several
 * threads.
 */
public final class GapLedger {

    /** As long as a connection is being lost, it is not known why. */
    private static final Duration UNCERTAIN = Duration.ofSeconds(20);

    /** Less is one picture more or less. */
    private static final Duration SHORTEST = Duration.ofMillis(200);

    /** Gaps that follow each other while a stream comes to be recorded: the policy, the camera, the network. */
    private static final int LAST = 8;

    private final Consumer<RecordingGap> store;
    private final Map<StreamKey, RecordingGap> open = new HashMap<>();
    private final Set<StreamKey> known = new HashSet<>();
    private final Map<StreamKey, ArrayDeque<RecordingGap>> ended = new HashMap<>();
    private long count;

    public GapLedger(Consumer<RecordingGap> store) {
        this.store = store;
    }

    /**
     * Nothing is recorded from an instant on; where that was so already, the cause may be another one from now on.
     *
     * @param now when that was found out
     */
    public synchronized void missing(StreamKey key, Instant from, Instant now, Cause cause, String detail) {
        known.add(key);
        RecordingGap gap = open.get(key);
        if (gap == null) {
            count++;
            put(key, from, cause, detail);
        } else if (gap.cause() != cause) {
            boolean same = gap.cause() == Cause.NETWORK_LOSS
                    && Duration.between(gap.from(), now).compareTo(UNCERTAIN) < 0;
            if (same || !now.isAfter(gap.from())) {
                put(key, gap.from(), cause, detail);
            } else {
                end(gap, now);
                count++;
                put(key, now, cause, detail);
            }
        }
    }

    private void put(StreamKey key, Instant from, Cause cause, String detail) {
        RecordingGap gap = new RecordingGap(key.camera(), key.role(), from, Optional.empty(), cause, detail);
        open.put(key, gap);
        store.accept(gap);
    }

    private void end(RecordingGap gap, Instant at) {
        Instant to = Duration.between(gap.from(), at).compareTo(SHORTEST) < 0 ? gap.from() : at;
        RecordingGap over =
                new RecordingGap(gap.camera(), gap.role(), gap.from(), Optional.of(to), gap.cause(), gap.detail());
        store.accept(over);
        if (to.isAfter(gap.from())) {
            ArrayDeque<RecordingGap> last =
                    ended.computeIfAbsent(new StreamKey(gap.camera(), gap.role()), key -> new ArrayDeque<>());
            last.addLast(over);
            if (last.size() > LAST) {
                last.removeFirst();
            }
        }
    }

    /** Footage goes on. It may begin before that was known to come: what was in memory of a stream is kept too. */
    public synchronized void footage(StreamKey key, Instant at) {
        known.add(key);
        RecordingGap gap = open.remove(key);
        if (gap != null) {
            end(gap, at);
        }
        ArrayDeque<RecordingGap> last = ended.remove(key);
        while (last != null && !last.isEmpty()) {
            RecordingGap earlier = last.removeLast();
            if (earlier.to().orElseThrow().isAfter(at)) {
                Instant to = earlier.from().isBefore(at) ? at : earlier.from();
                store.accept(new RecordingGap(
                        key.camera(), key.role(), earlier.from(), Optional.of(to), earlier.cause(), earlier.detail()));
            }
        }
    }

    /** Nothing is expected any more of a camera that is gone. */
    public synchronized void forget(StreamKey key, Instant at) {
        footage(key, at);
        known.remove(key);
        ended.remove(key);
    }

    public synchronized Optional<RecordingGap> gap(StreamKey key) {
        return Optional.ofNullable(open.get(key));
    }

    public synchronized Set<StreamKey> known() {
        return Set.copyOf(known);
    }

    /** How many began since the start. */
    public synchronized long count() {
        return count;
    }

    public synchronized int openCount() {
        return open.size();
    }
}
