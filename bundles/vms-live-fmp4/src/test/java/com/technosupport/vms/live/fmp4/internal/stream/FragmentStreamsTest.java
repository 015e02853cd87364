package com.technosupport.vms.live.fmp4.internal.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.live.FragmentSink;
import com.technosupport.vms.api.live.FragmentSubscription;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.fmp4.internal.Boxes;
import com.technosupport.vms.live.fmp4.internal.FakeHub;
import com.technosupport.vms.live.fmp4.internal.Fmp4Live;
import com.technosupport.vms.live.fmp4.internal.Footage;
import com.technosupport.vms.live.fmp4.internal.Recorder;
import com.technosupport.vms.live.fmp4.internal.mux.Movie.Fragment;
import com.technosupport.vms.live.fmp4.internal.mux.MovieFormat;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many viewers of one muxer: what each gets, and when the muxer begins and ends. */
class FragmentStreamsTest {

    private static final Footage MAIN = Footage.read("campus-main", 1280, 720);
    private static final Footage SUB = Footage.read("campus-sub", 640, 360);

    private final FakeHub hub = new FakeHub();
    private final Fmp4Live live = new Fmp4Live(10, 10, 64, hub, Clock.systemUTC());
    private long next;

    @AfterEach
    void stop() throws InterruptedException {
        live.close();
        hub.close();
    }

    private void send(Footage footage, int from, int to) {
        for (int i = from; i < to; i++) {
            Footage.Picture picture = footage.pictures().get(i);
            next += 3600;
            hub.packet(new Packet(0, next, next, Instant.now(), picture.key(), picture.data()));
        }
    }

    private static int secondKey(Footage footage) {
        for (int i = 1; i < footage.pictures().size(); i++) {
            if (footage.pictures().get(i).key()) {
                return i;
            }
        }
        throw new AssertionError("one key frame only");
    }

    @Test
    void a_viewer_begins_with_the_latest_key_frame_and_shares_what_is_there() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        live.subscribe(hub.stream, false, first);
        hub.start(MAIN.format());
        send(MAIN, 0, 10);
        live.subscribe(hub.stream, false, second);
        send(MAIN, 10, 12);
        assertThat(hub.subscriptions).hasValue(1);
        assertThat(first.fragments).hasSize(12);
        assertThat(second.fragments).hasSize(12);
        assertThat(second.keys.get(0)).isTrue();
        assertThat(second.formats).isEqualTo(first.formats);
        assertThat(second.fragments.get(5)).isEqualTo(first.fragments.get(5));
        assertThat(first.fragments.get(0).isReadOnly()).isTrue();
        // The camera is asked when the stream begins without a picture, and not by the second viewer.
        assertThat(hub.keyFrameRequests).hasValue(1);
    }

    @Test
    void a_slow_viewer_goes_on_at_the_next_key_frame() {
        int key = secondKey(MAIN);
        Recorder slow = new Recorder();
        Recorder other = new Recorder();
        FragmentSubscription subscription = live.subscribe(hub.stream, false, slow);
        live.subscribe(hub.stream, false, other);
        hub.start(MAIN.format());
        send(MAIN, 0, 5);
        subscription.skip();
        send(MAIN, 5, key + 3);
        assertThat(slow.keys).hasSize(5 + 3);
        assertThat(slow.keys.get(5)).isTrue();
        assertThat(other.fragments).hasSize(key + 3);
    }

    @Test
    void a_change_of_size_is_told_and_times_go_on() {
        Recorder viewer = new Recorder();
        live.subscribe(hub.stream, false, viewer);
        hub.start(MAIN.format());
        send(MAIN, 0, 5);
        ByteBuffer before = viewer.initialisation;
        hub.start(SUB.format());
        next = 0;
        send(SUB, 0, 5);
        assertThat(viewer.formats).hasSize(2);
        assertThat(viewer.initialisation).isNotEqualTo(before);
        assertThat(viewer.fragments).hasSize(10);
        assertThat(Boxes.runs(viewer.fragments.get(5)).get(0).decodeTime()).isEqualTo(5 * 3600L);
    }

    @Test
    void a_source_that_comes_back_is_told() {
        Recorder viewer = new Recorder();
        live.subscribe(hub.stream, false, viewer);
        hub.start(MAIN.format());
        send(MAIN, 0, 5);
        hub.fail(PipelineStatus.State.RETRYING);
        assertThat(viewer.interruptions).containsExactly("The camera does not answer");
        hub.start(MAIN.format());
        // Not a key frame: nobody could begin here.
        send(MAIN, 1, 3);
        send(MAIN, 0, 2);
        assertThat(viewer.formats).hasSize(2);
        assertThat(viewer.fragments).hasSize(7);
        assertThat(Boxes.runs(viewer.fragments.get(5)).get(0).decodeTime()).isEqualTo(5 * 3600L);
    }

    @Test
    void what_does_not_fit_is_refused_or_told() {
        StreamFormat jpeg = new StreamFormat(List.of(new Track(0, Codec.MJPEG, 90_000, 0, 640, 480, new byte[0])));
        Recorder early = new Recorder();
        live.subscribe(hub.stream, false, early);
        hub.start(jpeg);
        assertThat(early.interruptions)
                .singleElement()
                .asString()
                .contains("MJPEG")
                .endsWith("(last)");
        assertThatThrownBy(() -> live.subscribe(hub.stream, false, new Recorder()))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CODEC_UNSUPPORTED));
    }

    @Test
    void a_stream_that_is_not_or_does_not_come_is_refused() {
        assertThatThrownBy(() -> live.subscribe(new StreamId(new UUID(7, 7)), false, new Recorder()))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        hub.fail(PipelineStatus.State.REFUSED);
        assertThatThrownBy(() -> live.subscribe(hub.stream, false, new Recorder()))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STREAM_UNAVAILABLE));
    }

    @Test
    void the_muxer_ends_a_little_after_the_last_viewer() throws Exception {
        FragmentStreams streams = new FragmentStreams(hub, 10, TimeUnit.MILLISECONDS.toNanos(200));
        FragmentSubscription one = streams.subscribe(hub.stream, false, new Quiet());
        FragmentSubscription two = streams.subscribe(hub.stream, false, new Quiet());
        FragmentSubscription sound = streams.subscribe(hub.stream, true, new Quiet());
        assertThat(streams.count()).isEqualTo(2);
        one.close();
        sound.close();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (streams.count() > 1 && System.nanoTime() < deadline) {
            streams.tick();
            Thread.onSpinWait();
        }
        assertThat(streams.count()).isEqualTo(1);
        assertThat(streams.viewers()).isEqualTo(1);
        assertThat(hub.subscriptions).hasValue(1);
        two.close();
        two.close();
        streams.close();
        assertThat(hub.subscriptions).hasValue(0);
    }

    private static final class Quiet implements FragmentListener {
        @Override
        public void started(MovieFormat format, ByteBuffer initialisation) {}

        @Override
        public void fragment(Fragment fragment) {}

        @Override
        public void interrupted(String reason, boolean last) {}
    }

    @Test
    void no_call_begins_after_close_and_a_running_one_is_waited_for() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Recorder viewer = new Recorder();
        FragmentSubscription subscription = live.subscribe(hub.stream, false, new Blocking(viewer, entered, leave));
        hub.start(MAIN.format());
        Thread feeder = new Thread(() -> send(MAIN, 0, 20), "feeder");
        feeder.start();
        entered.await();
        AtomicReference<Integer> seen = new AtomicReference<>();
        Thread closer = new Thread(
                () -> {
                    subscription.close();
                    seen.set(viewer.fragments.size());
                },
                "closer");
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        leave.countDown();
        closer.join();
        feeder.join();
        assertThat(viewer.fragments).hasSize(seen.get()).hasSize(1);
    }

    /** Holds up the first fragment. */
    private record Blocking(Recorder viewer, CountDownLatch entered, CountDownLatch leave) implements FragmentSink {
        @Override
        public void started(String mimeType, ByteBuffer initialisation, String reason) {}

        @Override
        public void fragment(ByteBuffer data, boolean key) {
            entered.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            viewer.fragment(data, key);
        }

        @Override
        public void interrupted(String reason, boolean last) {}
    }

    @Test
    void a_viewer_may_close_from_within() {
        AtomicReference<FragmentSubscription> self = new AtomicReference<>();
        Recorder viewer = new Recorder();
        FragmentSubscription subscription = live.subscribe(hub.stream, false, new FragmentSink() {
            @Override
            public void started(String mimeType, ByteBuffer initialisation, String reason) {
                viewer.started(mimeType, initialisation, reason);
            }

            @Override
            public void fragment(ByteBuffer data, boolean key) {
                viewer.fragment(data, key);
                self.get().close();
            }

            @Override
            public void interrupted(String reason, boolean last) {}
        });
        self.set(subscription);
        hub.start(MAIN.format());
        send(MAIN, 0, 5);
        assertThat(viewer.fragments).hasSize(1);
    }

    @Test
    void an_end_of_the_server_is_told() {
        Recorder viewer = new Recorder();
        live.subscribe(hub.stream, false, viewer);
        hub.start(MAIN.format());
        live.close();
        assertThat(viewer.interruptions).containsExactly("The server is stopping (last)");
        assertThat(hub.subscriptions).hasValue(0);
    }
}
