package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts UDP packets back in order. Holds a bounded number for a bounded time; what has not come by then is given up. Packets in
 * order pass without a copy.
 */
final class ReorderBuffer {

    /** Takes packets in order. */
    interface Output {
        void packet(ByteBuffer buffer, int start, int length);
    }

    static final int CAPACITY = 256;
    static final long PATIENCE_NANOS = 60_000_000L;

    private static final int RESTART_DISTANCE = 4096;

    private final byte[][] held = new byte[CAPACITY][];
    private final Output output;
    private int count;
    private int next = -1;
    private long waitingSince;

    ReorderBuffer(Output output) {
        this.output = output;
    }

    /** Takes a packet that has an RTP header. */
    void packet(ByteBuffer buffer, int start, int length, int sequence, long nanos) {
        if (next < 0) {
            next = sequence;
        }
        int ahead = (short) (sequence - next);
        if (ahead < 0) {
            if (ahead > -RESTART_DISTANCE) {
                return; // a duplicate, or given up already
            }
            restart(sequence);
            ahead = 0;
        }
        if (ahead >= RESTART_DISTANCE) {
            drain();
            restart(sequence);
            ahead = 0;
        }
        while (ahead >= CAPACITY) {
            skipGap();
            ahead = (short) (sequence - next);
            if (count == 0 && ahead > 0) {
                next = sequence;
                ahead = 0;
            }
        }
        if (ahead == 0) {
            output.packet(buffer, start, length);
            next = (next + 1) & 0xffff;
            release();
            waitingSince = nanos;
        } else if (held[sequence % CAPACITY] == null) {
            byte[] copy = new byte[length];
            buffer.get(start, copy);
            if (count++ == 0) {
                waitingSince = nanos;
            }
            held[sequence % CAPACITY] = copy;
        }
    }

    /** Gives up what has been missing for too long. */
    void tick(long nanos) {
        if (count > 0 && nanos - waitingSince > PATIENCE_NANOS) {
            skipGap();
            waitingSince = nanos;
        }
    }

    private void skipGap() {
        if (count == 0) {
            return;
        }
        while (held[next % CAPACITY] == null) {
            next = (next + 1) & 0xffff;
        }
        release();
    }

    private void release() {
        while (count > 0 && held[next % CAPACITY] != null) {
            byte[] packet = held[next % CAPACITY];
            held[next % CAPACITY] = null;
            count--;
            next = (next + 1) & 0xffff;
            output.packet(ByteBuffer.wrap(packet), 0, packet.length);
        }
    }

    private void drain() {
        while (count > 0) {
            skipGap();
        }
    }

    private void restart(int sequence) {
        Arrays.fill(held, null);
        count = 0;
        next = sequence;
    }
}
