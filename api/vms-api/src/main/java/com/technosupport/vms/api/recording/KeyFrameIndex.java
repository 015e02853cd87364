package com.technosupport.vms.api.recording;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where a decoder can start in a segment: its video key frames, in order. Kept beside the segment's row, so that a playlist
 * over a day is made without opening a file.
 */
public final class KeyFrameIndex {

    /** The most key frames that a segment has: one a frame for an hour at 30 a second. */
    private static final int MOST = 1 << 17;

    private final int[] times;
    private final long[] positions;

    /**
     * @param times milliseconds from the segment's start; growing
     * @param positions of the Matroska cluster that holds the key frame, in bytes from the file's start; not falling
     */
    public KeyFrameIndex(int[] times, long[] positions) {
        if (times.length != positions.length) {
            throw new IllegalArgumentException("each key frame has a time and a position");
        }
        for (int i = 0; i < times.length; i++) {
            boolean inOrder = i == 0
                    ? times[0] >= 0 && positions[0] >= 0
                    : times[i] > times[i - 1] && positions[i] >= positions[i - 1];
            if (!inOrder) {
                throw new IllegalArgumentException("key frames are in order");
            }
        }
        this.times = times.clone();
        this.positions = positions.clone();
    }

    /** How many there are. */
    public int size() {
        return times.length;
    }

    /** Milliseconds from the segment's start. */
    public int time(int index) {
        return times[index];
    }

    /** Bytes from the file's start to the cluster that holds the key frame. */
    public long position(int index) {
        return positions[index];
    }

    /** The last key frame at or before a time; 0 where there is none, -1 when the index is empty. */
    public int atOrBefore(int milliseconds) {
        if (times.length == 0) {
            return -1;
        }
        int found = Arrays.binarySearch(times, milliseconds);
        return Math.max(0, found >= 0 ? found : -found - 2);
    }

    /** The form it is stored in: for each key frame, the steps of its time and position, as LEB128. */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(15 * times.length);
        int time = 0;
        long position = 0;
        for (int i = 0; i < times.length; i++) {
            put(out, times[i] - time);
            put(out, positions[i] - position);
            time = times[i];
            position = positions[i];
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /**
     * Reads {@link #toBytes()}.
     *
     * @throws IllegalArgumentException when they are not such
     */
    public static KeyFrameIndex of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int[] times = new int[64];
        long[] positions = new long[64];
        int size = 0;
        long time = 0;
        long position = 0;
        while (in.hasRemaining()) {
            if (size == MOST) {
                throw new IllegalArgumentException("too many key frames");
            }
            if (size == times.length) {
                times = Arrays.copyOf(times, 2 * size);
                positions = Arrays.copyOf(positions, 2 * size);
            }
            time += get(in);
            position += get(in);
            if (time > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a key frame beyond any segment");
            }
            times[size] = (int) time;
            positions[size] = position;
            size++;
        }
        return new KeyFrameIndex(Arrays.copyOf(times, size), Arrays.copyOf(positions, size));
    }

    private static void put(ByteBuffer out, long value) {
        long rest = value;
        while (rest >= 0x80) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long get(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 49; shift += 7) {
            if (!in.hasRemaining()) {
                break;
            }
            byte next = in.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("not an index of key frames");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyFrameIndex that
                && Arrays.equals(times, that.times)
                && Arrays.equals(positions, that.positions);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(times) + Arrays.hashCode(positions);
    }

    @Override
    public String toString() {
        return times.length + " key frames";
    }
}
