package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineRequest.Demand;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.PipelineStatus.State;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.media.internal.hub.SinkPool;
import com.technosupport.vms.media.internal.hub.StreamFanout;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.Login;
import com.technosupport.vms.media.internal.source.LoginGate;
import com.technosupport.vms.media.internal.source.Source;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final StreamFormat FORMAT =
            new StreamFormat(List.of(new Track(0, Codec.H264, 90_000, 0, 640, 360, new byte[0])));

    /** A source that the test plays. */
    private record Opened(boolean fallback, SourceListener listener, CountDownLatch stopped) implements Source {
        @Override
        public void stop() {
            stopped.countDown();
        }

        @Override
        public void live(boolean live) {}

        @Override
        public long lost() {
            return 3;
        }
    }

    private final BlockingQueue<Opened> opened = new LinkedBlockingQueue<>();
    private final StatusLog log = new StatusLog();
    private final SinkPool pool = new SinkPool(1);
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final Announcer announcer = new Announcer(to -> {});
    private final StreamId stream = StreamId.next(Clock.systemUTC());
    private final CameraId camera = CameraId.next(Clock.systemUTC());
    private final StreamFanout fanout = new StreamFanout(pool, "gate", 100_000, 100, () -> {});
    private final RtspSource source = new RtspSource(URI.create("rtsp://127.0.0.1/s"), RtspSource.Transport.AUTOMATIC);
    private final LoginGate gate = new LoginGate();
    private final Sources sources = new Sources() {
        @Override
        public LoginGate.Member join(PipelineRequest request) {
            return gate.join("127.0.0.1", request.credential());
        }

        @Override
        public Source open(PipelineRequest request, Login login, boolean live, SourceListener listener) {
            return add(false, listener);
        }

        @Override
        public Source openFallback(PipelineRequest request, Login login, SourceListener listener) {
            return add(true, listener);
        }

        private Source add(boolean fallback, SourceListener listener) {
            Opened source = new Opened(fallback, listener, new CountDownLatch(1));
            opened.add(source);
            return source;
        }

        @Override
        public boolean hasFallback(PipelineRequest request) {
            return true;
        }
    };
    private Pipeline pipeline;

    @BeforeEach
    void start() {
        announcer.add(log);
        pipeline = new Pipeline(
                request(new Credential("admin", "one")),
                fanout,
                sources,
                announcer,
                timer,
                Clock.systemUTC(),
                Duration.ofSeconds(1));
        pipeline.start();
    }

    @AfterEach
    void end() {
        pipeline.stop();
        assertThat(gate.size()).isZero();
        timer.shutdownNow();
        pool.close();
        announcer.close();
    }

    private PipelineRequest request(Credential credential) {
        return new PipelineRequest(stream, camera, "gate", source, credential, Demand.ALWAYS);
    }

    private Opened next() throws InterruptedException {
        Opened next = opened.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("the source is opened").isNotNull();
        return next;
    }

    private static void fail(Opened source, Failure.Kind kind) {
        source.listener().ended(new Failure(kind, "It is " + kind));
    }

    @Test
    void whatIsNotUnderstoodTwiceGoesToTheOtherReaderAndBack() throws Exception {
        fail(next(), Failure.Kind.PROTOCOL);
        Opened second = next();
        assertThat(second.fallback()).isFalse();
        fail(second, Failure.Kind.PROTOCOL);
        Opened third = next();
        assertThat(third.fallback()).isTrue();
        third.listener().opened("avformat");
        third.listener().format(FORMAT);
        assertThat(log.await(State.STREAMING, PATIENCE).detail()).contains("FFmpeg");
        assertThat(pipeline.statistics().transport()).isEqualTo("avformat");
        fail(third, Failure.Kind.INTERRUPTED);
        Opened fourth = next();
        assertThat(fourth.fallback()).as("what has worked is kept").isTrue();
        fail(fourth, Failure.Kind.DEVICE);
        assertThat(next().fallback()).as("what does not work is not").isFalse();
    }

    @Test
    void whatWeCannotReadGoesThereAtOnce() throws Exception {
        fail(next(), Failure.Kind.UNSUPPORTED);
        assertThat(next().fallback()).isTrue();
        assertThat(pipeline.status().state()).as("seen from without").isEqualTo(PipelineStatus.State.CONNECTING);
    }

    @Test
    void unreachableDevicesDoNot() throws Exception {
        fail(next(), Failure.Kind.UNREACHABLE);
        fail(next(), Failure.Kind.UNREACHABLE);
        assertThat(next().fallback()).isFalse();
    }

    @Test
    void aRefusedPasswordIsNotTriedAgainUntilThereIsAnother() throws Exception {
        fail(next(), Failure.Kind.REFUSED);
        log.await(State.REFUSED, PATIENCE);
        pipeline.change(request(new Credential("admin", "one")));
        pipeline.audienceChanged();
        assertThat(opened.poll(1500, TimeUnit.MILLISECONDS)).isNull();
        pipeline.change(request(new Credential("admin", "two")));
        next();
    }

    @Test
    void aRefusedPasswordIsTriedAgainOnceItHasWorkedElsewhere() throws Exception {
        PipelineRequest request = request(new Credential("admin", "one"));
        fail(next(), Failure.Kind.REFUSED);
        log.await(State.REFUSED, PATIENCE);
        LoginGate.Member other = sources.join(request);
        Login login = other.login();
        login.ask(new Login.Answer() {
            @Override
            public void go() {
                login.accepted();
            }

            @Override
            public void refused(String sentence) {
                throw new AssertionError(sentence);
            }
        });
        pipeline.change(request);
        next();
        other.leave();
    }

    @Test
    void aSourceThatWasReplacedIsStoppedAndNotHeard() throws Exception {
        Opened first = next();
        first.listener().opened("rtsp/tcp");
        first.listener().format(FORMAT);
        pipeline.change(request(new Credential("admin", "two")));
        assertThat(first.stopped().await(1, TimeUnit.SECONDS)).isTrue();
        Opened second = next();
        fail(first, Failure.Kind.REFUSED);
        first.listener().format(FORMAT);
        assertThat(fanout.format()).isEmpty();
        second.listener().format(FORMAT);
        first.listener().packet(new Packet(0, 0, 0, Instant.EPOCH, true, new byte[1]));
        assertThat(pipeline.statistics().packets()).isZero();
        assertThat(pipeline.statistics().lost()).isEqualTo(6);
    }

    @Test
    void keyFramesAreAskedForTwiceASecondAtMost() throws Exception {
        Opened first = next();
        first.listener().format(FORMAT);
        for (int i = 0; i < 100; i++) {
            first.listener().keyFrameWanted();
            pipeline.wantKeyFrame();
        }
        CountDownLatch told = new CountDownLatch(1);
        announcer.announce(listener -> told.countDown());
        assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(log.keyFramesWanted()).isBetween(1, 2);
    }

    @Test
    void tellsLateListenersWhatHolds() throws Exception {
        MediaService media = new MediaService(Settings.usual(), Clock.systemUTC());
        CountDownLatch ended = new CountDownLatch(1);
        CustomSource custom = new CustomSource() {
            @Override
            public void run(PacketSink sink) throws InterruptedException {
                try {
                    sink.started(FORMAT, List.of());
                    for (int i = 0; ; i++) {
                        sink.packet(new Packet(0, i, i, Instant.EPOCH, true, new byte[10]));
                        Thread.sleep(20);
                    }
                } finally {
                    ended.countDown();
                }
            }
        };
        try {
            media.startPipeline(new PipelineRequest(stream, camera, "own", custom, Credential.NONE, Demand.ALWAYS));
            CollectingSink sink = new CollectingSink();
            media.subscribe(stream, "test", 100_000, sink);
            sink.await("packets", PATIENCE, it -> it.packets.size() > 3);
            StatusLog late = new StatusLog();
            media.addListener(late);
            late.await(State.STREAMING, PATIENCE);
            assertThat(media.statistics().get(0).transport()).isEqualTo("driver");
        } finally {
            media.close();
        }
        assertThat(ended.await(1, TimeUnit.SECONDS)).as("an interrupt ends it").isTrue();
    }
}
