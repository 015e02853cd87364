package com.technosupport.vms.detection.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorInfo;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.model.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InferencePoolTest {

    private static final class Crowd implements Detector {
        final List<Integer> sizes = new CopyOnWriteArrayList<>();
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final int batch;

        Crowd(int batch) {
            this.batch = batch;
        }

        @Override
        public DetectorInfo info() {
            return new DetectorInfo("crowd", "Crowd", "1", List.of("person"), "CPU", "");
        }

        @Override
        public int batch() {
            return batch;
        }

        @Override
        public List<Detection> detect(Frame frame) throws InterruptedException {
            return detectAll(List.of(frame)).get(0);
        }

        @Override
        public List<List<Detection>> detectAll(List<Frame> frames) throws InterruptedException {
            begun.countDown();
            go.await();
            sizes.add(frames.size());
            List<List<Detection>> none = new ArrayList<>();
            frames.forEach(frame -> none.add(List.of()));
            return none;
        }
    }

    /** A camera that always has a frame, and says after each that there is another, as many as the test lets it. */
    private static final class Busy extends InferencePool.Turn {
        final InferencePool pool;
        final Detector detector;
        final CountDownLatch left;
        final List<Busy> order;

        Busy(InferencePool pool, Detector detector, int frames, List<Busy> order) {
            this.pool = pool;
            this.detector = detector;
            this.left = new CountDownLatch(frames);
            this.order = order;
        }

        @Override
        Optional<InferencePool.Look> next() {
            return left.getCount() == 0
                    ? Optional.empty()
                    : Optional.of(new InferencePool.Look(
                            new BlankFrame(new StreamId(new UUID(0, 1)), Instant.EPOCH), detector));
        }

        @Override
        void done(List<Detection> sights) {
            order.add(this);
            left.countDown();
            pool.ready(this);
        }

        @Override
        void failed(Throwable failure) {
            left.countDown();
        }
    }

    @Test
    void allCamerasGetTheSame() throws Exception {
        Crowd crowd = new Crowd(1);
        List<Busy> order = new CopyOnWriteArrayList<>();
        try (InferencePool pool = new InferencePool(1, (detector, nanos) -> {})) {
            List<Busy> cameras = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                cameras.add(new Busy(pool, crowd, 20, order));
            }
            cameras.forEach(pool::ready);
            crowd.go.countDown();
            for (Busy camera : cameras) {
                camera.left.await();
            }
            for (int round = 0; round < 20; round++) {
                assertThat(order.subList(round * 5, round * 5 + 5)).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void framesThatWaitGoTogetherWhereTheDetectorTakesThem() throws Exception {
        Crowd crowd = new Crowd(4);
        List<Busy> order = new CopyOnWriteArrayList<>();
        try (InferencePool pool = new InferencePool(1, (detector, nanos) -> {})) {
            Busy first = new Busy(pool, crowd, 1, order);
            pool.ready(first);
            crowd.begun.await();
            List<Busy> cameras = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                cameras.add(new Busy(pool, crowd, 1, order));
            }
            cameras.forEach(pool::ready);
            crowd.go.countDown();
            for (Busy camera : cameras) {
                camera.left.await();
            }
        }
        assertThat(crowd.sizes).containsExactly(1, 4, 2);
        assertThat(order).hasSize(7);
    }
}
