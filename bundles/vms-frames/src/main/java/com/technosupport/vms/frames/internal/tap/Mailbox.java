package com.technosupport.vms.frames.internal.tap;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * What waits to be decoded for one tap, bounded. When decoding does not keep up, all that waits goes, and it begins anew at a key
 * frame: as soon as one comes while something older than a second waits, so that what is seen is told soon. Guarded by its tap.
 */
final class Mailbox {

    /** A format that packets follow in; its track is null where there is no video. */
    record Started(Track video) {}

    private static final int MOST_PACKETS = 250;
    private static final int MOST_BYTES = 8 << 20;
    private static final Duration LATE = Duration.ofSeconds(1);

    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private final boolean keyFramesOnly;
    private int bytes;
    private int video = -1;
    private boolean awaitKey = true;
    private long dropped;

    Mailbox(boolean keyFramesOnly) {
        this.keyFramesOnly = keyFramesOnly;
    }

    void start(Track track) {
        clear();
        video = track == null ? -1 : track.index();
        awaitKey = true;
        waiting.add(new Started(track));
    }

    /** Whether it was kept. */
    boolean add(Packet packet) {
        if (packet.track() != video || (keyFramesOnly && !packet.key())) {
            return false;
        }
        if (awaitKey && !packet.key()) {
            dropped++;
            return false;
        }
        if (packet.key() && isLate(packet)) {
            dropPackets();
        }
        if (waiting.size() >= MOST_PACKETS || bytes + packet.size() > MOST_BYTES) {
            dropPackets();
            awaitKey = !packet.key();
            if (awaitKey || packet.size() > MOST_BYTES) {
                dropped++;
                return false;
            }
        }
        awaitKey = false;
        waiting.add(packet);
        bytes += packet.size();
        return true;
    }

    /** Whether what waits is much older than what comes. */
    private boolean isLate(Packet packet) {
        for (Object each : waiting) {
            if (each instanceof Packet oldest) {
                return Duration.between(oldest.arrival(), packet.arrival()).compareTo(LATE) > 0;
            }
        }
        return false;
    }

    private void dropPackets() {
        int before = waiting.size();
        waiting.removeIf(Packet.class::isInstance);
        dropped += before - waiting.size();
        bytes = 0;
    }

    /** The next {@link Started} or {@link Packet}; null when there is none. */
    Object poll() {
        Object next = waiting.poll();
        if (next instanceof Packet packet) {
            bytes -= packet.size();
        }
        return next;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Nothing but a key frame is of use from here on. */
    void awaitKey() {
        awaitKey = true;
        while (!waiting.isEmpty() && waiting.peek() instanceof Packet packet && !packet.key()) {
            bytes -= packet.size();
            dropped++;
            waiting.remove();
        }
        if (!waiting.isEmpty()) {
            awaitKey = false;
        }
    }

    void clear() {
        waiting.clear();
        bytes = 0;
    }

    long dropped() {
        return dropped;
    }
}
