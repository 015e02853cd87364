package com.technosupport.vms.itests.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/**
 * Draws pictures that carry the time of their making, in black and white blocks that survive any encoder: 32 bits of milliseconds
 * of the wall clock, and the same once more inverted, as a check.
 */
final class ClockPictures implements AutoCloseable {

    static final int WIDTH = 640;
    static final int HEIGHT = 360;
    static final int BLOCK = 20;
    private static final int RATE = 25;

    private final OutputStream target;
    private final Thread thread = new Thread(this::draw, "bench-clock");
    private volatile boolean closed;

    /**
     * @param target an encoder's input, of grey pictures
     */
    ClockPictures(OutputStream target) {
        this.target = target;
        thread.setDaemon(true);
        thread.start();
    }

    private void draw() {
        byte[] picture = new byte[WIDTH * HEIGHT];
        long next = System.nanoTime();
        try {
            for (int count = 0; !closed; count++) {
                // Something that moves, as a camera sees it.
                for (int y = 3 * BLOCK; y < HEIGHT; y++) {
                    for (int x = 0; x < WIDTH; x++) {
                        picture[y * WIDTH + x] = (byte) (x + 2 * y + 3 * count);
                    }
                }
                int millis = (int) System.currentTimeMillis();
                row(picture, 0, millis);
                row(picture, BLOCK, ~millis);
                target.write(picture);
                target.flush();
                next += TimeUnit.SECONDS.toNanos(1) / RATE;
                TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
            }
        } catch (IOException e) {
            // The encoder has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void row(byte[] picture, int top, int bits) {
        for (int y = top; y < top + BLOCK; y++) {
            for (int x = 0; x < WIDTH; x++) {
                picture[y * WIDTH + x] = (byte) ((bits >>> (31 - x / BLOCK) & 1) == 1 ? 235 : 16);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join(5000);
    }
}
