package com.technosupport.vms.api.detection;

import java.util.List;
import java.util.Objects;

/**
 * A part of the picture, or a line through it, that objects have to do with. An object stands where the middle of its box's
 * lower edge is.
 *
 * @param name unique within a camera; not blank
 * @param points of the polygon's outline in order, the last joined to the first; or of the line from its beginning to its end
 * @param trigger what an object has to do
 */
public record DetectionZone(String name, List<Point> points, Trigger trigger) {

    /** The most points of a zone. */
    public static final int MOST_POINTS = 64;

    /** What an object has to do with a zone to be told. */
    public enum Trigger {
        /** Stand within the polygon. */
        INSIDE,
        /** Come into the polygon from outside of it. */
        ENTER,
        /** Go out of the polygon. */
        LEAVE,
        /** Cross the line, whichever way. */
        CROSS,
        /** Cross the line from its left to its right, as one looks from its beginning to its end. */
        CROSS_RIGHT,
        /** Cross the line from its right to its left, as one looks from its beginning to its end. */
        CROSS_LEFT;

        /** Whether it is about a line, else about a polygon. */
        public boolean line() {
            return compareTo(CROSS) >= 0;
        }
    }

    /** A place in the picture, as parts of its width and height, 0 to 1, from the upper left corner. */
    public record Point(double x, double y) {

        public Point {
            if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
                throw new IllegalArgumentException("a zone's points lie within the picture, 0 to 1");
            }
        }
    }

    public DetectionZone {
        if (name.isBlank() || name.length() > 100) {
            throw new IllegalArgumentException("a zone has a name of at most 100 characters");
        }
        points = List.copyOf(points);
        Objects.requireNonNull(trigger, "trigger");
        if (points.size() > MOST_POINTS) {
            throw new IllegalArgumentException("a zone has at most " + MOST_POINTS + " points");
        }
        if (points.size() < (trigger.line() ? 2 : 3)) {
            throw new IllegalArgumentException(
                    trigger.line() ? "a line has at least two points" : "a polygon has at least three points");
        }
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).equals(points.get(i - 1))) {
                throw new IllegalArgumentException("a zone's neighbouring points differ");
            }
        }
        if (!trigger.line()) {
            refuseSelfCrossing(points);
        }
    }

    private static void refuseSelfCrossing(List<Point> points) {
        int n = points.size();
        if (points.get(0).equals(points.get(n - 1))) {
            throw new IllegalArgumentException("a polygon is closed by itself; its last point is not its first");
        }
        double area = 0;
        for (int i = 0; i < n; i++) {
            Point a = points.get(i);
            Point b = points.get((i + 1) % n);
            area += a.x() * b.y() - b.x() * a.y();
            for (int j = i + 1; j < n; j++) {
                boolean neighbours = j == i + 1 || (i == 0 && j == n - 1);
                if (!neighbours && crosses(a, b, points.get(j), points.get((j + 1) % n))) {
                    throw new IllegalArgumentException("a polygon's sides do not cross each other");
                }
                if (neighbours && foldsBack(a, b, points.get(j), points.get((j + 1) % n))) {
                    throw new IllegalArgumentException("a polygon's sides do not lie on each other");
                }
            }
        }
        if (Math.abs(area) < 1e-9) {
            throw new IllegalArgumentException("a polygon encloses something");
        }
    }

    /** Whether two segments have a point in common. */
    public static boolean crosses(Point a, Point b, Point c, Point d) {
        double abc = side(a, b, c);
        double abd = side(a, b, d);
        double cda = side(c, d, a);
        double cdb = side(c, d, b);
        if (abc * abd < 0 && cda * cdb < 0) {
            return true;
        }
        return (abc == 0 && within(a, b, c))
                || (abd == 0 && within(a, b, d))
                || (cda == 0 && within(c, d, a))
                || (cdb == 0 && within(c, d, b));
    }

    private static boolean foldsBack(Point a, Point b, Point c, Point d) {
        Point common = b.equals(c) ? b : a;
        Point first = b.equals(c) ? a : b;
        Point second = b.equals(c) ? d : c;
        double dot = (first.x() - common.x()) * (second.x() - common.x())
                + (first.y() - common.y()) * (second.y() - common.y());
        return side(first, common, second) == 0 && dot > 0;
    }

    /** Above 0 when c is to the right of the way from a to b, as the picture is seen; below 0 when to its left. */
    public static double side(Point a, Point b, Point c) {
        return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x());
    }

    private static boolean within(Point a, Point b, Point p) {
        return Math.min(a.x(), b.x()) <= p.x()
                && p.x() <= Math.max(a.x(), b.x())
                && Math.min(a.y(), b.y()) <= p.y()
                && p.y() <= Math.max(a.y(), b.y());
    }
}
