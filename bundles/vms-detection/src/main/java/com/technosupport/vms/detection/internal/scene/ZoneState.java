package com.technosupport.vms.detection.internal.scene;

import com.technosupport.vms.api.detection.DetectionZone;
import com.technosupport.vms.api.detection.DetectionZone.Point;
import com.technosupport.vms.api.event.EventMessage.Box;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one object has done with regard to one zone. */
final class ZoneState {

    /** What came of a step, where that is to be told. */
    enum Outcome {
        /** It fulfilled the zone's condition. */
        BEGINS,
        /** It no longer does. */
        ENDS,
        CROSSES_RIGHT,
        CROSSES_LEFT
    }

    /** Out for less than this it has not gone: boxes tremble. */
    private static final Duration TREMBLE = Duration.ofSeconds(1);

    private final DetectionZone zone;
    private final Duration least;
    private Point before;
    private boolean wasOutside;
    private boolean wasInside;
    private Instant insideSince;
    private Instant outsideSince;
    private boolean told;

    ZoneState(DetectionZone zone, Duration least) {
        this.zone = zone;
        this.least = least;
    }

    /** Where an object stands: in the middle of its box's lower edge. */
    static Point foot(Box box) {
        return new Point(Math.min(1, box.x() + box.w() / 2), Math.min(1, box.y() + box.h()));
    }

    DetectionZone zone() {
        return zone;
    }

    /** Whether it was told that it fulfils the condition, and not yet that it no longer does. */
    boolean told() {
        return told;
    }

    Optional<Outcome> step(Point foot, Instant time) {
        Point from = before;
        before = foot;
        if (zone.trigger().line()) {
            return from == null ? Optional.empty() : crossing(from, foot);
        }
        boolean inside = contains(zone.points(), foot);
        if (inside) {
            insideSince = insideSince == null ? time : insideSince;
            outsideSince = null;
        } else {
            outsideSince = outsideSince == null ? time : outsideSince;
            if (Duration.between(outsideSince, time).compareTo(TREMBLE) >= 0 || !wasInside) {
                insideSince = null;
            }
        }
        boolean stays = inside && Duration.between(insideSince, time).compareTo(least) >= 0;
        boolean away = !inside && wasInside && insideSince == null;
        return switch (zone.trigger()) {
            case INSIDE -> presence(stays, away);
            case ENTER -> {
                wasOutside |= !inside;
                yield presence(stays && wasOutside, away);
            }
            case LEAVE -> {
                boolean leaves = away && !told;
                wasInside |= stays;
                if (leaves) {
                    wasInside = false;
                    yield Optional.of(Outcome.BEGINS);
                }
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private Optional<Outcome> presence(boolean begins, boolean away) {
        wasInside |= insideSince != null;
        if (begins && !told) {
            told = true;
            return Optional.of(Outcome.BEGINS);
        }
        if (away) {
            wasInside = false;
            if (told) {
                told = false;
                return Optional.of(Outcome.ENDS);
            }
        }
        return Optional.empty();
    }

    private Optional<Outcome> crossing(Point from, Point to) {
        List<Point> points = zone.points();
        for (int i = 1; i < points.size(); i++) {
            Point a = points.get(i - 1);
            Point b = points.get(i);
            double sideBefore = DetectionZone.side(a, b, from);
            double sideAfter = DetectionZone.side(a, b, to);
            // On the line counts as right of it, so that who stops on it has crossed it once.
            boolean right = sideBefore < 0 && sideAfter >= 0;
            boolean left = sideBefore >= 0 && sideAfter < 0;
            if ((right || left) && DetectionZone.crosses(a, b, from, to)) {
                boolean wanted =
                        switch (zone.trigger()) {
                            case CROSS_RIGHT -> right;
                            case CROSS_LEFT -> left;
                            default -> true;
                        };
                return wanted ? Optional.of(right ? Outcome.CROSSES_RIGHT : Outcome.CROSSES_LEFT) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** By the crossings of a ray to the right with the outline (Shimrat, Algorithm 112, 1962). */
    static boolean contains(List<Point> polygon, Point point) {
        boolean inside = false;
        for (int i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
            Point a = polygon.get(i);
            Point b = polygon.get(j);
            if ((a.y() > point.y()) != (b.y() > point.y())
                    && point.x() < (b.x() - a.x()) * (point.y() - a.y()) / (b.y() - a.y()) + a.x()) {
                inside = !inside;
            }
        }
        return inside;
    }
}
