package com.technosupport.vms.onvif.profile.t.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.fixture.Listener;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.onvif.profile.s.internal.ProfileS;
import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventsOfASimulatedDeviceTest {

    private Simulator simulator;
    private SimulatedCamera camera;

    @BeforeEach
    void begin() throws IOException {
        simulator = Simulator.builder()
                .address("127.0.72.1")
                .credentials(Devices.RIGHT.user(), Devices.RIGHT.password())
                .authSchemes(AuthScheme.DIGEST_MD5)
                .discovery(false)
                .channels(2)
                .start();
        camera = simulator.camera(1);
    }

    @AfterEach
    void end() {
        simulator.close();
    }

    private DeviceSession connect(Map<String, String> options) throws InterruptedException {
        return new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS(), new ProfileT()))
                .connect(Devices.at(camera.address(), camera.httpPort(), Devices.RIGHT, options));
    }

    private static DeviceEvents events(DeviceSession session) {
        return session.facet(DeviceEvents.class).orElseThrow();
    }

    @Test
    void motionIsToldOnceHoweverManyTopicsTellIt() throws Exception {
        camera.clockSkew(Duration.ofDays(-300));
        try (DeviceSession session = connect(Map.of());
                Listener listener = new Listener(events(session)).awaitAlive()) {
            String second = session.channels().stream()
                    .map(channel -> channel.id())
                    .filter(id -> !id.equals("source"))
                    .findFirst()
                    .orElseThrow();
            camera.raise(SimulatedEvent.MOTION, 2, true);
            DeviceEvent started = listener.next(DeviceEvent.MOTION_STARTED);
            camera.raise(SimulatedEvent.MOTION_ALARM, 2, true);
            camera.raise(SimulatedEvent.MOTION, 2, false);
            camera.raise(SimulatedEvent.MOTION_ALARM, 2, false);
            DeviceEvent ended = listener.next();

            assertThat(started.channel()).contains(second);
            assertThat(started.active()).contains(true);
            assertThat(started.time())
                    .as("true time, though the device is 300 days off")
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
            assertThat(started.data()).containsEntry("topic", "RuleEngine/CellMotionDetector/Motion");
            assertThat(ended.type()).isEqualTo(DeviceEvent.MOTION_ENDED);
            assertThat(ended.data()).containsEntry("topic", "VideoSource/MotionAlarm");
        }
    }

    @Test
    void contactsAreToldAtTheBeginningAndAtEachChange() throws Exception {
        camera.setInput(2, true);
        try (DeviceSession session = connect(Map.of());
                Listener listener = new Listener(events(session)).awaitAlive()) {
            DeviceEvent first = listener.next(DeviceEvent.DIGITAL_INPUT_CHANGED);
            DeviceEvent other = listener.next(DeviceEvent.DIGITAL_INPUT_CHANGED);
            assertThat(List.of(first, other))
                    .extracting(DeviceEvent::active)
                    .containsExactlyInAnyOrder(Optional.of(true), Optional.of(false));
            assertThat(first.data()).containsEntry("change", "initialized");
            camera.setInput(1, true);
            DeviceEvent changed = listener.next(DeviceEvent.DIGITAL_INPUT_CHANGED);
            assertThat(changed.active()).contains(true);
            assertThat(changed.input()).isPresent();
            assertThat(changed.channel()).as("a contact is the device's").isEmpty();
        }
    }

    @Test
    void whatTheStandardTopicsMean() throws Exception {
        try (DeviceSession session = connect(Map.of());
                Listener listener = new Listener(events(session)).awaitAlive()) {
            camera.raise(SimulatedEvent.VIDEO_LOSS, 1, true);
            assertThat(listener.next(DeviceEvent.VIDEO_LOST).active()).contains(true);
            camera.raise(SimulatedEvent.TAMPER, 1, true);
            assertThat(listener.next(DeviceEvent.TAMPERED).active()).contains(true);
            camera.raise(SimulatedEvent.LINE_CROSSED, 1, true);
            assertThat(listener.next(DeviceEvent.LINE_CROSSED).channel()).contains("source");
            camera.raise(SimulatedEvent.FIELD, 1, true);
            assertThat(listener.next(DeviceEvent.AREA_ENTERED).active()).contains(true);
            camera.raise(SimulatedEvent.VENDOR, 1, true);
            DeviceEvent vendor = listener.next("DeviceNotification");
            assertThat(vendor.data()).containsEntry("topic", "Door/Bell");
            assertThat(vendor.data().get("data")).isEqualTo(Map.of("Button", "1", "Label", "Tür & Tor"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = OnvifQuirk.class,
            names = {
                "REFERENCE_PARAMETERS",
                "NEEDS_ADDRESSING",
                "ODD_PREFIXES",
                "UNESCAPED_ENTITIES",
                "NO_RENEW",
                "STRICT_TERMINATION",
                "INNER_ADDRESS",
                "ONLY_USERNAME_TOKEN",
                "CLOCK_WITHOUT_UTC"
            })
    void eventsComeWithTheQuirksOfOthers(OnvifQuirk quirk) throws Exception {
        camera.quirk(quirk);
        try (DeviceSession session = connect(Map.of("eventLifeSeconds", "300"));
                Listener listener = new Listener(events(session)).awaitAlive()) {
            camera.raise(SimulatedEvent.VENDOR, 1, true);
            assertThat(listener.next("DeviceNotification").data()).containsEntry("topic", "Door/Bell");
            camera.raise(SimulatedEvent.FIELD, 1, true);
            assertThat(listener.next(DeviceEvent.AREA_ENTERED).channel()).contains("source");
        }
    }

    @Test
    void aDeviceThatDoesNotWaitIsNotAskedWithoutEnd() throws Exception {
        camera.quirk(OnvifQuirk.EMPTY_PULLS);
        try (DeviceSession session = connect(Map.of());
                Listener listener = new Listener(events(session)).awaitAlive()) {
            long begun = System.nanoTime();
            listener.awaitAlive(3);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
            camera.quirk(OnvifQuirk.EMPTY_PULLS, false);
            camera.raise(SimulatedEvent.LINE_CROSSED, 1, true);
            listener.next(DeviceEvent.LINE_CROSSED);
        }
    }

    @Test
    void noSubscriptionIsLeftBehind() throws Exception {
        try (DeviceSession session = connect(Map.of())) {
            // The device has room for sixteen.
            for (int i = 0; i < 20; i++) {
                new Listener(events(session)).awaitAlive().close();
            }
        }
    }

    @Test
    void aNewPasswordEndsTheListeningAndIsNotTriedAgain() throws Exception {
        try (DeviceSession session = connect(Map.of("eventWaitSeconds", "1"))) {
            Listener listener = new Listener(events(session)).awaitAlive();
            long before = camera.stats().refused();
            camera.password("another");
            Throwable end = listener.awaitEnd();
            assertThat(end)
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CREDENTIALS));
            assertThat(camera.stats().refused() - before).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aRebootEndsTheListeningForCoreToComeBack() throws Exception {
        try (DeviceSession session = connect(Map.of())) {
            Listener listener = new Listener(events(session)).awaitAlive();
            camera.reboot(Duration.ofMillis(500));
            assertThat(listener.awaitEnd()).isInstanceOf(VmsException.class);
        }
    }
}
