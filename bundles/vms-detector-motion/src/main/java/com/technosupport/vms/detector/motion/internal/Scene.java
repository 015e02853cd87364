package com.technosupport.vms.detector.motion.internal;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.event.EventMessage.Box;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameShape;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How the picture of one stream has been lately. A frame is made small and grey; where it differs, the cells of a coarse grid are
 * marked, and marked cells that touch are one thing. Used by one thread at a time.
 */
final class Scene {

    static final String LABEL = "motion";

    private static final int CELL = 5;
    private static final int COLUMNS = 32;
    private static final int ROWS = 18;
    private static final FrameShape SHAPE =
            new FrameShape(COLUMNS * CELL, ROWS * CELL, FrameShape.Fit.STRETCH, FrameShape.Pixels.GREY);

    /** In steps of brightness: more than noise. */
    private static final float DIFFERENT = 18;

    /** Part of a difference that becomes background with each frame. */
    private static final float LEARNED = 0.08f;

    /** Points of a cell that differ, for the cell to count. */
    private static final int MARKED = 5;

    /** Cells that differ when the light was switched on or the camera was turned: nothing moves then. */
    private static final int ALL_AT_ONCE = COLUMNS * ROWS * 2 / 3;

    private final ByteBuffer grey = ByteBuffer.allocateDirect(SHAPE.bytes());
    private final byte[] points = new byte[SHAPE.bytes()];
    private final float[] background = new float[SHAPE.bytes()];
    private boolean begun;

    List<Detection> next(Frame frame) {
        frame.render(SHAPE, grey);
        grey.get(0, points);
        int[] differing = new int[COLUMNS * ROWS];
        for (int i = 0; i < points.length; i++) {
            float difference = (points[i] & 0xff) - background[i];
            if (difference > DIFFERENT || difference < -DIFFERENT) {
                differing[i / (SHAPE.width() * CELL) * COLUMNS + i % SHAPE.width() / CELL]++;
            }
            background[i] += difference * (begun ? LEARNED : 1);
        }
        boolean first = !begun;
        begun = true;
        return first ? List.of() : things(differing);
    }

    private List<Detection> things(int[] differing) {
        int marked = 0;
        for (int count : differing) {
            marked += count >= MARKED ? 1 : 0;
        }
        if (marked >= ALL_AT_ONCE) {
            for (int i = 0; i < points.length; i++) {
                background[i] = points[i] & 0xff;
            }
            return List.of();
        }
        List<Detection> things = new ArrayList<>();
        boolean[] taken = new boolean[differing.length];
        for (int cell = 0; cell < differing.length; cell++) {
            if (differing[cell] >= MARKED && !taken[cell]) {
                things.add(thing(cell, differing, taken));
            }
        }
        return things;
    }

    /** All that touches a cell, also by a corner. */
    private static Detection thing(int begin, int[] differing, boolean[] taken) {
        int left = COLUMNS;
        int right = 0;
        int top = ROWS;
        int bottom = 0;
        int points = 0;
        int cells = 0;
        Deque<Integer> open = new ArrayDeque<>(List.of(begin));
        taken[begin] = true;
        while (!open.isEmpty()) {
            int cell = open.remove();
            int column = cell % COLUMNS;
            int row = cell / COLUMNS;
            left = Math.min(left, column);
            right = Math.max(right, column + 1);
            top = Math.min(top, row);
            bottom = Math.max(bottom, row + 1);
            points += differing[cell];
            cells++;
            for (int y = Math.max(0, row - 1); y <= Math.min(ROWS - 1, row + 1); y++) {
                for (int x = Math.max(0, column - 1); x <= Math.min(COLUMNS - 1, column + 1); x++) {
                    int neighbour = y * COLUMNS + x;
                    if (differing[neighbour] >= MARKED && !taken[neighbour]) {
                        taken[neighbour] = true;
                        open.add(neighbour);
                    }
                }
            }
        }
        // As sure as its cells differ, and surer when there are several.
        double confidence = Math.min(1, 0.5 + 0.5 * points / (cells * (double) CELL * CELL) + 0.05 * (cells - 1));
        Box box = new Box(
                (double) left / COLUMNS,
                (double) top / ROWS,
                (double) (right - left) / COLUMNS,
                (double) (bottom - top) / ROWS);
        return new Detection(LABEL, confidence, box);
    }
}
