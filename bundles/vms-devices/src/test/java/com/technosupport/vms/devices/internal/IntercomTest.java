package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.device.CameraChange;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.CustomLoudspeaker;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.RtspLoudspeaker;
import com.technosupport.vms.api.media.Backchannels;
import com.technosupport.vms.api.media.G711;
import com.technosupport.vms.api.media.TalkLine;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IntercomTest {

    private static final Credential RIGHT = new Credential("admin", "right");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final PipelineEvents events = new PipelineEvents();
    private final FakeMedia media = new FakeMedia(events);
    private final FakeStore store = new FakeStore();
    private final FakeDriver driver = new FakeDriver();
    private final Lines lines = new Lines();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private DeviceRegistryComponent registry;
    private IntercomComponent intercom;
    private CameraId camera;

    @BeforeEach
    void begin() throws InterruptedException {
        Timing timing = new Timing(
                Duration.ofHours(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofMillis(50));
        registry = new DeviceRegistryComponent(store, store, media, media, events, timing, 4, Clock.systemUTC(), null);
        registry.start();
        driver.talkBack = channel -> new RtspLoudspeaker(URI.create("rtsp://127.0.0.9/" + channel));
        registry.addDriver(driver, "fake", new Rank(0, 1), "1.0.0", "fake.bundle");
        Await.until("the cameras are read", () -> registry.problem().isEmpty());
        camera = registry.onboard(new OnboardRequest(
                        DeviceAddress.of("127.0.0.9", 80), RIGHT, Optional.empty(), Optional.of("fake"), Map.of()))
                .id();
        begin(Duration.ofMinutes(5));
    }

    private void begin(Duration longest) {
        intercom = new IntercomComponent(registry, lines, longest);
        registry.addListener(intercom);
        intercom.start();
    }

    @AfterEach
    void end() {
        intercom.stop();
        registry.stop();
    }

    /** The media plane's side: lines that note what they are told. */
    private static final class Lines implements Backchannels {
        final BlockingQueue<Line> opened = new LinkedBlockingQueue<>();
        volatile RuntimeException failure;

        @Override
        public TalkLine open(String name, RtspLoudspeaker loudspeaker, Credential credential, Consumer<String> ended) {
            if (failure != null) {
                throw failure;
            }
            assertThat(credential).isEqualTo(RIGHT);
            Line line = new Line(loudspeaker.uri(), ended);
            opened.add(line);
            return line;
        }

        Line next() throws InterruptedException {
            Line line = opened.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(line).isNotNull();
            return line;
        }
    }

    private static final class Line implements TalkLine {
        final URI uri;
        final Consumer<String> ended;
        final AtomicInteger sent = new AtomicInteger();
        volatile boolean closed;

        Line(URI uri, Consumer<String> ended) {
            this.uri = uri;
            this.ended = ended;
        }

        @Override
        public void send(Codec codec, byte[] frame) {
            sent.incrementAndGet();
        }

        @Override
        public long sent() {
            return sent.get();
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private TalkLine call(String talker) throws InterruptedException {
        return intercom.call(camera, talker, ends::add);
    }

    private String ended() throws InterruptedException {
        return ends.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void assertRefused(
            ErrorCode code, String sentence, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(VmsException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e).hasMessageContaining(sentence);
        });
    }

    @Test
    void oneSpeaksAtATimeAndTheNextIsToldWho() throws Exception {
        TalkLine ann = call("Ann");
        Line line = lines.next();
        assertThat(line.uri).hasPath("/c1");
        ann.send(Codec.PCMU, new byte[160]);
        assertThat(line.sent).hasValue(1);
        assertRefused(ErrorCode.BUSY, "Ann speaks by this camera", () -> call("Bob"));

        ann.close();
        assertThat(line.closed).isTrue();
        assertThat(ann.sent()).isEqualTo(1);
        call("Bob").close();
        assertThat(ends).isEmpty();
    }

    @Test
    void aCallThatTheDeviceEndsIsFree() throws Exception {
        TalkLine ann = call("Ann");
        Line line = lines.next();
        line.ended.accept("127.0.0.9:554 hung up");
        assertThat(ended()).contains("hung up");
        assertThat(line.closed).isTrue();
        ann.send(Codec.PCMU, new byte[160]);
        assertThat(line.sent).hasValue(0);
        call("Bob").close();
        line.ended.accept("again");
        assertThat(ends).isEmpty();
    }

    @Test
    void aCallEndsInTime() throws Exception {
        intercom.stop();
        begin(Duration.ofSeconds(1));
        call("Ann");
        assertThat(ended()).contains("ends after 1 s");
        assertThat(lines.next().closed).isTrue();
        call("Bob").close();
    }

    @Test
    void aCallEndsWithTheCamera() throws Exception {
        call("Ann");
        intercom.statusChanged(camera, new CameraStatus(CameraState.OFFLINE, "no answer", Instant.EPOCH));
        assertThat(ended()).contains("no answer");
        call("Ann");
        intercom.statusChanged(camera, new CameraStatus(CameraState.DRIVER_MISSING, "", Instant.EPOCH));
        registry.update(
                camera,
                new CameraChange(
                        Optional.of("Gate"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(ends).as("neither its driver nor its name matters").isEmpty();
        registry.remove(camera);
        assertThat(ended()).contains("removed");
        assertRefused(ErrorCode.NOT_FOUND, "no such camera", () -> call("Ann"));
    }

    @Test
    void aCallEndsWithTheIntercom() throws Exception {
        call("Ann");
        intercom.stop();
        assertThat(ended()).contains("stops");
        assertThat(lines.next().closed).isTrue();
        assertRefused(ErrorCode.BUSY, "stops", () -> call("Ann"));
    }

    @Test
    void aFailedCallLeavesTheCameraFree() throws Exception {
        lines.failure = new VmsException(ErrorCode.DEVICE_UNREACHABLE, "nobody there");
        assertRefused(ErrorCode.DEVICE_UNREACHABLE, "nobody there", () -> call("Ann"));
        lines.failure = null;
        call("Bob").close();
        assertThat(ends).isEmpty();
    }

    @Test
    void whoHasNoLoudspeakerIsKnownOnceAsked() throws Exception {
        assertThat(intercom.mayCall(camera)).isTrue();
        driver.talkBack = channel -> {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "none here");
        };
        assertRefused(ErrorCode.NOT_SUPPORTED, "none here", () -> call("Ann"));
        assertThat(intercom.mayCall(camera)).isFalse();
        assertThat(intercom.mayCall(CameraId.next(Clock.systemUTC()))).isFalse();
    }

    @Test
    void aCameraThatComesOnlineIsAsked() {
        intercom.stop();
        driver.talkBack = channel -> {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "none here");
        };
        begin(Duration.ofMinutes(5));
        intercom.statusChanged(camera, new CameraStatus(CameraState.ONLINE, "", Instant.EPOCH));
        Await.until("it was asked", () -> !intercom.mayCall(camera));
    }

    /** A loudspeaker of a driver's own: takes A-law, and notes what it hears. */
    private static final class Own implements CustomLoudspeaker {
        final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
        final CountDownLatch hungUp = new CountDownLatch(1);
        volatile boolean interrupted;
        volatile RuntimeException refusal;
        volatile RuntimeException failure;
        /** When set, it listens only then. */
        volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public void play(Speech speech) throws InterruptedException {
            try {
                if (refusal != null) {
                    throw refusal;
                }
                speech.accepted();
                gate.await();
                for (Optional<byte[]> next = speech.next(Codec.PCMA);
                        next.isPresent();
                        next = speech.next(Codec.PCMA)) {
                    heard.add(next.get());
                    if (failure != null) {
                        throw failure;
                    }
                }
            } catch (InterruptedException e) {
                interrupted = true;
                throw e;
            } finally {
                hungUp.countDown();
            }
        }
    }

    @Test
    void aDriverSendsByItself() throws Exception {
        Own own = new Own();
        driver.talkBack = channel -> own;
        int sessions = driver.open.get();
        TalkLine ann = call("Ann");
        byte[] frame = new byte[160];
        ann.send(Codec.PCMU, frame.clone());
        assertThat(own.heard.poll(20, TimeUnit.SECONDS)).isEqualTo(G711.convert(Codec.PCMU, Codec.PCMA, frame));
        assertRefused(ErrorCode.BUSY, "Ann speaks", () -> call("Bob"));
        ann.close();
        assertThat(own.hungUp.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(own.interrupted).as("hung up in order").isFalse();
        assertThat(ann.sent()).isEqualTo(1);
        assertThat(ends).isEmpty();
        Await.until("its own session is closed", () -> driver.open.get() <= Math.max(1, sessions));
    }

    @Test
    void lateWordsAreLeftOut() throws Exception {
        Own own = new Own();
        own.gate = new CountDownLatch(1);
        driver.talkBack = channel -> own;
        TalkLine ann = call("Ann");
        for (int i = 0; i < 40; i++) {
            byte[] frame = new byte[160];
            frame[0] = (byte) i;
            ann.send(Codec.PCMA, frame);
        }
        assertThat(ann.dropped()).isEqualTo(15);
        own.gate.countDown();
        assertThat(own.heard.poll(20, TimeUnit.SECONDS)[0]).isEqualTo((byte) 15);
        ann.close();
    }

    @Test
    void whatADriverSaysOfACallIsHandedOn() throws Exception {
        Own own = new Own();
        driver.talkBack = channel -> own;
        own.refusal = new VmsException(ErrorCode.BUSY, "Somebody speaks by the device");
        assertRefused(ErrorCode.BUSY, "Somebody speaks by the device", () -> call("Ann"));
        own.refusal = null;
        own.failure = new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The line broke");
        call("Ann").send(Codec.PCMA, new byte[160]);
        assertThat(ended()).isEqualTo("The line broke");
    }

    @Test
    void aDriverThatGoesEndsItsCalls() throws Exception {
        Own own = new Own();
        driver.talkBack = channel -> own;
        call("Ann");
        registry.removeDriver("fake", new Rank(0, 1));
        assertThat(ended()).isNotBlank();
        assertThat(own.interrupted).isTrue();
    }
}
