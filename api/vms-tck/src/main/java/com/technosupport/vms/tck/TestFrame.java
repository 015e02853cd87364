package com.technosupport.vms.tck;

import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.api.model.StreamId;
import java.nio.ByteBuffer;
import java.time.Instant;

/** A picture that is painted by a function of place and colour, and that notices what a detector must not do. */
public final class TestFrame implements Frame {

    /** What is to be seen at a place. */
    @FunctionalInterface
    public interface Painter {

        /**
         * @param x as a part of the width
         * @param y as a part of the height
         * @param colour 0 red, 1 green, 2 blue
         * @return 0 to 255
         */
        int value(double x, double y, int colour);
    }

    private final StreamId stream;
    private final Instant time;
    private final int width;
    private final int height;
    private final Painter painter;
    private volatile boolean closed;
    private volatile boolean misused;

    public TestFrame(StreamId stream, Instant time, int width, int height, Painter painter) {
        this.stream = stream;
        this.time = time;
        this.width = width;
        this.height = height;
        this.painter = painter;
    }

    @Override
    public StreamId stream() {
        return stream;
    }

    @Override
    public Instant time() {
        return time;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public void render(FrameShape shape, ByteBuffer target) {
        if (closed) {
            misused = true;
            throw new IllegalStateException("the frame was closed");
        }
        if (!target.isDirect() || target.remaining() < shape.bytes()) {
            throw new IllegalArgumentException("the target is direct and has " + shape.bytes() + " bytes left");
        }
        FrameShape.Placement place = shape.place(width, height);
        int at = target.position();
        int colours = shape.pixels().bytes();
        for (int row = 0; row < shape.height(); row++) {
            for (int column = 0; column < shape.width(); column++) {
                double x = (column - place.x() + 0.5) / place.width();
                double y = (row - place.y() + 0.5) / place.height();
                boolean inside = x >= 0 && x < 1 && y >= 0 && y < 1;
                for (int i = 0; i < colours; i++) {
                    int colour = shape.pixels() == FrameShape.Pixels.BGR ? 2 - i : i;
                    target.put(at++, (byte) (inside ? painter.value(x, y, colour) : FrameShape.FILL));
                }
            }
        }
    }

    /** Whether it was closed by somebody other than its owner, or used after that. */
    boolean misused() {
        return misused;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
