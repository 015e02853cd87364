package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.device.DeviceDiagnosis.Report;
import com.technosupport.vms.api.device.DeviceDiagnosis.Step;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceDiagnosisTest {

    private final PipelineEvents events = new PipelineEvents();
    private final FakeMedia media = new FakeMedia(events);
    private final FakeStore store = new FakeStore();
    private final FakeDriver driver = new FakeDriver();
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
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    Duration.ofMillis(20),
                    Duration.ofMillis(20),
                    Duration.ofHours(1)),
            4,
            Clock.systemUTC(),
            null);

    @BeforeEach
    void begin() {
        registry.start();
        registry.addDriver(driver, "fake", new Rank(0, 1), "1.0.0", "fake.bundle");
    }

    @AfterEach
    void end() {
        registry.stop();
    }

    private Report diagnose(String password) throws InterruptedException {
        return new DeviceDiagnosisComponent(registry, Clock.systemUTC())
                .diagnose(new OnboardRequest(
                        DeviceAddress.of("127.0.0.9", 80),
                        new Credential("admin", password),
                        Optional.empty(),
                        Optional.of("fake"),
                        Map.of()));
    }

    @Test
    void readsWhatOnboardingReadsAndLeavesNothing() throws InterruptedException {
        Report report = diagnose("right");

        assertThat(report.steps())
                .extracting(Step::name)
                .containsExactly("log in", "device", "channels", "stream c1 MAIN", "stream c1 SUB", "StillImage");
        assertThat(report.steps()).allMatch(Step::succeeded);
        assertThat(report.steps().get(1).outcome()).contains("Maker Model").doesNotContain("SERIAL-1");
        Await.until("the session is closed", () -> driver.open.get() == 0);
        assertThat(store.all()).isEmpty();
        assertThat(media.starts()).isZero();
    }

    @Test
    void aRefusedPasswordEndsItAndADefectDoesNot() throws InterruptedException {
        Report refused = diagnose("wrong-password");
        assertThat(refused.steps()).singleElement().satisfies(step -> {
            assertThat(step.succeeded()).isFalse();
            assertThat(step.outcome()).contains("BAD_CREDENTIALS").doesNotContain("wrong-password");
        });
        assertThat(driver.connects).hasValue(1);

        driver.failure = new IllegalStateException("a defect");
        assertThat(diagnose("right").steps())
                .singleElement()
                .satisfies(step -> assertThat(step.outcome()).contains("a defect"));
    }
}
