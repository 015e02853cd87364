package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.device.CameraChange;
import com.technosupport.vms.api.device.NvrImport;
import com.technosupport.vms.api.device.NvrRequest;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DigitalIo.Port;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineStatus.State;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NvrRegistryTest {

    private static final Rank FIRST = new Rank(0, 1);
    private static final Credential RIGHT = new Credential("admin", "right");

    private final PipelineEvents events = new PipelineEvents();
    private final FakeMedia media = new FakeMedia(events);
    private final FakeStore store = new FakeStore();
    private final FakeRecorder recorder = new FakeRecorder();
    private DeviceRegistryComponent cameras;
    private NvrRegistryComponent nvrs;

    @BeforeEach
    void begin() {
        begin(Duration.ZERO);
    }

    private void begin(Duration syncInterval) {
        Timing timing = new Timing(
                Duration.ofHours(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofMillis(50));
        cameras = new DeviceRegistryComponent(store, store, media, media, events, timing, 4, Clock.systemUTC(), null);
        cameras.start();
        cameras.addDriver(recorder, "recorder", FIRST, "1.0.0", "fake.bundle");
        nvrs = new NvrRegistryComponent(cameras, store, store, media, media, events, syncInterval, Clock.systemUTC());
        nvrs.start();
        Await.until("the cameras are read", () -> cameras.problem().isEmpty());
    }

    @AfterEach
    void end() {
        nvrs.stop();
        cameras.stop();
    }

    private void channels(int count) {
        for (int i = 1; i <= count; i++) {
            recorder.channels.add(FakeRecorder.channel(String.valueOf(i), "Channel " + i, true));
        }
    }

    private static NvrRequest request(String host, Credential credential, String... channels) {
        return new NvrRequest(
                DeviceAddress.of(host, 80),
                credential,
                "recorder",
                Optional.empty(),
                channels.length == 0 ? Optional.empty() : Optional.of(List.of(channels)),
                Map.of());
    }

    private static NvrRequest request() {
        return request("127.0.0.9", RIGHT);
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertNothingLeft() {
        assertThat(store.all()).isEmpty();
        assertThat(store.nvrs()).isEmpty();
        assertThat(cameras.cameras()).isEmpty();
        assertThat(media.running()).isEmpty();
    }

    private Camera camera(String channel) {
        return cameras.cameras().stream()
                .filter(camera -> camera.channel().equals(channel))
                .findFirst()
                .orElseThrow();
    }

    private void awaitState(String channel, CameraState state) {
        Await.until(
                "channel " + channel + " " + state,
                () -> cameras.status(camera(channel).id()).state() == state);
    }

    @Test
    void allChannelsBecomeCamerasWithOneLogin() throws Exception {
        channels(32);
        recorder.inputs.add(new Port("i1", "Door", Optional.of(true)));
        NvrImport outcome = nvrs.connect(request());

        assertThat(recorder.connects).hasValue(1);
        assertThat(outcome.problems()).isEmpty();
        assertThat(outcome.channels())
                .hasSize(32)
                .allMatch(channel -> channel.camera().isPresent());
        assertThat(cameras.cameras()).hasSize(32);
        assertThat(store.all()).containsExactlyInAnyOrderElementsOf(cameras.cameras());
        assertThat(media.running()).hasSize(64);
        Camera first = camera("1");
        assertThat(first.nvr()).isEqualTo(outcome.id());
        assertThat(first.name()).isEqualTo("Channel 1");
        assertThat(first.device().model()).isEqualTo("Cam 1");
        assertThat(first.deviceKey()).isEqualTo("recorder:acme:nvr-77:1");
        Nvr nvr = nvrs.nvr(outcome.id().orElseThrow()).orElseThrow();
        assertThat(nvr.name()).isEqualTo("Acme NVR 32");
        assertThat(nvr.inputs()).containsExactlyElementsOf(recorder.inputs);
        for (int i = 1; i <= 32; i++) {
            awaitState(String.valueOf(i), CameraState.ONLINE);
        }

        // All cameras share one more login for whatever they want of the device.
        for (Camera camera : cameras.cameras()) {
            cameras.with(camera.id(), StillImage.class, (still, known) -> still.capture(known.channel()));
        }
        assertThat(recorder.connects).hasValue(2);
    }

    @Test
    void channelsThatOnlyTheDriverCanReadWaitForTheirDriver() throws Exception {
        channels(3);
        AtomicInteger read = new AtomicInteger();
        recorder.custom = sink -> read.incrementAndGet();

        NvrImport outcome = nvrs.connect(request());

        assertThat(outcome.problems()).isEmpty();
        assertThat(cameras.cameras())
                .hasSize(3)
                .allSatisfy(camera -> assertThat(camera.streams()).hasSize(2).allMatch(DriverSources::isDriverRead));
        assertThat(media.running()).hasSize(6).allMatch(request -> request.source() instanceof CustomSource);
        awaitState("2", CameraState.ONLINE);
        PipelineRequest second = media.running().stream()
                .filter(request -> request.camera().equals(camera("2").id()))
                .findFirst()
                .orElseThrow();
        ((CustomSource) second.source()).run(null);
        assertThat(read).hasValue(1);

        cameras.removeDriver("recorder", FIRST);
        assertCode(ErrorCode.DRIVER_MISSING, () -> ((CustomSource) second.source()).run(null));
        int starts = media.starts();
        cameras.addDriver(recorder, "recorder", new Rank(0, 2), "1.0.1", "fake.bundle");
        Await.until("the streams are opened anew", () -> media.starts() >= starts + 6);
        ((CustomSource) second.source()).run(null);
        assertThat(read).hasValue(2);
        assertThat(nvrs.connect(request()).problems()).isEmpty();
        assertThat(cameras.cameras()).hasSize(3);
    }

    @Test
    void aPreviewStoresNothing() throws Exception {
        channels(3);
        NvrImport outcome = nvrs.preview(request());
        assertThat(outcome.id()).isEmpty();
        assertThat(outcome.channels())
                .hasSize(3)
                .allMatch(channel -> channel.camera().isEmpty());
        assertNothingLeft();
        nvrs.connect(request("127.0.0.9", RIGHT, "2"));
        NvrImport again = nvrs.preview(request());
        assertThat(again.id()).isPresent();
        assertThat(again.channels().stream().filter(channel -> channel.camera().isPresent()))
                .hasSize(1);
        assertThat(cameras.cameras()).hasSize(1);
    }

    @Test
    void whatIsRefusedOrAwayCreatesNothing() throws Exception {
        channels(8);
        assertCode(
                ErrorCode.BAD_CREDENTIALS, () -> nvrs.connect(request("127.0.0.9", new Credential("admin", "wrong"))));
        assertThat(recorder.connects).hasValue(1);
        recorder.failure = new VmsException(ErrorCode.DEVICE_UNREACHABLE, "away");
        assertCode(ErrorCode.DEVICE_UNREACHABLE, () -> nvrs.connect(request()));
        assertCode(ErrorCode.DEVICE_UNREACHABLE, () -> nvrs.preview(request()));
        recorder.failure = null;
        media.fate(source -> new FakeMedia.Fate(State.REFUSED, "no", null));
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> nvrs.connect(request()));
        assertThat(media.starts()).as("one try, not eight").isEqualTo(1);
        media.fate(source -> new FakeMedia.Fate(State.RETRYING, "closed port", null));
        assertCode(ErrorCode.DEVICE_UNREACHABLE, () -> nvrs.connect(request()));
        media.fate(source -> FakeMedia.streaming());
        store.away(true);
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> nvrs.connect(request()));
        store.away(false);
        recorder.channels.clear();
        assertCode(ErrorCode.NOT_SUPPORTED, () -> nvrs.connect(request()));
        assertCode(
                ErrorCode.DRIVER_MISSING,
                () -> nvrs.connect(new NvrRequest(
                        DeviceAddress.of("127.0.0.9", 80),
                        RIGHT,
                        "none",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of())));
        assertNothingLeft();
    }

    @Test
    void connectingAgainUpdatesAndDoublesNothing() throws Exception {
        channels(3);
        NvrImport first = nvrs.connect(request("127.0.0.9", RIGHT, "1", "2"));
        Camera renamed = cameras.update(
                camera("1").id(),
                new CameraChange(
                        Optional.of("Gate"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        List<CameraId> ids = cameras.cameras().stream().map(Camera::id).sorted().toList();
        int starts = media.starts();
        NvrImport again = nvrs.connect(request());

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(store.nvrs()).hasSize(1);
        assertThat(cameras.cameras()).hasSize(3).extracting(Camera::id).containsAll(ids);
        assertThat(cameras.camera(renamed.id()).orElseThrow().name()).isEqualTo("Gate");
        assertThat(media.starts()).as("what flows is not touched").isEqualTo(starts + 2);

        // The recorder moved, and got a new password: all its cameras follow, with their streams.
        recorder.password = "new";
        Credential changed = new Credential("admin", "new");
        nvrs.connect(request("127.0.0.10", changed));
        assertThat(store.nvrs()).hasSize(1);
        assertThat(cameras.cameras())
                .hasSize(3)
                .allMatch(camera -> camera.address().host().equals("127.0.0.10"));
        assertThat(media.running())
                .hasSize(6)
                .allMatch(pipeline -> pipeline.credential().equals(changed));
        int connects = recorder.connects.get();
        for (Camera camera : cameras.cameras()) {
            cameras.with(camera.id(), StillImage.class, (still, known) -> still.capture(known.channel()));
        }
        assertThat(recorder.connects).hasValue(connects + 1);

        // Another one was put in its place.
        recorder.serial = "NVR-78";
        nvrs.connect(request("127.0.0.10", changed));
        assertThat(store.nvrs()).hasSize(1);
        assertThat(cameras.cameras()).hasSize(3).extracting(Camera::id).containsAll(ids);
        assertThat(camera("2").deviceKey()).isEqualTo("recorder:acme:nvr-78:2");
    }

    @Test
    void aChannelThatVanishesIsMarkedAndComesBack() throws Exception {
        channels(3);
        NvrId id = nvrs.connect(request()).id().orElseThrow();
        awaitState("2", CameraState.ONLINE);
        CameraId camera = camera("2").id();
        recorder.channels.remove(1);
        NvrImport outcome = nvrs.sync(id);

        assertThat(outcome.problems()).singleElement().asString().contains("channel 2 no more");
        assertThat(nvrs.nvr(id).orElseThrow().absent()).containsExactly("2");
        awaitState("2", CameraState.OFFLINE);
        assertThat(cameras.status(camera).detail()).contains("no more");
        assertThat(media.running()).hasSize(4);

        // It is so after a restart too.
        nvrs.stop();
        cameras.stop();
        begin();
        awaitState("2", CameraState.OFFLINE);
        assertThat(cameras.status(camera).detail()).contains("no more");

        recorder.channels.add(FakeRecorder.channel("2", "Channel 2", true));
        nvrs.sync(id);
        awaitState("2", CameraState.ONLINE);
        assertThat(camera("2").id()).isEqualTo(camera);
        assertThat(nvrs.nvr(id).orElseThrow().absent()).isEmpty();
    }

    @Test
    void hostileChannelsAreToldOfAndCostNoOther() throws Exception {
        recorder.channels.add(FakeRecorder.channel("1", "A\u0000\u001b[31m\u202e\r\nB", true));
        recorder.channels.add(FakeRecorder.channel("1", "Twin", true));
        recorder.channels.add(FakeRecorder.channel("2", "../../x", true));
        recorder.channels.add(FakeRecorder.channel("3", "n".repeat(100_000), true));
        recorder.channels.add(FakeRecorder.channel("4", "", false));
        recorder.channels.add(FakeRecorder.channel("", "No id", true));
        recorder.channels.add(FakeRecorder.channel("5\n", "Line end", true));
        recorder.contactsFailure = new VmsException(ErrorCode.DEVICE_PROTOCOL, "no contacts today");
        NvrImport outcome = nvrs.connect(request());

        assertThat(cameras.cameras()).hasSize(4);
        assertThat(camera("1").name()).isEqualTo("A [31m B");
        assertThat(camera("2").name()).isEqualTo("../../x");
        assertThat(camera("3").name()).hasSizeLessThanOrEqualTo(100);
        assertThat(camera("4").name()).isEqualTo("Acme NVR 32 4");
        awaitState("4", CameraState.OFFLINE);
        assertThat(outcome.problems())
                .anyMatch(problem -> problem.contains("Two channels have the id 1"))
                .anyMatch(problem -> problem.contains("no contacts today"))
                .noneMatch(problem -> problem.contains("\n"));

        recorder.channels.clear();
        channels(300);
        assertThat(nvrs.preview(request()).channels()).hasSize(NvrReading.MOST_CHANNELS);
    }

    @Test
    void aRecordersCameraFollowsTheRecorder() throws Exception {
        channels(2);
        nvrs.connect(request());
        CameraId id = camera("1").id();
        Optional<String> none = Optional.empty();
        assertCode(
                ErrorCode.INVALID_REQUEST,
                () -> cameras.update(
                        id,
                        new CameraChange(
                                none,
                                Optional.of(DeviceAddress.of("127.0.0.11", 80)),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty())));
        Camera off = cameras.update(
                id,
                new CameraChange(
                        Optional.of("Off"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(false),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(off.enabled()).isFalse();
        assertThat(media.running()).hasSize(2);
        nvrs.connect(request());
        assertThat(media.running()).as("it stays switched off").hasSize(2);
        assertCode(
                ErrorCode.ALREADY_ONBOARDED,
                () -> cameras.onboard(new OnboardRequest(
                        DeviceAddress.of("127.0.0.9", 80), RIGHT, none, Optional.of("recorder"), Map.of())));
    }

    @Test
    void aChannelThatWasACameraByItselfKeepsItsId() throws Exception {
        channels(2);
        Camera own = cameras.onboard(new OnboardRequest(
                DeviceAddress.of("127.0.0.9", 80), RIGHT, Optional.of("Mine"), Optional.of("recorder"), Map.of()));
        NvrImport outcome = nvrs.connect(request());
        assertThat(cameras.cameras()).hasSize(2);
        assertThat(camera("1").id()).isEqualTo(own.id());
        assertThat(camera("1").name()).isEqualTo("Mine");
        assertThat(camera("1").nvr()).isEqualTo(outcome.id());
        assertThat(outcome.problems()).singleElement().asString().contains("Mine");
    }

    @Test
    void aRefusedPasswordIsTriedOnceForAllCameras() throws Exception {
        channels(8);
        NvrId id = nvrs.connect(request()).id().orElseThrow();
        recorder.password = "changed at the device";
        int connects = recorder.connects.get();
        for (Camera camera : cameras.cameras()) {
            assertCode(
                    ErrorCode.BAD_CREDENTIALS,
                    () -> cameras.with(camera.id(), StillImage.class, (still, known) -> still.capture("1")));
        }
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> nvrs.sync(id));
        assertCode(ErrorCode.BAD_CREDENTIALS, () -> nvrs.switchOutput(id.value(), "o1", true));
        assertThat(recorder.connects).hasValue(connects + 1);

        // Its streams break, and the media plane has one of them try the password for all.
        List<PipelineRequest> pipelines = media.running();
        FakeMedia.Fate refused = new FakeMedia.Fate(State.REFUSED, "The device refuses the password", null);
        pipelines.forEach(pipeline -> media.become(pipeline, refused));
        for (int i = 1; i <= 8; i++) {
            awaitState(String.valueOf(i), CameraState.AUTH_FAILED);
        }

        recorder.password = "right";
        nvrs.connect(request());
        for (int i = 1; i <= 8; i++) {
            awaitState(String.valueOf(i), CameraState.ONLINE);
        }
    }

    @Test
    void contactsAreKeptAndSwitched() throws Exception {
        channels(1);
        recorder.inputs.add(new Port("i1", "Door", Optional.of(false)));
        NvrId id = nvrs.connect(request()).id().orElseThrow();
        nvrs.changed(id, "i1", true);
        nvrs.changed(id, "unknown", true);
        nvrs.changed(NvrId.next(Clock.systemUTC()), "i1", true);
        assertThat(nvrs.nvr(id).orElseThrow().inputs()).containsExactly(new Port("i1", "Door", Optional.of(true)));
        Await.until(
                "it is stored",
                () -> store.nvrs().get(0).inputs().equals(List.of(new Port("i1", "Door", Optional.of(true)))));

        nvrs.switchOutput(id.value(), "o1", true);
        assertThat(nvrs.nvr(id).orElseThrow().outputs()).containsExactly(new Port("o1", "Relay", Optional.of(true)));
        nvrs.switchOutput(camera("1").id().value(), "o1", false);
        assertThat(recorder.switched).containsExactly("o1=true", "o1=false");
        assertCode(ErrorCode.NOT_FOUND, () -> nvrs.switchOutput(id.value(), "o2", true));
        assertCode(ErrorCode.NOT_FOUND, () -> nvrs.switchOutput(camera("1").id().value(), "o2", true));
        assertCode(ErrorCode.NOT_FOUND, () -> nvrs.switchOutput(UUID.randomUUID(), "o1", true));
    }

    @Test
    void recordersAreReadAgainByThemselves() throws Exception {
        nvrs.stop();
        cameras.stop();
        begin(Duration.ofMillis(500));
        channels(2);
        NvrId id = nvrs.connect(request()).id().orElseThrow();
        recorder.channels.remove(0);
        Await.until(
                "the channel is missed",
                () -> nvrs.nvr(id).orElseThrow().absent().equals(List.of("1")));
    }

    @Test
    void removingARecorderEndsAllOfIt() throws Exception {
        channels(4);
        NvrId id = nvrs.connect(request()).id().orElseThrow();
        nvrs.remove(id);
        assertNothingLeft();
        assertCode(ErrorCode.NOT_FOUND, () -> nvrs.remove(id));
        assertCode(ErrorCode.NOT_FOUND, () -> nvrs.sync(id));
    }

    @Test
    void aChannelsMainStreamComesFromTheRecorder() throws Exception {
        channels(1);
        nvrs.connect(request());
        assertThat(camera("1").stream(StreamRole.MAIN).orElseThrow().uri().toString())
                .startsWith("rtsp://127.0.0.9/ch");
        assertThat(camera("1").options()).containsEntry("transport", "tcp");
    }
}
