package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.Codec;

/**
 * The two ways in which a byte stands for a sample of speech (ITU-T G.711): {@link Codec#PCMU} (µ-law) and {@link Codec#PCMA} (A-law).
 * Devices take the one or the other.
 */
public final class G711 {

    private static final short[] LINEAR_OF_U = new short[256];
    private static final short[] LINEAR_OF_A = new short[256];
    private static final byte[] U_TO_A;
    private static final byte[] A_TO_U;

    static {
        for (int code = 0; code < 256; code++) {
            LINEAR_OF_U[code] = linearOfU(code);
            LINEAR_OF_A[code] = linearOfA(code);
        }
        U_TO_A = nearest(LINEAR_OF_U, LINEAR_OF_A);
        A_TO_U = nearest(LINEAR_OF_A, LINEAR_OF_U);
    }

    private G711() {}

    private static short linearOfU(int code) {
        int bits = ~code;
        int size = ((((bits & 0x0f) << 3) + 0x84) << ((bits & 0x70) >> 4)) - 0x84;
        return (short) ((bits & 0x80) != 0 ? -size : size);
    }

    private static short linearOfA(int code) {
        int bits = code ^ 0x55;
        int segment = (bits & 0x70) >> 4;
        int step = ((bits & 0x0f) << 4) + 8;
        int size = segment == 0 ? step : (step + 0x100) << (segment - 1);
        return (short) ((bits & 0x80) != 0 ? size : -size);
    }

    private static byte[] nearest(short[] from, short[] to) {
        byte[] table = new byte[256];
        for (int code = 0; code < 256; code++) {
            int best = 0;
            for (int other = 1; other < 256; other++) {
                if (Math.abs(to[other] - from[code]) < Math.abs(to[best] - from[code])) {
                    best = other;
                }
            }
            table[code] = (byte) best;
        }
        return table;
    }

    /** The sample that a byte stands for, from -32768 to 32767. */
    public static short linear(Codec codec, byte code) {
        return (isU(codec) ? LINEAR_OF_U : LINEAR_OF_A)[code & 0xff];
    }

    /**
     * The same sound in the other way.
     *
     * @return the samples themselves where there is nothing to do
     */
    public static byte[] convert(Codec from, Codec to, byte[] samples) {
        if (isU(from) == isU(to)) {
            return samples;
        }
        byte[] table = isU(from) ? U_TO_A : A_TO_U;
        byte[] converted = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            converted[i] = table[samples[i] & 0xff];
        }
        return converted;
    }

    private static boolean isU(Codec codec) {
        if (codec != Codec.PCMU && codec != Codec.PCMA) {
            throw new IllegalArgumentException(codec + " is not G.711");
        }
        return codec == Codec.PCMU;
    }
}
