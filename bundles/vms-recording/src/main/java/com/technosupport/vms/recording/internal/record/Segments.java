package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.media.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** The files of one stream: the one that is written, and for a moment the one before it, to which sound may still come. For one thread at a time. */
final class Segments {

    /** With writers that come by each 100 ms, a process that is killed loses less than 0.6 s. */
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    /** Sound comes a little behind the picture that it belongs to. */
    private static final long STRAGGLERS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StreamKey key;
    private final Surroundings surroundings;
    private final Totals totals;
    private SegmentWriter current;
    private SegmentWriter previous;
    private long previousSince;

    Segments(StreamKey key, Surroundings surroundings, Totals totals) {
        this.key = key;
        this.surroundings = surroundings;
        this.totals = totals;
    }

    boolean isOpen() {
        return current != null;
    }

    /** The one that is written. */
    SegmentWriter current() {
        return current;
    }

    /** Whether the next key frame should begin another file, of those who ask for it: its length, its size, its volume. */
    boolean isDone(long at, StreamRecorder.Plan plan) {
        return at - current.startMicros() >= plan.segment()
                || current.bytes() >= plan.segmentBytes()
                || surroundings.isLow(current.slot().volume());
    }

    /**
     * Begins a file.
     *
     * @param end where the one before it ends; empty where that is where its last picture does
     * @throws IOException when there is nowhere to; the one before it has ended then
     */
    void begin(OptionalLong end, long start, Track video, Optional<Track> sound) throws IOException {
        if (current != null) {
            end.ifPresent(current::endAt);
            closePrevious();
            previous = current;
            previousSince = System.nanoTime();
            current = null;
            previous.flush();
        }
        current = surroundings.open(key, start, video, sound);
        totals.segments.increment();
    }

    /** @return whether there was a file for it */
    boolean sound(long at, long length, ByteBuffer data) throws IOException {
        SegmentWriter into = at < current.startMicros() ? previous : current;
        if (into == null || at < into.startMicros()) {
            return false;
        }
        into.sound(at, length, data);
        return true;
    }

    /**
     * Writes what has waited for long enough, and lets go of the one before.
     *
     * @throws IOException when the disk does not take it, or is not to take more
     */
    void tick(long nanos) throws IOException {
        if (current != null && current.waiting(nanos) >= FLUSH_NANOS) {
            current.flush();
        }
        if (current != null && !surroundings.takes(current.slot().volume())) {
            throw new IOException("The volume is full or away");
        }
        if (previous != null && nanos - previousSince > STRAGGLERS_NANOS) {
            closePrevious();
        }
    }

    void closePrevious() {
        if (previous != null) {
            previous.close();
            surroundings.closed(key, previous);
            previous = null;
        }
    }

    /**
     * Ends all of it.
     *
     * @return where what is safe ends, if a file was open
     */
    OptionalLong end() {
        closePrevious();
        if (current == null) {
            return OptionalLong.empty();
        }
        SegmentWriter ending = current;
        current = null;
        ending.close();
        surroundings.closed(key, ending);
        return OptionalLong.of(ending.safe().endMicros());
    }
}
