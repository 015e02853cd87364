package com.technosupport.vms.live.webrtc.internal.rtp;

import java.util.ArrayDeque;
import java.util.Deque;

/** The pictures that wait to be sent to one viewer, the first of them perhaps in part sent. Not safe for use by several threads. */
final class Backlog {

    /**
     * @param time for the viewer, in ticks
     * @param since when it began to wait
     */
    private record Entry(AccessUnit unit, long time, long since) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    /** Payloads of the first entry that were sent. */
    private int progress;

    private int packets;

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** RTP packets that wait. */
    int packets() {
        return packets;
    }

    /** Nanoseconds that the first picture has waited; 0 when none waits. */
    long age(long now) {
        return entries.isEmpty() ? 0 : now - entries.peek().since();
    }

    void add(AccessUnit unit, long time, long now) {
        entries.add(new Entry(unit, time, now));
        packets += unit.payloads();
    }

    AccessUnit unit() {
        return entries.element().unit();
    }

    long time() {
        return entries.element().time();
    }

    /** The next payload of the first picture. */
    int payload() {
        return progress;
    }

    /** The next payload was sent. */
    void advance() {
        packets--;
        progress++;
        if (progress == entries.element().unit().payloads()) {
            entries.remove();
            progress = 0;
        }
    }

    /** Forgets what was not begun, and says how many packets that were. */
    int dropWaiting() {
        int before = packets;
        if (progress == 0) {
            entries.clear();
            packets = 0;
        } else {
            Entry begun = entries.remove();
            entries.clear();
            entries.add(begun);
            packets = begun.unit().payloads() - progress;
        }
        return before - packets;
    }

    /** Forgets all, and says how many packets that were. */
    int clear() {
        int before = packets;
        entries.clear();
        packets = 0;
        progress = 0;
        return before;
    }
}
