package com.technosupport.vms.api.media;

import java.util.Objects;

/**
 * What a frame is to become before somebody looks at it.
 *
 * @param width in pixels, 1 to 4096
 * @param height in pixels, 1 to 4096
 */
public record FrameShape(int width, int height, Fit fit, Pixels pixels) {

    /** The grey that fills what a letterboxed picture leaves free. */
    public static final int FILL = 114;

    private static final int LONGEST_SIDE = 4096;

    /** How a picture of other proportions is brought in. */
    public enum Fit {
        /** Each side by a factor of its own. */
        STRETCH,
        /** Both sides by the same factor, in the upper left corner; {@link #FILL} beside or below it. */
        TOP_LEFT,
        /** Both sides by the same factor, in the middle; {@link #FILL} around it. */
        CENTRE
    }

    /** How a point is stored, in full range, row by row without gaps. */
    public enum Pixels {
        RGB(3),
        BGR(3),
        /** Luma alone. */
        GREY(1);

        private final int bytes;

        Pixels(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes of one point. */
        public int bytes() {
            return bytes;
        }
    }

    /**
     * Where a picture lies within a shape, in the shape's pixels.
     *
     * @param x of its left edge
     * @param y of its upper edge
     */
    public record Placement(int x, int y, int width, int height) {}

    public FrameShape {
        Objects.requireNonNull(fit, "fit");
        Objects.requireNonNull(pixels, "pixels");
        if (width < 1 || height < 1 || width > LONGEST_SIDE || height > LONGEST_SIDE) {
            throw new IllegalArgumentException("a shape's sides are 1 to " + LONGEST_SIDE);
        }
    }

    /** Bytes of the whole. */
    public int bytes() {
        return width * height * pixels.bytes();
    }

    /** Where a picture of that size lies. */
    public Placement place(int pictureWidth, int pictureHeight) {
        if (fit == Fit.STRETCH) {
            return new Placement(0, 0, width, height);
        }
        double scale = Math.min((double) width / pictureWidth, (double) height / pictureHeight);
        int w = Math.max(1, Math.min(width, (int) Math.round(pictureWidth * scale)));
        int h = Math.max(1, Math.min(height, (int) Math.round(pictureHeight * scale)));
        return fit == Fit.TOP_LEFT ? new Placement(0, 0, w, h) : new Placement((width - w) / 2, (height - h) / 2, w, h);
    }
}
