package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.media.Packet;
import java.util.ArrayDeque;

/**
 * The latest packets of a stream that is kept around events: whole groups of pictures, as far back as asked and as memory allows. Not
 * safe for use by several threads.
 */
final class PreRoll {

    private final ArrayDeque<Packet> packets = new ArrayDeque<>();

    /** Arrivals of the key frames among them, in microseconds. */
    private final ArrayDeque<Long> starts = new ArrayDeque<>();

    private final Budget budget;
    private final Totals totals;
    private final int videoTrack;
    private long bytes;

    PreRoll(int videoTrack, Budget budget, Totals totals) {
        this.videoTrack = videoTrack;
        this.budget = budget;
        this.totals = totals;
    }

    private boolean isStart(Packet packet) {
        return packet.track() == videoTrack && packet.key();
    }

    /**
     * Takes a packet that is in the budget already.
     *
     * @param most bytes
     * @param back microseconds
     */
    void add(Packet packet, long most, long back) {
        if (packets.isEmpty() && !isStart(packet)) {
            budget.give(packet.size());
            return;
        }
        packets.add(packet);
        bytes += packet.size();
        if (isStart(packet)) {
            starts.add(Timeline.micros(packet.arrival()));
        }
        long from = Timeline.micros(packet.arrival()) - back;
        forgetBefore(from);
        while (bytes > most && !packets.isEmpty()) {
            forgetGroup();
        }
    }

    /** Forgets whole groups of pictures, as long as the one that follows begins by then. */
    void forgetBefore(long micros) {
        while (starts.size() > 1) {
            long first = starts.poll();
            boolean covered = starts.peek() <= micros;
            starts.addFirst(first);
            if (!covered) {
                return;
            }
            forgetGroup();
        }
    }

    private void forgetGroup() {
        starts.poll();
        do {
            Packet gone = packets.poll();
            bytes -= gone.size();
            budget.give(gone.size());
            totals.forgotten.increment();
        } while (!packets.isEmpty() && !isStart(packets.peek()));
    }

    /** Keeps the newest group of pictures alone. */
    void keepNewest() {
        while (starts.size() > 1) {
            forgetGroup();
        }
    }

    /** The oldest packet, which is now the caller's, with what it takes of the budget; null when there is none. */
    Packet poll() {
        Packet packet = packets.poll();
        if (packet != null) {
            bytes -= packet.size();
            if (isStart(packet)) {
                starts.poll();
            }
        }
        return packet;
    }

    void clear() {
        packets.clear();
        starts.clear();
        budget.give(bytes);
        bytes = 0;
    }
}
