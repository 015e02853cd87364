package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.device.CameraChange;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventReceiver;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceEventsTest {

    private static final Rank FIRST = new Rank(0, 1);
    private static final Duration AGES = Duration.ofHours(1);

    private final Clock clock = Clock.systemUTC();
    private final PipelineEvents pipelines = new PipelineEvents();
    private final FakeMedia media = new FakeMedia(pipelines);
    private final FakeStore store = new FakeStore();
    private final FakeEvents driver = new FakeEvents();
    private final List<EventMessage> heard = new CopyOnWriteArrayList<>();
    private final List<String> inputs = new CopyOnWriteArrayList<>();
    private volatile VmsException busy;
    private DeviceRegistryComponent registry;
    private DeviceEventsComponent events;

    @BeforeEach
    void begin() {
        registry = registry();
        registry.addDriver(driver, "fake", FIRST, "1.0.0", "fake.bundle");
    }

    @AfterEach
    void end() {
        if (events != null) {
            events.stop();
        }
        registry.stop();
        assertThat(driver.devices.open).as("no session is left").hasValue(0);
    }

    private DeviceRegistryComponent registry() {
        Timing timing = new Timing(
                Duration.ofHours(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofHours(1));
        DeviceRegistryComponent made =
                new DeviceRegistryComponent(store, store, media, media, pipelines, timing, 4, clock, null);
        made.start();
        Await.until("the cameras are read", () -> made.problem().isEmpty());
        return made;
    }

    private static EventLimits limits(int devices, Duration silence, Duration heartbeat, int perSecond, int burst) {
        return new EventLimits(
                devices,
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                silence,
                heartbeat,
                perSecond,
                burst,
                Duration.ofMillis(20));
    }

    private void listen() {
        listen(limits(10, AGES, AGES, 1000, 1000));
    }

    private void listen(EventLimits limits) {
        EventBus bus = new EventBus() {
            @Override
            public void publish(EventMessage event) {
                if (busy != null) {
                    throw busy;
                }
                heard.add(event);
            }

            @Override
            public Subscription subscribe(String name, EventReceiver receiver) {
                throw new AssertionError("nobody listens here");
            }

            @Override
            public Subscription subscribeDurably(String name, EventBatchReceiver receiver) {
                throw new AssertionError("nobody listens here");
            }
        };
        events = new DeviceEventsComponent(registry, bus, limits, clock);
        events.addInputs((nvr, input, active) -> inputs.add(input + "=" + active));
        registry.addListener(events);
        events.start();
    }

    private Camera onboard(int number) throws InterruptedException {
        driver.devices.serial = "SERIAL-" + number;
        return registry.onboard(new OnboardRequest(
                DeviceAddress.of("127.0.0." + number, 80),
                new Credential("admin", "right"),
                Optional.of("Camera " + number),
                Optional.of("fake"),
                Map.of()));
    }

    /** Two cameras of one recorder at 127.0.0.9, as if they had been taken in with it. */
    private List<Camera> recorder() {
        registry.stop();
        NvrId nvr = NvrId.next(clock);
        List<Camera> cameras = List.of(channel(nvr, "c1"), channel(nvr, "c2"));
        for (Camera camera : cameras) {
            store.insert(camera, store.seal(new Credential("admin", "right").encode(), "camera:" + camera.id()));
        }
        registry = registry();
        registry.addDriver(driver, "fake", FIRST, "1.0.0", "fake.bundle");
        return cameras;
    }

    private Camera channel(NvrId nvr, String channel) {
        return new Camera(
                com.technosupport.vms.api.model.CameraId.next(clock),
                "Channel " + channel,
                DeviceAddress.of("127.0.0.9", 80),
                "fake",
                com.technosupport.vms.api.driver.DeviceInfo.UNKNOWN,
                "fake:" + channel,
                channel,
                true,
                Map.of(),
                List.of(),
                Instant.now(clock),
                Optional.of(nvr),
                com.technosupport.vms.api.model.SiteId.DEFAULT);
    }

    private static DeviceEvent motion(String channel) {
        return DeviceEvent.of(DeviceEvent.MOTION_STARTED, channel, Instant.now(), Map.of("rule", "left"));
    }

    private static DeviceEvent input(String input, boolean active) {
        return new DeviceEvent(
                DeviceEvent.DIGITAL_INPUT_CHANGED,
                Optional.empty(),
                Optional.of(input),
                Optional.of(active),
                Instant.now(),
                Optional.empty(),
                Map.of());
    }

    private void awaitListening(int number) {
        Await.until("device " + number + " is listened to", () -> driver.listening.contains("127.0.0." + number));
    }

    private static long pumps() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vms-events-fake"))
                .count();
    }

    @Test
    void whatADeviceSaysIsPublishedForItsCamera() throws InterruptedException {
        Camera camera = onboard(1);
        listen();
        driver.device("127.0.0.1").add(motion("c1"));
        Await.until("the event is heard", () -> heard.size() == 1);

        EventMessage event = heard.get(0);
        assertThat(event.type()).isEqualTo("MotionStarted");
        assertThat(event.cameraId()).contains(camera.id());
        assertThat(event.source()).isEqualTo("driver:fake");
        assertThat(event.data()).containsEntry("rule", "left").containsEntry("channel", "c1");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .contains("vms-events-fake-127.0.0.1");
    }

    @Test
    void aWrongClockDoesNotMoveAnEventAwayFromItsPicture() throws InterruptedException {
        onboard(1);
        listen();
        Instant wrong = Instant.parse("2001-01-01T00:00:00Z");
        driver.device("127.0.0.1").add(DeviceEvent.of("MotionStarted", "c1", wrong, Map.of()));
        Await.until("the event is heard", () -> heard.size() == 1);

        assertThat(heard.get(0).time()).isAfter(Instant.now().minusSeconds(60));
        assertThat(heard.get(0).data()).containsEntry("deviceTime", "2001-01-01T00:00:00Z");
    }

    @Test
    void theCamerasOfARecorderShareOneConnection() {
        List<Camera> cameras = recorder();
        listen();
        awaitListening(9);
        driver.device("127.0.0.9").addAll(List.of(motion("c2"), motion("c1"), motion("c7"), input("in 3", true)));
        Await.until("all are heard", () -> heard.size() == 3);

        assertThat(pumps()).isEqualTo(1);
        assertThat(heard.get(0).cameraId()).contains(cameras.get(1).id());
        assertThat(heard.get(1).cameraId()).contains(cameras.get(0).id());
        assertThat(heard.get(2).cameraId()).isEmpty();
        assertThat(heard.get(2).data())
                .containsEntry("input", "in 3")
                .containsEntry("active", true)
                .containsKey("nvrId");
        assertThat(inputs).containsExactly("in 3=true");
    }

    @Test
    void listeningGoesOnAfterItEndsOrFails() throws InterruptedException {
        onboard(1);
        listen();
        driver.device("127.0.0.1")
                .addAll(List.of(
                        FakeEvents.END,
                        new VmsException(ErrorCode.DEVICE_UNREACHABLE, "cut off"),
                        new IllegalStateException("a defect"),
                        motion("c1")));
        Await.until("the event is heard", () -> heard.size() == 1);

        assertThat(driver.listened).containsEntry("127.0.0.1", 4);
        assertThat(registry.drivers().get(0).lastErrors()).hasSize(2);
    }

    @Test
    void aRefusedPasswordIsNotTriedAgainUntilItChanges() throws InterruptedException {
        Camera camera = onboard(1);
        driver.devices.failure = new VmsException(ErrorCode.BAD_CREDENTIALS, "refused");
        int before = driver.devices.connects.get();
        listen();
        Await.until("it says so", () -> registry.status(camera.id()).detail().contains("refuses the password"));
        registry.removeDriver("fake", FIRST);
        registry.addDriver(driver, "fake", FIRST, "1.0.0", "fake.bundle");
        Await.until("no pump is left", () -> pumps() == 0);
        assertThat(driver.devices.connects).hasValue(before + 1);

        driver.devices.failure = null;
        registry.update(
                camera.id(),
                new CameraChange(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Credential("other", "right")),
                        Optional.empty(),
                        Optional.empty()));
        awaitListening(1);
        Await.until(
                "the doubt is gone", () -> registry.status(camera.id()).detail().isEmpty());
    }

    @Test
    void endsWithTheDriverAndTheCameraAndResumes() throws InterruptedException {
        Camera camera = onboard(1);
        listen();
        awaitListening(1);
        registry.removeDriver("fake", FIRST);
        assertThat(driver.listening).as("ended before the driver is gone").isEmpty();
        assertThat(driver.devices.open).hasValue(0);

        registry.addDriver(driver, "fake", FIRST, "1.0.0", "fake.bundle");
        awaitListening(1);
        enable(camera, false);
        Await.until("it ends", () -> driver.listening.isEmpty());
        enable(camera, true);
        awaitListening(1);
        registry.remove(camera.id());
        Await.until("it ends", () -> driver.listening.isEmpty());
    }

    private void enable(Camera camera, boolean enabled) throws InterruptedException {
        registry.update(
                camera.id(),
                new CameraChange(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(enabled), Optional.empty()));
    }

    @Test
    void aPromotedVersionTakesOver() throws InterruptedException {
        onboard(1);
        listen();
        awaitListening(1);
        FakeEvents newer = new FakeEvents();
        registry.catalog().holdBack(2, gone -> {});
        registry.addDriver(newer, "fake", new Rank(0, 2), "2.0.0", "fake.bundle");
        registry.catalog().release(2, gone -> {});

        Await.until("the new version listens", () -> newer.listening.contains("127.0.0.1"));
        assertThat(driver.listening).isEmpty();
        newer.device("127.0.0.1").add(motion("c1"));
        Await.until("the event is heard", () -> heard.size() == 1);
        registry.removeDriver("fake", new Rank(0, 2));
        assertThat(newer.devices.open).hasValue(0);
    }

    @Test
    void aDriverThatLearnsToTellEventsIsHeard() throws InterruptedException {
        driver.facets = java.util.Set.of();
        registry.removeDriver("fake", FIRST);
        registry.addDriver(driver, "fake", FIRST, "1.0.0", "fake.bundle");
        onboard(1);
        listen();
        assertThat(pumps()).isZero();

        driver.facets = java.util.Set.of(com.technosupport.vms.api.driver.DeviceEvents.class);
        awaitListening(1);
        assertThat(registry.drivers().get(0).descriptor().facets()).isEqualTo(driver.facets);
    }

    @Test
    void aFloodIsBoundedAndTheInputEndsUpRight() {
        recorder();
        listen(limits(10, AGES, AGES, 1, 20));
        awaitListening(9);
        for (int i = 0; i < 5000; i++) {
            driver.device("127.0.0.9").add(input("in", i % 2 == 0));
        }
        driver.device("127.0.0.9").add(input("in", true));
        NvrId nvr = registry.cameras().get(0).nvr().orElseThrow();
        Await.until("all came", () -> driver.device("127.0.0.9").isEmpty());
        Await.until(
                "the last state is known", () -> inputs.get(inputs.size() - 1).equals("in=true"));

        assertThat(heard.size()).isBetween(20, 40);
        assertThat(events.dropped(nvr)).isGreaterThan(4900);
    }

    @Test
    void silenceIsToldOfAndEnds() throws InterruptedException {
        Camera camera = onboard(1);
        listen(limits(10, Duration.ofMillis(300), AGES, 1000, 1000));
        Await.until(
                "the driver is suspected",
                () -> registry.status(camera.id()).detail().contains("driver suspect"));
        Await.until("both are told of", () -> heard.size() == 2);
        assertThat(heard).extracting(EventMessage::type).containsExactly("DeviceEventsSilent", "DriverSuspect");
        assertThat(heard.get(0).cameraId()).contains(camera.id());
        assertThat(heard.get(1).data()).containsEntry("driver", "fake").containsEntry("active", true);

        driver.device("127.0.0.1").add(FakeEvents.ALIVE);
        Await.until(
                "the doubt is gone", () -> registry.status(camera.id()).detail().isEmpty());
        Await.until("that is told", () -> heard.size() == 4);
        assertThat(heard.get(2).type()).isEqualTo("DeviceEventsResumed");
        assertThat(heard.get(3).data()).containsEntry("driver", "fake").containsEntry("active", false);
    }

    @Test
    void aDriverIsSuspectWhileHalfOfItsDevicesAreSilent() {
        DriverSuspicion suspicion = new DriverSuspicion();
        DriverSuspicion.Heard speaks = new DriverSuspicion.Heard("a", false);
        DriverSuspicion.Heard silent = new DriverSuspicion.Heard("a", true);
        DriverSuspicion.Heard other = new DriverSuspicion.Heard("b", false);
        assertThat(suspicion.judge(List.of(speaks, speaks, silent, other))).isEmpty();
        assertThat(suspicion.judge(List.of(speaks, silent, silent, other)))
                .containsOnlyKeys("a")
                .allSatisfy((driver, news) -> assertThat(news.suspect()).isTrue());
        assertThat(suspicion.judge(List.of(silent, silent, silent, other)))
                .as("it was told of")
                .isEmpty();
        assertThat(suspicion
                        .judge(List.of(speaks, speaks, silent, other))
                        .get("a")
                        .suspect())
                .isFalse();
        assertThat(suspicion.judge(List.of(silent))).containsOnlyKeys("a");
        assertThat(suspicion.judge(List.of()).get("a").suspect())
                .as("none of its devices is left")
                .isFalse();
    }

    @Test
    void aMissingHeartbeatIsNoticedSooner() throws InterruptedException {
        Camera camera = onboard(1);
        listen(limits(10, AGES, Duration.ofMillis(300), 1000, 1000));
        driver.device("127.0.0.1").add(FakeEvents.ALIVE);
        Await.until(
                "the driver is suspected",
                () -> registry.status(camera.id()).detail().contains("driver suspect"));
    }

    @Test
    void beyondTheLimitDevicesAreNotHeardAndThatIsSaid() throws InterruptedException {
        onboard(1);
        Camera second = onboard(2);
        listen(limits(1, AGES, AGES, 1000, 1000));
        awaitListening(1);
        Await.until("it says so", () -> registry.status(second.id()).detail().contains("limit of 1"));
        assertThat(pumps()).isEqualTo(1);
    }

    @Test
    void aBusyBusLosesEventsButNotTheConnection() throws InterruptedException {
        onboard(1);
        listen();
        busy = new VmsException(ErrorCode.BUSY, "full");
        driver.device("127.0.0.1").add(motion("c1"));
        Await.until("it was taken", () -> driver.device("127.0.0.1").isEmpty());
        busy = null;
        driver.device("127.0.0.1").add(motion("c1"));
        Await.until("the next is heard", () -> !heard.isEmpty());
        assertThat(driver.listened).containsEntry("127.0.0.1", 1);
    }

    @Test
    void aVendorsPayloadIsBounded() {
        Map<String, Object> huge = new java.util.HashMap<>();
        for (int i = 0; i < 5000; i++) {
            huge.put("k" + i, "x".repeat(5000));
        }
        Map<String, Object> deep = new java.util.HashMap<>();
        deep.put("self", deep);
        huge.put("deep", deep);
        assertThat(EventPayload.bounded(huge).toString().length()).isLessThan(60_000);
        assertThat(EventPayload.bounded(deep).toString().length()).isLessThan(1000);
        assertThat(EventPayload.bounded(Map.of("n", Double.NaN, "b", true, "l", List.of(1, "two"))))
                .containsEntry("n", "NaN")
                .containsEntry("b", true)
                .containsEntry("l", List.of(1, "two"));
    }
}
