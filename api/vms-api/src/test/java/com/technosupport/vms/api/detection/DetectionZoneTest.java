package com.technosupport.vms.api.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.detection.DetectionZone.Point;
import com.technosupport.vms.api.detection.DetectionZone.Trigger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetectionZoneTest {

    private static DetectionZone zone(Trigger trigger, double... coordinates) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < coordinates.length; i += 2) {
            points.add(new Point(coordinates[i], coordinates[i + 1]));
        }
        return new DetectionZone("yard", points, trigger);
    }

    private static void refused(Trigger trigger, String sentence, double... coordinates) {
        assertThatThrownBy(() -> zone(trigger, coordinates))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void aPolygonMayBeHollow() {
        assertThat(zone(Trigger.INSIDE, 0, 0, 1, 0, 1, 1, .6, 1, .6, .4, .4, .4, .4, 1, 0, 1)
                        .points())
                .hasSize(8);
    }

    @Test
    void aPolygonDoesNotCrossItself() {
        refused(Trigger.INSIDE, "do not cross", 0, 0, 1, 1, 1, 0, 0, 1);
        // Touches itself in a point.
        refused(Trigger.ENTER, "do not cross", 0, 0, 1, 0, .5, .5, 1, 1, 0, 1, .5, .5);
        refused(Trigger.INSIDE, "do not", 0, 0, 1, 0, .5, 0, .5, 1);
        refused(Trigger.INSIDE, "do not lie on each other", 0, 0, .5, .5, 1, 1);
        refused(Trigger.INSIDE, "its last point is not its first", 0, 0, 1, 0, 1, 1, 0, 0);
    }

    @Test
    void aLineMayCrossItself() {
        assertThat(zone(Trigger.CROSS, 0, 0, 1, 1, 1, 0, 0, 1).points()).hasSize(4);
        refused(Trigger.CROSS, "at least two points", 0, 0);
        refused(Trigger.INSIDE, "at least three points", 0, 0, 1, 1);
        refused(Trigger.CROSS, "neighbouring points differ", 0, 0, 0, 0);
    }

    @Test
    void pointsLieWithinThePicture() {
        refused(Trigger.CROSS, "within the picture", 0, 0, 1.01, 1);
        refused(Trigger.CROSS, "within the picture", 0, 0, Double.NaN, 1);
    }

    @Test
    void nothingIsLookedForUnlessSomebodySaysSo() {
        assertThat(DetectionPolicy.DEFAULT.enabled()).isFalse();
        assertThat(DetectionPolicy.DEFAULT.minConfidence()).isEqualTo(0.8);
    }
}
