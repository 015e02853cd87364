package com.technosupport.vms.detection.internal.scene;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.detection.DetectionZone;
import com.technosupport.vms.api.detection.DetectionZone.Point;
import com.technosupport.vms.api.detection.DetectionZone.Trigger;
import com.technosupport.vms.detection.internal.scene.ZoneState.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZoneStateTest {

    private static final List<Point> SQUARE =
            List.of(new Point(.4, .4), new Point(.6, .4), new Point(.6, .6), new Point(.4, .6));

    /** From the left edge to the right one: what is below it on the screen is right of it. */
    private static final List<Point> LINE = List.of(new Point(0, .5), new Point(1, .5));

    private static List<Outcome> walk(ZoneState state, Duration step, Point... feet) {
        List<Outcome> outcomes = new ArrayList<>();
        Instant time = Instant.EPOCH;
        for (Point foot : feet) {
            state.step(foot, time).ifPresent(outcomes::add);
            time = time.plus(step);
        }
        return outcomes;
    }

    private static ZoneState zone(Trigger trigger, long seconds) {
        List<Point> points = trigger.line() ? LINE : SQUARE;
        return new ZoneState(new DetectionZone("yard", points, trigger), Duration.ofSeconds(seconds));
    }

    private static Point at(double x) {
        return new Point(x, .5);
    }

    @Test
    void whoStandsInsideIsToldOnceAndOnceThatHeLeft() {
        assertThat(walk(zone(Trigger.INSIDE, 0), Duration.ofSeconds(1), at(.5), at(.5), at(.5), at(.7), at(.7), at(.7)))
                .containsExactly(Outcome.BEGINS, Outcome.ENDS);
    }

    @Test
    void whoTremblesOnTheEdgeDoesNotLeave() {
        assertThat(walk(zone(Trigger.INSIDE, 0), Duration.ofMillis(200), at(.59), at(.61), at(.59), at(.61), at(.59)))
                .containsExactly(Outcome.BEGINS);
    }

    @Test
    void whoDoesNotStayLongEnoughIsNotTold() {
        assertThat(walk(zone(Trigger.INSIDE, 3), Duration.ofSeconds(1), at(.5), at(.5), at(.7), at(.7), at(.5), at(.5)))
                .isEmpty();
        assertThat(walk(zone(Trigger.INSIDE, 3), Duration.ofSeconds(1), at(.5), at(.5), at(.5), at(.5)))
                .containsExactly(Outcome.BEGINS);
    }

    @Test
    void whoWasInsideFromTheStartHasNotEntered() {
        assertThat(walk(zone(Trigger.ENTER, 0), Duration.ofSeconds(1), at(.5), at(.5)))
                .isEmpty();
        assertThat(walk(zone(Trigger.ENTER, 0), Duration.ofSeconds(1), at(.3), at(.5), at(.7), at(.7), at(.7)))
                .containsExactly(Outcome.BEGINS, Outcome.ENDS);
    }

    @Test
    void whoGoesOutIsToldWhenHeIsOut() {
        assertThat(walk(zone(Trigger.LEAVE, 0), Duration.ofSeconds(1), at(.3), at(.5), at(.5), at(.7), at(.7), at(.7)))
                .containsExactly(Outcome.BEGINS);
        assertThat(walk(zone(Trigger.LEAVE, 0), Duration.ofSeconds(1), at(.3), at(.3)))
                .isEmpty();
    }

    @Test
    void aLineKnowsItsSides() {
        Point above = new Point(.5, .4);
        Point below = new Point(.5, .6);
        Duration second = Duration.ofSeconds(1);
        assertThat(walk(zone(Trigger.CROSS, 0), second, above, below, above))
                .containsExactly(Outcome.CROSSES_RIGHT, Outcome.CROSSES_LEFT);
        assertThat(walk(zone(Trigger.CROSS_RIGHT, 0), second, above, below, above))
                .containsExactly(Outcome.CROSSES_RIGHT);
        assertThat(walk(zone(Trigger.CROSS_LEFT, 0), second, above, below, above))
                .containsExactly(Outcome.CROSSES_LEFT);
        // Stops upon it and goes on.
        assertThat(walk(zone(Trigger.CROSS, 0), second, above, new Point(.5, .5), below))
                .containsExactly(Outcome.CROSSES_RIGHT);
    }

    @Test
    void aHollowPolygonIsHollow() {
        List<Point> horseshoe = List.of(
                new Point(.1, .1),
                new Point(.9, .1),
                new Point(.9, .9),
                new Point(.7, .9),
                new Point(.7, .3),
                new Point(.3, .3),
                new Point(.3, .9),
                new Point(.1, .9));
        assertThat(ZoneState.contains(horseshoe, new Point(.5, .6))).isFalse();
        assertThat(ZoneState.contains(horseshoe, new Point(.2, .6))).isTrue();
        assertThat(ZoneState.contains(horseshoe, new Point(.5, .2))).isTrue();
    }
}
