package com.technosupport.vms.media.internal.rtp;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** NAL units gathered one behind the other, each behind its length; reused from access unit to access unit. */
final class AccessUnit {

    /** More than any camera makes; a stream that exceeds it is damaged. */
    static final int MAX_BYTES = 8 << 20;

    private static final int USUAL_BYTES = 256 << 10;

    private byte[] data = new byte[16 << 10];
    private int length;
    private int unitStart = -1;
    private int largestOfLate;
    private int count;

    int length() {
        return length;
    }

    byte[] array() {
        return data;
    }

    boolean isOpen() {
        return unitStart >= 0;
    }

    /** Begins a NAL unit; false when there is no room. */
    boolean begin() {
        if (!reserve(4)) {
            return false;
        }
        unitStart = length;
        length += 4;
        return true;
    }

    boolean append(int octet) {
        if (!reserve(1)) {
            return false;
        }
        data[length++] = (byte) octet;
        return true;
    }

    boolean append(ByteBuffer buffer, int start, int end) {
        int size = end - start;
        if (size < 0 || !reserve(size)) {
            return false;
        }
        buffer.get(start, data, length, size);
        length += size;
        return true;
    }

    /** Ends the NAL unit; returns where its first byte is. */
    int end() {
        int start = unitStart;
        int size = length - start - 4;
        data[start] = (byte) (size >> 24);
        data[start + 1] = (byte) (size >> 16);
        data[start + 2] = (byte) (size >> 8);
        data[start + 3] = (byte) size;
        unitStart = -1;
        return start + 4;
    }

    /** Leaves out the open NAL unit. */
    void cancel() {
        if (unitStart >= 0) {
            length = unitStart;
            unitStart = -1;
        }
    }

    /** Cuts back to {@code newLength}, an earlier {@link #length()}. */
    void truncate(int newLength) {
        length = newLength;
        unitStart = -1;
    }

    byte[] copy() {
        return Arrays.copyOf(data, length);
    }

    void clear() {
        largestOfLate = Math.max(largestOfLate, length);
        length = 0;
        unitStart = -1;
        if (++count == 256) {
            // One huge picture does not hold its memory for good.
            if (data.length > USUAL_BYTES && largestOfLate < data.length / 4) {
                data = new byte[Math.max(USUAL_BYTES, largestOfLate)];
            }
            count = 0;
            largestOfLate = 0;
        }
    }

    private boolean reserve(int more) {
        int needed = length + more;
        if (needed > MAX_BYTES) {
            return false;
        }
        if (needed > data.length) {
            data = Arrays.copyOf(data, Math.min(MAX_BYTES, Math.max(data.length * 2, needed)));
        }
        return true;
    }
}
