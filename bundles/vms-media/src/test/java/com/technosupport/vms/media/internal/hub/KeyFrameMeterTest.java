package com.technosupport.vms.media.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyFrameMeterTest {

    private final KeyFrameMeter meter = new KeyFrameMeter();

    @Test
    void knowsNothingBeforeTheSecondKeyFrame() {
        meter.keyFrame(90_000);
        assertThat(meter.longest()).isZero();
        meter.keyFrame(270_000);
        assertThat(meter.longest()).isEqualTo(180_000);
    }

    @Test
    void takesTheLongestOfTheLastFourSoThatOneAskedForDoesNotShortenIt() {
        for (long time : new long[] {0, 180, 190, 360}) {
            meter.keyFrame(time);
        }
        assertThat(meter.longest()).isEqualTo(180);
        for (long time : new long[] {460, 560, 660, 760}) {
            meter.keyFrame(time);
        }
        assertThat(meter.longest()).as("the camera was set to another distance").isEqualTo(100);
    }

    @Test
    void countsNoDistanceOverAnInterruptionNorBackwards() {
        meter.keyFrame(0);
        meter.keyFrame(100);
        meter.interrupt();
        meter.keyFrame(5_000);
        assertThat(meter.longest()).isEqualTo(100);
        meter.keyFrame(10);
        assertThat(meter.longest()).isEqualTo(100);
    }

    @Test
    void forgetsAnotherStream() {
        meter.keyFrame(0);
        meter.keyFrame(100);
        meter.clear();
        assertThat(meter.longest()).isZero();
        meter.keyFrame(200);
        assertThat(meter.longest()).isZero();
    }
}
