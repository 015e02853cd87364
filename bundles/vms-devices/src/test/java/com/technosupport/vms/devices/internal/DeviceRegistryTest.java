package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.device.CameraChange;
import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineRequest.Demand;
import com.technosupport.vms.api.media.PipelineStatus.State;
import com.technosupport.vms.api.media.TranscodeTarget;
import com.technosupport.vms.api.media.Transcoder;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceRegistryTest {

    private static final Rank FIRST = new Rank(0, 1);
    private static final Rank SECOND = new Rank(0, 2);
    private static final Credential RIGHT = new Credential("admin", "right");

    private final PipelineEvents events = new PipelineEvents();
    private final FakeMedia media = new FakeMedia(events);
    private final FakeStore store = new FakeStore();
    private final FakeDriver driver = new FakeDriver();
    private final List<CameraStatus> told = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private DeviceRegistryComponent registry;

    @BeforeEach
    void begin() {
        registry = registry(Duration.ofHours(1));
        registry.addDriver(driver, "fake", FIRST, "1.0.0", "fake.bundle");
        Await.until("the cameras are read", () -> registry.problem().isEmpty());
    }

    @AfterEach
    void end() {
        registry.stop();
        threads.shutdownNow();
    }

    private Transcoder transcoder;

    private DeviceRegistryComponent registry(Duration driverGrace) {
        Timing timing = new Timing(
                driverGrace,
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofMillis(50));
        DeviceRegistryComponent made =
                new DeviceRegistryComponent(store, store, media, media, events, timing, 4, Clock.systemUTC(), null);
        made.transcoder = transcoder;
        made.addListener(new CameraListener() {
            @Override
            public void statusChanged(CameraId id, CameraStatus status) {
                told.add(status);
            }
        });
        made.start();
        return made;
    }

    private static OnboardRequest request(Credential credential) {
        return new OnboardRequest(
                DeviceAddress.of("127.0.0.9", 80), credential, Optional.empty(), Optional.of("fake"), Map.of());
    }

    private void awaitState(CameraId id, CameraState state) {
        Await.until(
                "state " + state,
                () -> registry.camera(id).isPresent() && registry.status(id).state() == state);
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertNothingLeft() {
        assertThat(store.all()).isEmpty();
        assertThat(registry.cameras()).isEmpty();
        assertThat(media.running()).isEmpty();
        assertThat(driver.open).hasValue(0);
    }

    @Test
    void aCameraThatTurnsIsStoppedWhenTheServerEnds() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        registry.with(camera.id(), PtzControl.class, (ptz, known) -> {
            ptz.move(known.channel(), new PtzControl.Velocity(1, 0, 0));
            return null;
        });
        registry.stop();
        assertThat(driver.moves).hasValue(1);
        assertThat(driver.stops).hasValue(1);
    }

    @Test
    void onboardsAndKeepsThePipelinesThatProvedTheVideo() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));

        assertThat(camera.name()).isEqualTo("Front door");
        assertThat(camera.deviceKey()).isEqualTo("fake:maker:serial-1:c1");
        assertThat(camera.stream(StreamRole.MAIN).orElseThrow().codec()).isEqualTo(Codec.H264);
        assertThat(camera.stream(StreamRole.MAIN).orElseThrow().width()).isEqualTo(1280);
        assertThat(store.all()).containsExactly(camera);
        assertThat(media.running())
                .extracting(PipelineRequest::demand)
                .containsExactly(Demand.ALWAYS, Demand.WHEN_SUBSCRIBED);
        assertThat(media.starts()).as("nothing was opened twice").isEqualTo(2);
        assertThat(media.stops()).isZero();
        awaitState(camera.id(), CameraState.ONLINE);
        Await.until("the listener heard", () -> told.stream().anyMatch(status -> status.state() == CameraState.ONLINE));
    }

    @Test
    void refusedPasswordIsTriedOnceAndLeavesNothing() {
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> registry.onboard(request(new Credential("admin", "wrong"))));

        assertThat(driver.connects).hasValue(1);
        assertNothingLeft();
    }

    @Test
    void everyFailureOfTheDriverComesThroughAndLeavesNothing() {
        for (ErrorCode code : List.of(
                ErrorCode.DEVICE_LOCKED,
                ErrorCode.DEVICE_UNREACHABLE,
                ErrorCode.DEVICE_PROTOCOL,
                ErrorCode.NOT_SUPPORTED)) {
            driver.failure = new VmsException(code, "no");
            assertCode(code, () -> registry.onboard(request(RIGHT)));
        }
        driver.failure = new IllegalStateException("a defect");
        assertCode(ErrorCode.INTERNAL, () -> registry.onboard(request(RIGHT)));
        assertNothingLeft();
    }

    @Test
    void videoMustFlow() {
        media.fate(source -> new FakeMedia.Fate(State.REFUSED, "401", FakeMedia.VIDEO));
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> registry.onboard(request(RIGHT)));
        media.fate(source -> new FakeMedia.Fate(State.RETRYING, "404", FakeMedia.VIDEO));
        assertCode(ErrorCode.DEVICE_UNREACHABLE, () -> registry.onboard(request(RIGHT)));
        media.fate(source -> new FakeMedia.Fate(State.CONNECTING, "", FakeMedia.VIDEO));
        assertCode(ErrorCode.DEVICE_UNREACHABLE, () -> registry.onboard(request(RIGHT)));
        media.fate(source -> new FakeMedia.Fate(State.STREAMING, "", FakeMedia.SOUND));
        assertCode(ErrorCode.NOT_SUPPORTED, () -> registry.onboard(request(RIGHT)));
        assertNothingLeft();
    }

    @Test
    void aStoreThatFailsEndsThePipelines() {
        store.away(true);
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> registry.onboard(request(RIGHT)));
        store.away(false);
        assertNothingLeft();
    }

    @Test
    void badRequestsDoNotReachADevice() {
        assertCode(
                ErrorCode.DRIVER_MISSING,
                () -> registry.onboard(new OnboardRequest(
                        DeviceAddress.of("127.0.0.9", 80), RIGHT, Optional.empty(), Optional.of("absent"), Map.of())));
        assertCode(
                ErrorCode.INVALID_REQUEST,
                () -> registry.onboard(new OnboardRequest(
                        DeviceAddress.of("127.0.0.9", 80),
                        RIGHT,
                        Optional.empty(),
                        Optional.of("fake"),
                        Map.of("transport", "pigeon"))));
        assertCode(
                ErrorCode.DEVICE_UNREACHABLE,
                () -> registry.onboard(new OnboardRequest(
                        DeviceAddress.of("no-such-host.invalid", 80),
                        RIGHT,
                        Optional.empty(),
                        Optional.of("fake"),
                        Map.of())));
        assertThat(driver.connects).hasValue(0);
    }

    @Test
    void ofTwoWhoAddTheSameDeviceOneWins() throws Exception {
        Callable<ErrorCode> attempt = () -> {
            try {
                registry.onboard(request(RIGHT));
                return null;
            } catch (VmsException e) {
                return e.code();
            }
        };
        List<Future<ErrorCode>> both = threads.invokeAll(List.of(attempt, attempt));

        assertThat(List.of(
                        Optional.ofNullable(both.get(0).get()),
                        Optional.ofNullable(both.get(1).get())))
                .containsExactlyInAnyOrder(Optional.empty(), Optional.of(ErrorCode.ALREADY_ONBOARDED));
        assertThat(store.all()).hasSize(1);
        assertThat(media.running()).hasSize(2);
    }

    @Test
    void aDriversUpdateTouchesNoStream() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        registry.with(camera.id(), StillImage.class, (still, known) -> still.capture(known.channel()));
        int starts = media.starts();

        registry.removeDriver("fake", FIRST);
        assertThat(driver.open).as("sessions are closed before the driver goes").hasValue(0);
        driver.called = false;
        awaitState(camera.id(), CameraState.ONLINE);
        assertCode(ErrorCode.DRIVER_MISSING, () -> registry.with(camera.id(), StillImage.class, (still, c) -> 1));
        FakeDriver newer = new FakeDriver();
        registry.addDriver(newer, "fake", SECOND, "2.0.0", "fake.bundle");

        assertThat(registry.<StillImage, byte[]>with(camera.id(), StillImage.class, (s, c) -> s.capture("c1")))
                .containsExactly(1);
        assertThat(newer.connects).hasValue(1);
        assertThat(driver.called).as("the departed driver is never called").isFalse();
        assertThat(media.starts()).isEqualTo(starts);
        assertThat(media.stops()).isZero();
        assertThat(registry.drivers().get(0).version()).isEqualTo("2.0.0");
    }

    @Test
    void afterTheGracePeriodTheMissingDriverShowsWhileVideoGoesOn() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        registry.stop();
        registry = registry(Duration.ZERO);

        awaitState(camera.id(), CameraState.DRIVER_MISSING);
        assertThat(registry.status(camera.id()).detail()).contains("fake").contains("video goes on");
        assertThat(media.stops())
                .as("neither a restart of the registry nor the missing driver stops it")
                .isZero();

        registry.addDriver(driver, "fake", FIRST, "1.0.0", "fake.bundle");
        awaitState(camera.id(), CameraState.ONLINE);
    }

    @Test
    void aDriverThatGoesDuringACallEndsIt() throws Exception {
        Camera camera = registry.onboard(request(RIGHT));
        driver.stillGate = new CountDownLatch(1);
        Future<byte[]> still = threads.submit(
                () -> registry.<StillImage, byte[]>with(camera.id(), StillImage.class, (s, c) -> s.capture("c1")));
        driver.stillBegun.await();

        registry.removeDriver("fake", FIRST);

        assertThatThrownBy(still::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DRIVER_MISSING));
        assertThat(driver.open).hasValue(0);
    }

    @Test
    void aHangingDeviceIsGivenUpAndItsSessionClosed() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        driver.stillGate = new CountDownLatch(1);

        assertCode(
                ErrorCode.DEVICE_UNREACHABLE,
                () -> registry.with(camera.id(), StillImage.class, (still, known) -> still.capture("c1")));

        Await.until("the session is closed", () -> driver.open.get() == 0);
    }

    @Test
    void aDeviceThatRefusesThePasswordIsNotAskedAgain() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        driver.failure = new VmsException(ErrorCode.BAD_CREDENTIALS, "refused");
        int before = driver.connects.get();
        for (int i = 0; i < 3; i++) {
            assertCode(ErrorCode.BAD_CREDENTIALS, () -> registry.with(camera.id(), StillImage.class, (s, c) -> 1));
        }
        assertThat(driver.connects).hasValue(before + 1);

        driver.failure = null;
        registry.update(camera.id(), change(Optional.empty(), Optional.of(RIGHT)));
        assertThat(registry.<StillImage, Integer>with(camera.id(), StillImage.class, (s, c) -> 7))
                .isEqualTo(7);
    }

    @Test
    void lendsNothingThatTheDeviceHasNot() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        assertCode(ErrorCode.NOT_SUPPORTED, () -> registry.with(camera.id(), Runnable.class, (run, known) -> 1));
        assertCode(
                ErrorCode.NOT_FOUND,
                () -> registry.with(CameraId.next(Clock.systemUTC()), Runnable.class, (run, known) -> 1));
    }

    private static CameraChange change(Optional<DeviceAddress> address, Optional<Credential> credential) {
        return new CameraChange(Optional.empty(), address, credential, Optional.empty(), Optional.empty());
    }

    @Test
    void aNewNameNeedsNoDevice() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        int connects = driver.connects.get();

        Camera renamed = registry.update(
                camera.id(),
                new CameraChange(
                        Optional.of("Back door"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));

        assertThat(renamed.name()).isEqualTo("Back door");
        assertThat(store.all()).containsExactly(renamed);
        assertThat(driver.connects).hasValue(connects);
    }

    @Test
    void aReplacedDeviceKeepsTheIdsAndAWrongPasswordChangesNothing() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        assertCode(
                ErrorCode.BAD_CREDENTIALS,
                () -> registry.update(
                        camera.id(), change(Optional.empty(), Optional.of(new Credential("admin", "wrong")))));
        assertThat(store.all()).containsExactly(camera);
        assertThat(media.stops()).isZero();

        driver.serial = "SERIAL-2";
        Camera replaced =
                registry.update(camera.id(), change(Optional.of(DeviceAddress.of("127.0.0.10", 80)), Optional.empty()));

        assertThat(replaced.id()).isEqualTo(camera.id());
        assertThat(replaced.deviceKey()).contains("serial-2");
        assertThat(replaced.stream(StreamRole.MAIN).orElseThrow().id())
                .isEqualTo(camera.stream(StreamRole.MAIN).orElseThrow().id());
        assertThat(media.running())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.source().toString()).contains("127.0.0.10"));
    }

    @Test
    void switchedOffAndRemovedCamerasHaveNoStreams() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        registry.update(
                camera.id(),
                new CameraChange(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(false), Optional.empty()));
        awaitState(camera.id(), CameraState.DISABLED);
        assertThat(media.running()).isEmpty();

        registry.update(
                camera.id(),
                new CameraChange(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(true), Optional.empty()));
        awaitState(camera.id(), CameraState.ONLINE);

        registry.remove(camera.id());
        assertNothingLeft();
        assertCode(ErrorCode.NOT_FOUND, () -> registry.remove(camera.id()));
    }

    @Test
    void streamsThatMovedAreLookedUpAnew() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        driver.path = "/moved";
        media.fate(source -> FakeMedia.streaming());
        PipelineRequest main = media.running().get(0);
        for (int i = 0; i < 3; i++) {
            media.become(main, new FakeMedia.Fate(State.RETRYING, "404 Not Found", FakeMedia.VIDEO));
        }

        Await.until(
                "the new address is stored",
                () -> store.all().get(0).stream(StreamRole.MAIN)
                        .orElseThrow()
                        .uri()
                        .getPath()
                        .equals("/moved"));
        awaitState(camera.id(), CameraState.ONLINE);
        assertThat(store.all().get(0).stream(StreamRole.MAIN).orElseThrow().id())
                .isEqualTo(main.stream());
    }

    @Test
    void anotherDeviceAtTheAddressIsNotTaken() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        driver.serial = "SERIAL-9";
        driver.path = "/moved";
        PipelineRequest main = media.running().get(0);
        for (int i = 0; i < 3; i++) {
            media.become(main, new FakeMedia.Fate(State.RETRYING, "404 Not Found", FakeMedia.VIDEO));
        }

        Await.until(
                "the operator is told",
                () -> registry.status(camera.id()).detail().contains("Another device"));
        assertThat(registry.status(camera.id()).state()).isEqualTo(CameraState.OFFLINE);
        assertThat(store.all())
                .allSatisfy(known -> assertThat(known.stream(StreamRole.MAIN)
                                .orElseThrow()
                                .uri()
                                .getPath())
                        .isEqualTo("/main"));
    }

    @Test
    void startsFromTheLastKnownCopyWithoutADriverAndReadsAgain() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        registry.stop();
        media.stopPipeline(camera.streams().get(0).id());
        media.stopPipeline(camera.streams().get(1).id());
        store.stale(true);

        registry = registry(Duration.ofHours(1));
        awaitState(camera.id(), CameraState.ONLINE);
        assertThat(media.running()).hasSize(2);

        store.delete(camera.id());
        store.stale(false);
        Await.until("the store is read again", () -> registry.cameras().isEmpty());
        Await.until("its streams are ended", () -> media.running().isEmpty());
    }

    @Test
    void whatIsCodedAnewGoesOnWhileThisBundleIsUpdated() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        PipelineRequest own = media.running().get(0);
        StreamId derived = StreamId.next(Clock.systemUTC());
        StreamId left = StreamId.next(Clock.systemUTC());
        registry.stop();
        for (StreamId other : List.of(derived, left)) {
            media.startPipeline(new PipelineRequest(
                    other, camera.id(), camera.name(), own.source(), own.credential(), own.demand()));
        }
        transcoder = new Transcoder() {
            @Override
            public StreamId transcode(StreamId stream, TranscodeTarget target) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Optional<StreamId> origin(StreamId transcoded) {
                return transcoded.equals(derived) ? Optional.of(own.stream()) : Optional.empty();
            }
        };

        registry = registry(Duration.ofHours(1));

        Await.until(
                "what is nobody's is ended",
                () -> media.running().stream()
                        .noneMatch(running -> running.stream().equals(left)));
        assertThat(media.running()).extracting(PipelineRequest::stream).contains(derived);
    }

    @Test
    void aSecretThatDoesNotOpenIsSaid() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        registry.stop();
        store.update(camera, Optional.of("other|5:adminright".getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        registry = registry(Duration.ofHours(1));

        awaitState(camera.id(), CameraState.AUTH_FAILED);
        assertThat(registry.status(camera.id()).detail()).contains("password");
    }

    @Test
    void keyFramesAreAskedForAtALimitedRate() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        for (int i = 0; i < 50; i++) {
            events.keyFrameWanted(camera.id(), camera.streams().get(0).id());
        }
        Await.until("the device was asked", () -> driver.keyFrames.get() > 0);
        // The facet calls of one camera come one at a time, so a further one would be seen before this returns.
        registry.with(camera.id(), KeyFrameRequest.class, (request, known) -> 0);
        assertThat(driver.keyFrames).hasValue(1);
    }

    @Test
    void learnsTheFrameRateThatTheDeviceDoesNotTell() throws InterruptedException {
        Camera camera = registry.onboard(request(RIGHT));
        media.frameRate = 24.9;
        events.formatChanged(camera.id(), camera.streams().get(0).id(), FakeMedia.VIDEO);

        Await.until("it is stored", () -> store.all().get(0).streams().get(0).framesPerSecond() == 25);
        assertThat(store.all().get(0).streams().get(1).framesPerSecond()).isEqualTo(12);
    }

    @Test
    void pipelinesOfNoCameraAreEndedAtTheStart() {
        registry.stop();
        Clock clock = Clock.systemUTC();
        media.startPipeline(new PipelineRequest(
                com.technosupport.vms.api.model.StreamId.next(clock),
                CameraId.next(clock),
                "left over",
                new com.technosupport.vms.api.driver.RtspSource(
                        java.net.URI.create("rtsp://127.0.0.9/x"),
                        com.technosupport.vms.api.driver.RtspSource.Transport.TCP),
                Credential.NONE,
                Demand.ALWAYS));

        registry = registry(Duration.ofHours(1));

        Await.until("it is ended", () -> media.running().isEmpty());
    }
}
