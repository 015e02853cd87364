package com.technosupport.vms.detection.internal.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MotionGateTest {

    private final MotionGate gate = new MotionGate();
    private final Random random = new Random(5);
    private Instant time = Instant.EPOCH.plusSeconds(1000);

    /** Grey with the noise of a sensor; somebody of four by eight points at x. */
    private boolean show(int x) {
        byte[] picture = new byte[MotionGate.shape().bytes()];
        for (int i = 0; i < picture.length; i++) {
            picture[i] = (byte) (100 + random.nextInt(9) - 4);
        }
        for (int row = 40; x >= 0 && row < 48; row++) {
            for (int column = x; column < x + 4; column++) {
                picture[row * MotionGate.shape().width() + column] = (byte) 160;
            }
        }
        time = time.plus(Duration.ofMillis(200));
        return gate.opens(picture, time);
    }

    private int opened(int frames, int from, int step) {
        int open = 0;
        for (int i = 0; i < frames; i++) {
            open += show(from < 0 ? -1 : from + i * step) ? 1 : 0;
        }
        return open;
    }

    @Test
    void aStillSceneIsHardlyLookedAt() {
        int unused = opened(20, -1, 0);
        // Six minutes and more at five a second: once in ten seconds.
        assertThat(opened(2000, -1, 0)).isBetween(30, 45);
    }

    @Test
    void whoWalksByIsLookedAtAllTheWay() {
        int unused = opened(50, -1, 0);
        assertThat(opened(40, 10, 3)).isEqualTo(40);
    }

    @Test
    void whoStandsBecomesBackground() {
        int unused = opened(50, -1, 0);
        unused = opened(10, 10, 3);
        unused = opened(100, 40, 0);
        assertThat(opened(200, 40, 0)).isLessThan(10);
    }

    @Test
    void aClockThatIsSetBackDoesNotShutIt() {
        int unused = opened(50, -1, 0);
        time = time.minusSeconds(3600);
        assertThat(show(-1)).isTrue();
        unused = opened(50, -1, 0);
        assertThat(opened(50, -1, 0)).isLessThan(5);
        assertThat(show(80)).isTrue();
    }
}
