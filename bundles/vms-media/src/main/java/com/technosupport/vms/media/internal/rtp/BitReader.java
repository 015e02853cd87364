package com.technosupport.vms.media.internal.rtp;

/**
 * Reads the bits of a NAL unit, leaving out emulation prevention bytes (ITU-T H.264, 7.4.1). Past the end it throws
 * {@link Malformed}.
 */
final class BitReader {

    /** The bits ended, or say what they cannot. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    private final byte[] data;
    private final int end;
    private int position;
    private int bit;
    private int zeros;

    BitReader(byte[] data, int start, int end) {
        this.data = data;
        this.position = start;
        this.end = end;
    }

    int bit() throws Malformed {
        if (bit == 0 && zeros >= 2 && position < end && data[position] == 3) {
            position++;
            zeros = 0;
        }
        if (position >= end) {
            throw new Malformed("too short");
        }
        int value = (data[position] >> (7 - bit)) & 1;
        if (++bit == 8) {
            zeros = data[position] == 0 ? zeros + 1 : 0;
            bit = 0;
            position++;
        }
        return value;
    }

    boolean flag() throws Malformed {
        return bit() == 1;
    }

    /** Up to 32 bits, as an unsigned number in an int. */
    int bits(int count) throws Malformed {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 1) | bit();
        }
        return value;
    }

    void skip(int count) throws Malformed {
        for (int i = 0; i < count; i++) {
            bit();
        }
    }

    /** ue(v), at most {@code max}. */
    int unsigned(int max) throws Malformed {
        int leading = 0;
        while (bit() == 0) {
            if (++leading > 31) {
                throw new Malformed("number too large");
            }
        }
        long value = (1L << leading) - 1 + (bits(leading) & 0xffff_ffffL);
        if (value > max) {
            throw new Malformed("number out of range");
        }
        return (int) value;
    }

    int unsigned() throws Malformed {
        return unsigned(Integer.MAX_VALUE);
    }

    /** se(v). */
    int signed() throws Malformed {
        int value = unsigned(Integer.MAX_VALUE - 1);
        return (value & 1) == 1 ? (value >>> 1) + 1 : -(value >>> 1);
    }
}
