package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceMetersTest {

    private final PipelineEvents events = new PipelineEvents();
    private final FakeMedia media = new FakeMedia(events);
    private final FakeStore store = new FakeStore();
    private final FakeDriver driver = new FakeDriver();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DeviceRegistryComponent registry = new DeviceRegistryComponent(
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
    private final DeviceMeters figures = new DeviceMeters(registry, meters);

    @BeforeEach
    void begin() {
        registry.start();
        Await.until("the cameras are read", () -> registry.problem().isEmpty());
        figures.start();
    }

    @AfterEach
    void end() {
        figures.stop();
        registry.stop();
        assertThat(meters.getMeters()).isEmpty();
    }

    private double figure(String name, String... tags) {
        Meter meter = meters.get(name).tags("driver", "fake").tags(tags).meter();
        return meter.measure().iterator().next().getValue();
    }

    @Test
    void whatDriversDoAtDevicesIsCounted() throws InterruptedException {
        assertThat(meters.getMeters()).as("no driver yet").isEmpty();
        registry.addDriver(driver, "fake", new Rank(0, 1), "1.0.0", "fake.bundle");
        Camera camera = registry.onboard(new OnboardRequest(
                DeviceAddress.of("127.0.0.1", 80),
                new Credential("admin", "right"),
                Optional.empty(),
                Optional.of("fake"),
                Map.of()));
        registry.with(camera.id(), StillImage.class, (still, known) -> still.capture(known.channel()));
        assertThat(figure("vms.device.calls", "outcome", "success")).isEqualTo(1);
        assertThat(figure("vms.device.breakers.open")).isZero();
        assertThat(figure("vms.device.http.requests")).as("it speaks no HTTP").isZero();

        driver.failure = new VmsException(ErrorCode.BAD_CREDENTIALS, "refused");
        registry.sessions().renew(camera.id());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> registry.with(camera.id(), StillImage.class, (still, known) -> 1))
                    .isInstanceOf(VmsException.class);
        }
        assertThat(figure("vms.device.calls", "outcome", "failure")).isEqualTo(1);
        assertThat(figure("vms.device.logins.refused")).isEqualTo(1);
        assertThat(figure("vms.device.breakers.open")).isEqualTo(1);
        assertThat(figure("vms.events.devices", "state", "well")).isZero();
        assertThat(meters.getMeters())
                .allSatisfy(meter -> assertThat(meter.getId().getTag("driver")).isEqualTo("fake"));
    }
}
