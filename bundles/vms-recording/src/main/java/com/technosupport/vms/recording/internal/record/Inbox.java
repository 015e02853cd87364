package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What waits to be written of one stream. Bounded: what does not fit is left out up to the next key frame, and counted. Safe for use
 * by several threads.
 */
final class Inbox implements PacketSink {

    /** Packets follow. */
    record Started(StreamFormat format, List<Packet> recent) {}

    /** The source is gone for now. */
    record Interrupted(String reason) {}

    /** Something happened that is worth keeping; microseconds of Unix time. */
    record Trigger(long from, long until) {}

    /** Packets did not fit. */
    record Lost() {}

    /** Beyond packets. A writer that hears of none of them for so long has greater worries. */
    private static final int MOST_SIGNALS = 64;

    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private final long most;
    private final Budget budget;
    private final Totals totals;
    private long bytes;
    private int signals;
    private int videoTrack = -1;
    private boolean awaitKey;

    Inbox(long most, Budget budget, Totals totals) {
        this.most = most;
        this.budget = budget;
        this.totals = totals;
    }

    @Override
    public synchronized void started(StreamFormat format, List<Packet> recent) {
        videoTrack = format.video().map(track -> track.index()).orElse(-1);
        awaitKey = false;
        signal(new Started(format, recent));
    }

    @Override
    public synchronized void interrupted(String reason) {
        signal(new Interrupted(reason));
    }

    synchronized void trigger(Trigger trigger) {
        signal(trigger);
    }

    private void signal(Object signal) {
        if (signals >= MOST_SIGNALS) {
            for (Object gone : waiting) {
                if (gone instanceof Packet packet) {
                    budget.give(packet.size());
                    totals.dropped.increment();
                }
            }
            waiting.clear();
            bytes = 0;
            waiting.add(new Lost());
            signals = 1;
        }
        signals++;
        waiting.add(signal);
    }

    @Override
    public synchronized void packet(Packet packet) {
        boolean start = packet.track() == videoTrack && packet.key();
        if (awaitKey && !start) {
            totals.dropped.increment();
            return;
        }
        if ((bytes > 0 && bytes + packet.size() > most) || !budget.take(packet.size())) {
            if (!awaitKey) {
                signal(new Lost());
            }
            awaitKey = true;
            totals.dropped.increment();
            return;
        }
        awaitKey = false;
        waiting.add(packet);
        bytes += packet.size();
    }

    /** What comes next; null when nothing waits. A packet's bytes stay in the budget. */
    synchronized Object poll() {
        Object next = waiting.poll();
        if (next instanceof Packet packet) {
            bytes -= packet.size();
        } else if (next != null) {
            signals--;
        }
        return next;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    synchronized long bytes() {
        return bytes;
    }
}
