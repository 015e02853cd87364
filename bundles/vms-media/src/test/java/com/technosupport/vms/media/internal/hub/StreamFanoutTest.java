package com.technosupport.vms.media.internal.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamFanoutTest {

    private static final StreamFormat FORMAT = new StreamFormat(List.of(
            new Track(0, Codec.H264, 90_000, 0, 640, 360, new byte[0]),
            new Track(1, Codec.PCMA, 8000, 1, 0, 0, new byte[0])));

    private final Object source = new Object();
    private final SinkPool pool = new SinkPool(2);
    private final Semaphore audience = new Semaphore(0);
    private final StreamFanout fanout = new StreamFanout(pool, "gate", 10_000, 100, audience::release);

    @AfterEach
    void end() {
        pool.close();
    }

    /** Keeps what it hears; may be held up. */
    private static class Sink implements PacketSink {
        final List<String> heard = Collections.synchronizedList(new ArrayList<>());
        final Semaphore calls = new Semaphore(0);

        @Override
        public void started(StreamFormat format, List<Packet> recent) {
            heard.add("started " + recent.size());
            calls.release();
        }

        @Override
        public void packet(Packet packet) {
            heard.add(String.valueOf(packet.pts()));
            calls.release();
        }

        @Override
        public void interrupted(String reason) {
            heard.add(reason);
            calls.release();
        }

        void await(int count) throws InterruptedException {
            assertThat(calls.tryAcquire(count, 10, TimeUnit.SECONDS))
                    .as("%s", heard)
                    .isTrue();
        }
    }

    private static Packet packet(int track, long pts, boolean key, int size) {
        return new Packet(track, pts, pts, Instant.EPOCH, key, new byte[size]);
    }

    private void video(long pts, boolean key) {
        fanout.packet(source, packet(0, pts, key, 1000));
    }

    @Test
    void aReaderWhoJoinsGetsTheLatestGroupOfPicturesThenWhatFollows() throws Exception {
        fanout.start(source, FORMAT);
        video(1, true);
        video(2, false);
        video(3, true);
        fanout.packet(source, packet(1, 77, true, 10));
        video(4, false);
        Sink sink = new Sink();
        Subscription subscription = fanout.subscribe("a", 100_000, sink);
        video(5, false);
        sink.await(2);
        assertThat(sink.heard).containsExactly("started 3", "5");
        assertThat(subscription.recent()).extracting(Packet::pts).containsExactly(3L, 77L, 4L, 5L);
    }

    @Test
    void whatHasJustPassedIsKeptForAWhile() {
        fanout.start(source, FORMAT);
        Subscription subscription = fanout.subscribe("a", 100_000, new Sink());
        for (int second = 0; second < 6; second++) {
            for (int i = 0; i < 2; i++) {
                Instant arrival = Instant.EPOCH.plusMillis(second * 1000L + i * 500L);
                fanout.packet(
                        source, new Packet(0, second * 10L + i, second * 10L + i, arrival, i == 0, new byte[1000]));
            }
        }
        assertThat(subscription.recent()).extracting(Packet::pts).containsExactly(50L, 51L);
        assertThat(subscription.history())
                .extracting(Packet::pts)
                .containsExactly(20L, 21L, 30L, 31L, 40L, 41L, 50L, 51L);
        // What is older goes first when there is no room.
        for (int i = 2; i < 10; i++) {
            fanout.packet(source, new Packet(0, 50L + i, 50L + i, Instant.EPOCH.plusSeconds(5), false, new byte[1000]));
        }
        assertThat(subscription.history())
                .hasSize(10)
                .first()
                .extracting(Packet::pts)
                .isEqualTo(50L);
        fanout.interrupt("gone");
        assertThat(subscription.history()).isEmpty();
    }

    @Test
    void aGroupOfPicturesThatGrowsTooLargeIsNotKept() {
        fanout.start(source, FORMAT);
        video(1, true);
        for (int i = 2; i <= 11; i++) {
            video(i, false);
        }
        assertThat(fanout.recent()).isEmpty();
        video(12, false);
        assertThat(fanout.recent()).isEmpty();
        video(13, true);
        assertThat(fanout.recent()).hasSize(1);
    }

    @Test
    void aSlowReaderLosesItsOwnPacketsUpToTheNextKeyFrame() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        Sink slow = new Sink() {
            @Override
            public void packet(Packet packet) {
                try {
                    assertThat(hold.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.packet(packet);
            }
        };
        Sink quick = new Sink();
        Subscription slowSubscription = fanout.subscribe("slow", 3500, slow);
        fanout.subscribe("quick", 100_000, quick);
        fanout.start(source, FORMAT);
        slow.await(1);
        video(1, true);
        // The first has left the queue once the sink holds it; then three fit, and the fifth does not.
        for (int i = 2; i <= 9; i++) {
            video(i, false);
        }
        quick.await(10);
        assertThat(slowSubscription.dropped()).isBetween(5L, 6L);
        assertThat(slow.heard).containsExactly("started 0");
        hold.countDown();
        slow.await(9 - (int) slowSubscription.dropped());
        video(10, false);
        video(11, true);
        video(12, false);
        slow.await(2);
        assertThat(slow.heard).endsWith("11", "12").doesNotContain("9", "10");
        assertThat(fanout.figures().dropped()).isEqualTo(slowSubscription.dropped());
    }

    @Test
    void blockedSinksDelayNobody() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        for (int i = 0; i < 5; i++) {
            fanout.subscribe("stuck", 100_000, new Sink() {
                @Override
                public void started(StreamFormat format, List<Packet> recent) {
                    try {
                        assertThat(hold.await(20, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            });
        }
        Sink quick = new Sink();
        fanout.subscribe("quick", 100_000, quick);
        fanout.start(source, FORMAT);
        video(1, true);
        Thread watcher = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted() && hold.getCount() > 0) {
                pool.watch();
                Thread.onSpinWait();
            }
        });
        watcher.start();
        quick.await(2);
        hold.countDown();
        watcher.join();
    }

    @Test
    void anExceptionEndsTheSubscriptionAlone() throws Exception {
        Sink bad = new Sink() {
            @Override
            public void packet(Packet packet) {
                super.packet(packet);
                throw new IllegalStateException("expected by the test");
            }
        };
        Sink good = new Sink();
        fanout.subscribe("bad", 100_000, bad);
        fanout.subscribe("good", 100_000, good);
        fanout.start(source, FORMAT);
        video(1, true);
        video(2, false);
        good.await(3);
        bad.await(2);
        video(3, false);
        good.await(1);
        // Two came, one was taken off.
        assertThat(audience.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
        assertThat(bad.heard).containsExactly("started 0", "1");
        assertThat(fanout.figures().readers()).containsExactly("good");
    }

    @Test
    void nothingIsCalledAfterCloseNotEvenFromWithin() throws Exception {
        AtomicReference<Subscription> own = new AtomicReference<>();
        Sink sink = new Sink() {
            @Override
            public void packet(Packet packet) {
                own.get().close();
                super.packet(packet);
            }
        };
        own.set(fanout.subscribe("a", 100_000, sink));
        fanout.start(source, FORMAT);
        for (int i = 1; i < 20; i++) {
            video(i, i == 1);
        }
        sink.await(2);
        Sink other = new Sink();
        fanout.subscribe("b", 100_000, other);
        other.await(1);
        assertThat(sink.heard).containsExactly("started 0", "1");
    }

    @Test
    void packetsOfAReplacedSourceAreIgnored() {
        fanout.start(new Object(), FORMAT);
        video(1, true);
        assertThat(fanout.recent()).isEmpty();
    }

    @Test
    void manyReconnectsDoNotFillTheQueueOfAReaderThatIsStuck() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        Sink stuck = new Sink() {
            @Override
            public void started(StreamFormat format, List<Packet> recent) {
                try {
                    assertThat(hold.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.started(format, recent);
            }
        };
        fanout.subscribe("stuck", 100_000, stuck);
        for (int i = 0; i < 1000; i++) {
            fanout.start(source, FORMAT);
            fanout.interrupt("gone " + i);
        }
        hold.countDown();
        stuck.await(2);
        Sink after = new Sink();
        fanout.subscribe("after", 100, after);
        assertThat(stuck.heard).hasSizeLessThan(40);
    }

    @Test
    void liveReadersAreTold() {
        assertThat(fanout.hasLiveReaders()).isFalse();
        Subscription recorder = fanout.subscribe("recorder", 100, new Sink());
        assertThat(fanout.hasLiveReaders()).isFalse();
        Subscription webrtc = fanout.subscribe("webrtc", 100, new Sink());
        assertThat(fanout.hasLiveReaders()).isTrue();
        webrtc.close();
        recorder.close();
        assertThat(fanout.hasReaders()).isFalse();
        assertThat(audience.availablePermits()).isEqualTo(4);
    }
}
