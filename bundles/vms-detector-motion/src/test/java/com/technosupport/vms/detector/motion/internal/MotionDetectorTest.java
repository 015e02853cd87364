package com.technosupport.vms.detector.motion.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameShape;
import com.technosupport.vms.api.model.StreamId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MotionDetectorTest {

    private final MotionDetector detector = new MotionDetector();
    private final Random noise = new Random(1);

    /** Grey with noise, and a bright rectangle at a part of the width. */
    private record Shown(StreamId stream, double x, int level, Random noise) implements Frame {

        @Override
        public Instant time() {
            return Instant.EPOCH;
        }

        @Override
        public int width() {
            return 640;
        }

        @Override
        public int height() {
            return 360;
        }

        @Override
        public void render(FrameShape shape, ByteBuffer target) {
            for (int row = 0; row < shape.height(); row++) {
                for (int column = 0; column < shape.width(); column++) {
                    double part = (double) column / shape.width();
                    boolean thing = x >= 0 && part >= x && part < x + 0.1 && row > shape.height() / 2;
                    int value = thing ? 220 : level + noise.nextInt(9) - 4;
                    target.put(row * shape.width() + column, (byte) value);
                }
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    private List<Detection> show(int stream, double x, int level) {
        return detector.detect(new Shown(new StreamId(new UUID(0, stream)), x, level, noise));
    }

    @Test
    void noiseIsNoMotion() {
        for (int i = 0; i < 50; i++) {
            assertThat(show(1, -1, 90)).isEmpty();
        }
    }

    @Test
    void whatComesIsSeenWhereItIs() {
        for (int i = 0; i < 10; i++) {
            assertThat(show(1, -1, 90)).isEmpty();
        }
        List<Detection> seen = show(1, 0.4, 90);
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).label()).isEqualTo("motion");
        assertThat(seen.get(0).confidence()).isGreaterThan(0.8);
        assertThat(seen.get(0).box().x()).isBetween(0.35, 0.42);
        assertThat(seen.get(0).box().w()).isBetween(0.08, 0.16);
        assertThat(seen.get(0).box().y()).isBetween(0.45, 0.55);
    }

    @Test
    void aLightThatIsSwitchedOnDoesNotMove() {
        for (int i = 0; i < 5; i++) {
            assertThat(show(1, -1, 60)).isEmpty();
        }
        for (int i = 0; i < 5; i++) {
            assertThat(show(1, -1, 160)).isEmpty();
        }
    }

    @Test
    void eachStreamIsItsOwnScene() {
        assertThat(show(1, -1, 60)).isEmpty();
        assertThat(show(2, -1, 160)).isEmpty();
        assertThat(show(1, -1, 60)).isEmpty();
        detector.forget(new StreamId(new UUID(0, 1)));
        assertThat(show(1, 0.5, 160)).isEmpty();
    }
}
