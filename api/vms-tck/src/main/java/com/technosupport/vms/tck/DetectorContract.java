package com.technosupport.vms.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorInfo;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.tck.TestFrame.Painter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Detector} keeps. A detector's own test extends it, and adds what it is to see. */
public abstract class DetectorContract {

    /** A frame takes a detector less than this, on a busy machine too. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int THREADS = 4;

    private Detector detector;

    /** A fresh one. */
    protected abstract Detector create() throws Exception;

    @BeforeEach
    final void createDetector() throws Exception {
        detector = create();
    }

    /** The detector of this test. */
    protected final Detector detector() {
        return detector;
    }

    /** A stream by its number. */
    protected static StreamId stream(int number) {
        return new StreamId(new UUID(0, number));
    }

    private static Painter scene(int step) {
        return (x, y, colour) -> {
            boolean thing = Math.abs(x - 0.1 * (step % 10)) < 0.06 && y > 0.4 && y < 0.9;
            return thing ? 230 - 60 * colour : 70 + (int) (40 * y);
        };
    }

    private List<Detection> show(StreamId stream, int step, int width, int height) throws InterruptedException {
        TestFrame frame = new TestFrame(stream, Instant.EPOCH.plusMillis(200L * step), width, height, scene(step));
        try (frame) {
            List<Detection> seen = detector.detect(frame);
            assertThat(frame.closed()).as("the frame is the caller's to close").isFalse();
            check(seen);
            return List.copyOf(seen);
        }
    }

    private void check(List<Detection> seen) {
        assertThat(seen).as("what is seen").isNotNull().doesNotContainNull();
        assertThat(detector.info().labels())
                .as("the labels that it says it can tell")
                .containsAll(seen.stream().map(Detection::label).toList());
    }

    @Test
    void itSaysWhatItIs() throws Exception {
        DetectorInfo info = detector.info();
        assertThat(info.labels()).as("labels").isNotEmpty().doesNotHaveDuplicates();
        assertThat(info.labels()).allSatisfy(label -> assertThat(label).isNotBlank());
        assertThat(info.name()).as("name").isNotBlank();
        assertThat(info.version()).as("version").isNotBlank();
        assertThat(detector.batch()).as("frames at once").isPositive();
        show(stream(1), 0, 640, 360);
        assertThat(detector.info()).as("always the same answer").isEqualTo(info);
    }

    @Test
    void picturesOfAnySizeAreLookedAt() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            int number = 10;
            for (int[] size : new int[][] {{640, 360}, {1, 1}, {3840, 2160}, {33, 1001}, {1001, 33}}) {
                StreamId stream = stream(number++);
                for (int step = 0; step < 3; step++) {
                    show(stream, step, size[0], size[1]);
                }
                detector.forget(stream);
            }
        });
    }

    @Test
    void aStreamMayChangeItsSize() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            show(stream(2), 0, 640, 360);
            show(stream(2), 1, 1280, 720);
            show(stream(2), 2, 352, 288);
        });
    }

    /** Streams have nothing to do with each other, whichever threads look at them. */
    @Test
    void streamsAreLookedAtByManyThreads() throws Exception {
        List<List<Detection>> alone = new ArrayList<>();
        for (int step = 0; step < 6; step++) {
            alone.add(show(stream(100), step, 640, 360));
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<List<List<Detection>>>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                StreamId stream = stream(200 + i);
                all.add(threads.submit(() -> {
                    begin.await();
                    List<List<Detection>> seen = new ArrayList<>();
                    for (int step = 0; step < 6; step++) {
                        seen.add(show(stream, step, 640, 360));
                    }
                    return seen;
                }));
            }
            begin.countDown();
            for (Future<List<List<Detection>>> one : all) {
                assertThat(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .as("what is seen of one stream beside others")
                        .isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void severalFramesAtOnceAreSeenAsOneByOne() throws Exception {
        int count = Math.min(4, detector.batch());
        List<List<Detection>> alone = new ArrayList<>();
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            alone.add(show(stream(300 + i), i, 640, 360));
            detector.forget(stream(300 + i));
            frames.add(new TestFrame(stream(300 + i), Instant.EPOCH.plusMillis(200L * i), 640, 360, scene(i)));
        }
        List<List<Detection>> together = detector.detectAll(frames);
        assertThat(together).hasSize(count);
        for (int i = 0; i < count; i++) {
            check(together.get(i));
            assertThat(together.get(i)).hasSameSizeAs(alone.get(i));
        }
    }

    @Test
    void whatIsForgottenIsAsIfItHadNeverBeen() throws Exception {
        detector.forget(stream(4));
        List<Detection> first = show(stream(4), 0, 640, 360);
        show(stream(4), 1, 640, 360);
        detector.forget(stream(4));
        detector.forget(stream(4));
        assertThat(show(stream(4), 0, 640, 360)).isEqualTo(first);
    }

    /** Frames lie in native memory, and are gone when the call has ended. */
    @Test
    void framesAreNotKept() throws Exception {
        TestFrame frame = new TestFrame(stream(5), Instant.EPOCH, 640, 360, scene(0));
        try (frame) {
            check(detector.detect(frame));
        }
        show(stream(5), 1, 640, 360);
        assertThat(frame.misused()).as("used after it was closed").isFalse();
    }
}
