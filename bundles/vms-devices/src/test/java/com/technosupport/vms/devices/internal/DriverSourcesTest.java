package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cameras whose streams only their driver can read. */
class DriverSourcesTest {

    private static final Rank FIRST = new Rank(0, 1);

    private final PipelineEvents events = new PipelineEvents();
    private final FakeMedia media = new FakeMedia(events);
    private final FakeStore store = new FakeStore();
    private final FakeDriver driver = new FakeDriver();
    private final Sink sink = new Sink();
    private final CustomSource endless = into -> {
        into.started(FakeMedia.VIDEO, List.of());
        new CountDownLatch(1).await();
    };
    private DeviceRegistryComponent registry = registry();

    private DeviceRegistryComponent registry() {
        return new DeviceRegistryComponent(
                store,
                store,
                media,
                media,
                events,
                new Timing(
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofHours(1),
                        Duration.ofMillis(20),
                        Duration.ofMillis(20),
                        Duration.ofHours(1)),
                4,
                Clock.systemUTC(),
                null);
    }

    @BeforeEach
    void begin() {
        driver.custom = endless;
        registry.start();
        Await.until("the cameras are read", () -> registry.problem().isEmpty());
        registry.addDriver(driver, "fake", FIRST, "1.0.0", "fake.bundle");
    }

    @AfterEach
    void end() {
        registry.stop();
        assertThat(driver.open).as("no session is left").hasValue(0);
    }

    private Camera onboard() throws InterruptedException {
        return registry.onboard(new OnboardRequest(
                DeviceAddress.of("127.0.0.1", 80),
                new Credential("admin", "right"),
                Optional.empty(),
                Optional.of("fake"),
                Map.of()));
    }

    private PipelineRequest main() {
        return media.running().get(0);
    }

    /** Reads as the media plane does. */
    private FutureTask<Void> read() {
        CustomSource source = (CustomSource) main().source();
        FutureTask<Void> reading = new FutureTask<>(() -> {
            source.run(sink);
            return null;
        });
        new Thread(reading, "test-media").start();
        return reading;
    }

    @Test
    void suchACameraComesInAndIsReadBySessionsOfItsOwn() throws Exception {
        Camera camera = onboard();
        assertThat(camera.streams()).extracting(CameraStream::role).contains(StreamRole.MAIN);
        assertThat(camera.stream(StreamRole.MAIN).orElseThrow().uri()).hasScheme("vms-driver");
        assertThat(main().source()).isInstanceOf(CustomSource.class);
        assertThat(main().toString()).doesNotContain("right");

        FutureTask<Void> reading = read();
        sink.begun.await();
        assertThat(driver.open).hasValue(1);
        registry.removeDriver("fake", FIRST);

        assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(VmsException.class)
                .cause()
                .satisfies(e -> assertThat(((VmsException) e).code()).isEqualTo(ErrorCode.DRIVER_MISSING));
        assertThat(driver.open).as("its session is closed before it is gone").hasValue(0);
    }

    @Test
    void itWaitsForItsDriverAndIsOpenedAtOnceWhenThatComes() throws Exception {
        Camera camera = onboard();
        PipelineRequest before = main();
        registry.removeDriver("fake", FIRST);
        media.become(before, new FakeMedia.Fate(PipelineStatus.State.RETRYING, "away", FakeMedia.VIDEO));
        Await.until("the camera says so", () -> registry.status(camera.id()).state() == CameraState.DRIVER_MISSING);
        assertThatThrownBy(() -> ((CustomSource) before.source()).run(sink))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DRIVER_MISSING));

        registry.addDriver(driver, "fake", new Rank(0, 2), "1.0.1", "fake.bundle");

        assertThat(main().stream()).isEqualTo(before.stream());
        assertThat(main().source()).as("opened anew").isNotEqualTo(before.source());
        Await.until("the camera is back", () -> registry.status(camera.id()).state() == CameraState.ONLINE);
        FutureTask<Void> reading = read();
        sink.begun.await();
        registry.removeDriver("fake", new Rank(0, 2));
        assertThatThrownBy(() -> reading.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    }

    @Test
    void itComesBackAfterARestartThatItsDriverComesLateTo() throws Exception {
        Camera camera = onboard();
        registry.stop();
        registry = registry();
        registry.start();
        Await.until("the camera is read", () -> registry.camera(camera.id()).isPresent());
        Await.until("the camera says so", () -> registry.status(camera.id()).state() == CameraState.DRIVER_MISSING);
        PipelineRequest before = main();

        registry.addDriver(driver, "fake", FIRST, "1.0.0", "fake.bundle");

        assertThat(main().source()).isNotEqualTo(before.source());
        Await.until("the camera is back", () -> registry.status(camera.id()).state() == CameraState.ONLINE);
    }

    @Test
    void anotherVersionBesideChangesNothingOfAStreamThatFlows() throws Exception {
        onboard();
        PipelineRequest before = main();
        registry.addDriver(new FakeDriver(), "fake", new Rank(0, 2), "2.0.0", "fake.bundle");
        assertThat(main().source()).isEqualTo(before.source());
    }

    private static final class Sink implements PacketSink {

        private final CountDownLatch begun = new CountDownLatch(1);

        @Override
        public void started(StreamFormat format, List<Packet> recent) {
            begun.countDown();
        }

        @Override
        public void packet(Packet packet) {}

        @Override
        public void interrupted(String reason) {}
    }
}
