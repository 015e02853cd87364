package com.technosupport.vms.api.media;

import com.technosupport.vms.api.security.Role;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Parts of a camera's picture that are to be hidden. Stills and exports have them painted over for everybody; live pictures and
 * playback for those whose role is less than {@link #clearFor}.
 *
 * @param areas at most {@link #MOST_AREAS}
 * @param clearFor who sees live pictures and playback as they were recorded, and every role above
 */
public record PrivacyMask(List<Area> areas, Role clearFor) {

    public static final PrivacyMask NONE = new PrivacyMask(List.of(), Role.ADMIN);
    public static final int MOST_AREAS = 32;
    public static final int MOST_POINTS = 64;

    private static final byte BLACK_FULL = 0;
    private static final byte BLACK_LIMITED = 16;
    private static final byte GREY = (byte) 128;

    /** A corner, as parts of the picture's width and height, 0 to 1. */
    public record Point(double x, double y) {

        public Point {
            if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
                throw new IllegalArgumentException("a point lies within 0 to 1");
            }
        }
    }

    /**
     * A polygon.
     *
     * @param name of its own within the camera
     * @param points its corners in order, 3 to {@link #MOST_POINTS}
     */
    public record Area(String name, List<Point> points) {

        public Area {
            points = List.copyOf(points);
            if (name.isBlank() || name.length() > 64) {
                throw new IllegalArgumentException("an area has a name of up to 64 characters");
            }
            if (points.size() < 3 || points.size() > MOST_POINTS) {
                throw new IllegalArgumentException("an area has 3 to " + MOST_POINTS + " points");
            }
        }
    }

    public PrivacyMask {
        areas = List.copyOf(areas);
        Objects.requireNonNull(clearFor, "clearFor");
        if (areas.size() > MOST_AREAS) {
            throw new IllegalArgumentException("a camera has at most " + MOST_AREAS + " areas");
        }
        Set<String> names = new HashSet<>();
        for (Area area : areas) {
            if (!names.add(area.name())) {
                throw new IllegalArgumentException("two areas have the same name");
            }
        }
    }

    public boolean isEmpty() {
        return areas.isEmpty();
    }

    /** Whether one of that role has the areas hidden from live pictures and playback. */
    public boolean hidesFrom(Role role) {
        return !isEmpty() && !role.includes(clearFor);
    }

    /** A plane of a picture, eight bits a sample. */
    public record Plane(ByteBuffer samples, int stride, int width, int height) {}

    /**
     * Paints the areas black on a picture of brightness and two colours, of any subsampling. All samples that an area touches
     * are painted, so nothing of it is left at its edges.
     *
     * @param fullRange whether black is 0, and not 16
     */
    public void paint(Plane luma, Plane blue, Plane red, boolean fullRange) {
        for (Area area : areas) {
            fill(luma, area, fullRange ? BLACK_FULL : BLACK_LIMITED);
            fill(blue, area, GREY);
            fill(red, area, GREY);
        }
    }

    /** Row by row: from the first crossing to the second, and so on, of what the polygon has within the row. */
    private static void fill(Plane plane, Area area, byte value) {
        List<Point> points = area.points();
        int count = points.size();
        double[] xs = new double[count];
        double[] ys = new double[count];
        double top = Double.MAX_VALUE;
        double bottom = 0;
        for (int i = 0; i < count; i++) {
            xs[i] = points.get(i).x() * plane.width();
            ys[i] = points.get(i).y() * plane.height();
            top = Math.min(top, ys[i]);
            bottom = Math.max(bottom, ys[i]);
        }
        boolean[] row = new boolean[plane.width()];
        byte[] paint = new byte[plane.width()];
        Arrays.fill(paint, value);
        int last = Math.min(plane.height(), (int) Math.ceil(bottom));
        for (int y = (int) top; y < last; y++) {
            Arrays.fill(row, false);
            edges(row, xs, ys, y);
            inside(row, xs, ys, y + 0.5);
            int x = 0;
            while (x < row.length) {
                int end = x;
                while (end < row.length && row[end]) {
                    end++;
                }
                if (end > x) {
                    plane.samples().put(y * plane.stride() + x, paint, 0, end - x);
                }
                x = end + 1;
            }
        }
    }

    /** What the sides of the polygon touch of a row. */
    private static void edges(boolean[] row, double[] xs, double[] ys, int y) {
        for (int i = 0, j = xs.length - 1; i < xs.length; j = i++) {
            double low = Math.max(y, Math.min(ys[i], ys[j]));
            double high = Math.min(y + 1.0, Math.max(ys[i], ys[j]));
            if (low > high) {
                continue;
            }
            double step = ys[i] == ys[j] ? 0 : (xs[j] - xs[i]) / (ys[j] - ys[i]);
            double one = ys[i] == ys[j] ? xs[i] : xs[i] + (low - ys[i]) * step;
            double other = ys[i] == ys[j] ? xs[j] : xs[i] + (high - ys[i]) * step;
            mark(row, Math.min(one, other), Math.max(one, other));
        }
    }

    private static void inside(boolean[] row, double[] xs, double[] ys, double y) {
        double[] crossings = new double[xs.length];
        int found = 0;
        for (int i = 0, j = xs.length - 1; i < xs.length; j = i++) {
            if ((ys[i] <= y) != (ys[j] <= y)) {
                crossings[found++] = xs[i] + (y - ys[i]) * (xs[j] - xs[i]) / (ys[j] - ys[i]);
            }
        }
        Arrays.sort(crossings, 0, found);
        for (int i = 0; i + 1 < found; i += 2) {
            mark(row, crossings[i], crossings[i + 1]);
        }
    }

    private static void mark(boolean[] row, double from, double to) {
        int first = Math.max(0, (int) Math.floor(from));
        int last = Math.min(row.length, (int) Math.floor(to) + 1);
        if (first < last) {
            Arrays.fill(row, first, last, true);
        }
    }
}
