package com.technosupport.vms.onvif.profile.g.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Channel;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceArchive.Replay;
import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.fixture.Devices;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import com.technosupport.vms.onvif.profile.s.internal.ProfileS;
import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArchiveOfASimulatedDeviceTest {

    private static final Duration SKEW = Duration.ofDays(-3);

    private final Instant start = Instant.now().minus(Duration.ofHours(5)).truncatedTo(ChronoUnit.SECONDS);
    private Simulator simulator;
    private SimulatedCamera camera;

    @BeforeEach
    void begin() throws IOException {
        simulator = Simulator.builder()
                .address("127.0.73.1")
                .credentials(Devices.RIGHT.user(), Devices.RIGHT.password())
                .authSchemes(AuthScheme.DIGEST_MD5)
                .discovery(false)
                .channels(3)
                .start();
        camera = simulator.camera(1);
        for (int channel = 1; channel <= 3; channel++) {
            camera.clearRecordings(channel);
        }
    }

    @AfterEach
    void end() {
        simulator.close();
    }

    private DeviceSession connect() throws InterruptedException {
        return new OnvifDriver(Clock.systemUTC(), List.of(new ProfileS(), new ProfileG()))
                .connect(Devices.at(camera.address(), camera.httpPort(), Devices.RIGHT));
    }

    private static DeviceArchive archive(DeviceSession session) {
        return session.facet(DeviceArchive.class).orElseThrow();
    }

    private Instant after(int minutes) {
        return start.plus(Duration.ofMinutes(minutes));
    }

    private static String named(DeviceSession session, String name) throws InterruptedException {
        return session.channels().stream()
                .filter(channel -> channel.name().equals(name))
                .map(Channel::id)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsWhatEachChannelHas() throws Exception {
        camera.addRecording(2, after(0), after(60));
        camera.addRecording(2, after(90), after(120));
        camera.addRecording(3, after(10), after(20));
        try (DeviceSession session = connect()) {
            DeviceArchive archive = archive(session);
            String second = named(session, "Yard & gate");

            assertThat(archive.search(second, start.minusSeconds(60), after(300)))
                    .containsExactly(new Span(after(0), after(60)), new Span(after(90), after(120)));
            assertThat(archive.search(second, after(30), after(100)))
                    .as("what is within the question")
                    .containsExactly(new Span(after(30), after(60)), new Span(after(90), after(100)));
            assertThat(archive.search(second, after(65), after(80)))
                    .as("in a gap")
                    .isEmpty();
            assertThat(archive.search(named(session, "Lagerhalle Süd"), after(0), after(300)))
                    .containsExactly(new Span(after(10), after(20)));
            assertThat(archive.search("source", after(0), after(300)))
                    .as("nothing recorded")
                    .isEmpty();
        }
    }

    @Test
    void playsByTheDevicesClock() throws Exception {
        camera.clockSkew(SKEW);
        camera.addRecording(1, start.plus(SKEW), start.plus(SKEW).plusSeconds(3600));
        try (DeviceSession session = connect()) {
            DeviceArchive archive = archive(session);
            List<Span> spans = archive.search("source", start.minusSeconds(7200), start.plusSeconds(7200));
            assertThat(spans).hasSize(1);
            assertThat(Duration.between(start, spans.get(0).start()).abs())
                    .as("true time; the login's reading of the clock is good to a second")
                    .isLessThanOrEqualTo(Duration.ofSeconds(2));

            Replay replay = archive.replay(
                    "source",
                    StreamRole.MAIN,
                    spans.get(0).start(),
                    spans.get(0).end());
            assertThat(replay.source().uri().getHost()).isEqualTo(camera.address());
            assertThat(replay.range()).matches("clock=\\d{8}T\\d{6}\\.\\d{3}Z-\\d{8}T\\d{6}\\.\\d{3}Z");
            assertThat(replay.headers())
                    .containsOnly(Map.entry("Require", "onvif-replay"), Map.entry("Rate-Control", "no"));
            assertThat(replay.range())
                    .contains(start.plus(SKEW).toString().substring(0, 10).replace("-", ""));
            assertThat(replay.ahead().minus(SKEW.negated()).abs()).isLessThanOrEqualTo(Duration.ofSeconds(2));
            assertThatThrownBy(() ->
                            archive.replay("source", StreamRole.MAIN, Instant.EPOCH, Instant.EPOCH.plusSeconds(9)))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        }
    }

    @Test
    void manyChangesAreReadInPagesAndNoSearchIsLeftOpen() throws Exception {
        for (int i = 0; i < 150; i++) {
            camera.addRecording(1, after(i * 2), after(i * 2 + 1));
        }
        try (DeviceSession session = connect()) {
            // The device has room for sixteen searches.
            for (int i = 0; i < 20; i++) {
                assertThat(archive(session).search("source", after(0), after(300)))
                        .hasSize(150);
            }
        }
    }
}
