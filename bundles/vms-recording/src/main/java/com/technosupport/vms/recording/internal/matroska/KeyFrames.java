package com.technosupport.vms.recording.internal.matroska;

import com.technosupport.vms.api.recording.KeyFrameIndex;
import java.util.Arrays;

/** A {@link KeyFrameIndex} that grows. Safe for use by several threads. */
public final class KeyFrames {

    /** As many as an index takes. */
    private static final int MOST = 1 << 17;

    private int[] times = new int[64];
    private long[] positions = new long[64];
    private int size;

    /** One that is not later than the last, or one too many, is left out. */
    public synchronized void add(long milliseconds, long position) {
        boolean later =
                size == 0 ? milliseconds >= 0 : milliseconds > times[size - 1] && position >= positions[size - 1];
        if (!later || milliseconds > Integer.MAX_VALUE || size == MOST) {
            return;
        }
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            positions = Arrays.copyOf(positions, 2 * size);
        }
        times[size] = (int) milliseconds;
        positions[size] = position;
        size++;
    }

    public synchronized KeyFrameIndex index() {
        return upTo(Long.MAX_VALUE);
    }

    /** Those in clusters that begin before a position. */
    public synchronized KeyFrameIndex upTo(long position) {
        int count = size;
        while (count > 0 && positions[count - 1] >= position) {
            count--;
        }
        return new KeyFrameIndex(Arrays.copyOf(times, count), Arrays.copyOf(positions, count));
    }
}
