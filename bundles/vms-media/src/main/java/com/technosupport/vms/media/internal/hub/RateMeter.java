package com.technosupport.vms.media.internal.hub;

import java.util.Arrays;

/** Bytes and frames of the last few seconds. Not safe for use by several threads. */
final class RateMeter {

    private static final int SECONDS = 4;
    private static final long SECOND = 1_000_000_000L;

    private final long[] bytes = new long[SECONDS + 1];
    private final long[] frames = new long[SECONDS + 1];
    private final long[] slot = new long[SECONDS + 1];
    private final long origin = System.nanoTime();
    private long begun = -1;

    void add(long nanos, int size, boolean frame) {
        long second = (nanos - origin) / SECOND;
        int at = (int) (second % slot.length);
        if (slot[at] != second + 1) {
            slot[at] = second + 1;
            bytes[at] = 0;
            frames[at] = 0;
        }
        if (begun < 0) {
            begun = second;
        }
        bytes[at] += size;
        frames[at] += frame ? 1 : 0;
    }

    void clear() {
        begun = -1;
        Arrays.fill(slot, 0);
    }

    double bytesPerSecond(long nanos) {
        return average(bytes, nanos);
    }

    double framesPerSecond(long nanos) {
        return average(frames, nanos);
    }

    /** Over the last whole seconds, the running one left out. */
    private double average(long[] values, long nanos) {
        long second = (nanos - origin) / SECOND;
        if (begun < 0 || second <= begun) {
            return 0;
        }
        // The first second is seldom whole.
        long from = Math.max(second - SECONDS, second > begun + 1 ? begun + 1 : begun);
        long sum = 0;
        for (long i = from; i < second; i++) {
            int at = (int) (i % slot.length);
            if (slot[at] == i + 1) {
                sum += values[at];
            }
        }
        return (double) sum / Math.max(1, second - from);
    }
}
