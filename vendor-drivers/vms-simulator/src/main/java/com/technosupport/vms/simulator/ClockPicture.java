package com.technosupport.vms.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

/**
 * Reads the running clock that the mount {@link SimulatedCamera#CLOCK} shows, so that a test can tell how old a picture is.
 *
 * <p>The loop has 250 pictures, 40 ms each. Picture {@code k} is sent when the wall clock's milliseconds since 1970, modulo 10 000,
 * are {@code 40 k}. Along its top run 16 equal blocks over the whole width, each a sixteenth as high as the picture is wide: white,
 * black, the ten bits of {@code k} with the highest first (white is 1), their even parity, its opposite, black, white. Sizes are
 * relative, so the blocks can be read off a scaled picture too: block {@code i} has its middle at {@code ((i + 0.5) / 16 · width,
 * width / 32)} as long as the picture keeps its 16:9. {@code k} also stands in the picture in digits, with the seconds below.
 */
public final class ClockPicture {
    /** Pictures in the loop. */
    public static final int PICTURES = 250;
    /** Milliseconds that a picture stands. */
    public static final int PERIOD_MILLIS = 40;

    private static final int BLOCKS = 16;
    private static final int BITS = 10;
    private static final int MIDDLE_GREY = 128;

    private ClockPicture() {}

    /**
     * Reads the number of a picture.
     *
     * @param luma brightness, a byte (0 to 255) for each pixel, rows one after another
     * @param stride bytes from a row to the next
     * @param width the picture's width
     * @return 0 to 249, or nothing when the picture is damaged or shows no clock
     */
    public static OptionalInt read(byte[] luma, int stride, int width) {
        int bits = 0;
        for (int i = 0; i < BLOCKS; i++) {
            bits = bits << 1 | (white(luma, stride, width, i) ? 1 : 0);
        }
        int number = bits >> 4 & (1 << BITS) - 1;
        int parity = bits >> 3 & 1;
        boolean framed = bits >> 14 == 0b10 && (bits & 0b11) == 0b01 && (bits >> 2 & 1) != parity;
        boolean right = Integer.bitCount(number) % 2 == parity && number < PICTURES;
        return framed && right ? OptionalInt.of(number) : OptionalInt.empty();
    }

    private static boolean white(byte[] luma, int stride, int width, int block) {
        int x = (2 * block + 1) * width / (2 * BLOCKS);
        int y = width / (2 * BLOCKS);
        int sum = 0;
        for (int dy = -1; dy <= 1; dy++) {
            for (int dx = -1; dx <= 1; dx++) {
                sum += luma[(y + dy) * stride + x + dx] & 0xff;
            }
        }
        return sum / 9 >= MIDDLE_GREY;
    }

    /**
     * How long before a moment a picture was sent.
     *
     * @param number the picture's number
     * @param seen the moment, by the clock that the simulator runs on
     * @return 0 up to 10 s; what is older can't be told from what is newer
     */
    public static Duration age(int number, Instant seen) {
        long loop = (long) PICTURES * PERIOD_MILLIS * 1_000_000L;
        long nanos = Math.floorMod(seen.getEpochSecond(), 10L) * 1_000_000_000L + seen.getNano();
        return Duration.ofNanos(Math.floorMod(nanos - (long) number * PERIOD_MILLIS * 1_000_000L, loop));
    }
}
