package com.technosupport.vms.detection.internal.scene;

import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameShape;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/**
 * Says whether anything moves, at a hundredth of what looking costs: the picture in grey and small is compared with what it has been
 * lately. It stays open for a while, and opens now and then by itself, so that an object which it overlooks is not overlooked for
 * good. Used by one thread at a time.
 */
public final class MotionGate {

    private static final FrameShape SHAPE = new FrameShape(160, 90, FrameShape.Fit.STRETCH, FrameShape.Pixels.GREY);
    private static final Duration OPEN = Duration.ofSeconds(2);
    private static final Duration OPENS_BY_ITSELF = Duration.ofSeconds(10);

    /** Part of a difference that becomes background with each frame. */
    private static final float LEARNED = 0.1f;

    /** In steps of brightness: more than what a sensor's noise and a codec do. */
    private static final float DIFFERENT = 14;

    /** Points that differ: somebody far away has about this many. */
    private static final int MOVED = 10;

    private final ByteBuffer grey = ByteBuffer.allocateDirect(SHAPE.bytes());
    private final byte[] points = new byte[SHAPE.bytes()];
    private final float[] background = new float[SHAPE.bytes()];
    private boolean begun;
    private Instant openUntil = Instant.EPOCH;
    private Instant lastOpen = Instant.EPOCH;

    /** Whether the frame is worth looking at. */
    public boolean opens(Frame frame) {
        frame.render(SHAPE, grey);
        grey.get(0, points);
        return opens(points, frame.time());
    }

    boolean opens(byte[] picture, Instant time) {
        int moved = 0;
        for (int i = 0; i < picture.length; i++) {
            float value = picture[i] & 0xff;
            float difference = value - background[i];
            if (difference > DIFFERENT || difference < -DIFFERENT) {
                moved++;
            }
            background[i] += difference * LEARNED;
        }
        if (!begun) {
            begun = true;
            for (int i = 0; i < picture.length; i++) {
                background[i] = picture[i] & 0xff;
            }
            moved = MOVED;
        }
        // A clock that was set back must not keep it shut.
        boolean due = time.isBefore(lastOpen) || lastOpen.plus(OPENS_BY_ITSELF).isBefore(time);
        if (moved >= MOVED) {
            openUntil = time.plus(OPEN);
        } else if (openUntil.isAfter(time.plus(OPEN))) {
            openUntil = time;
        }
        boolean open = due || !time.isAfter(openUntil);
        if (open) {
            lastOpen = time;
        }
        return open;
    }

    /** What a picture is made to before it is compared. */
    static FrameShape shape() {
        return SHAPE;
    }
}
