package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineRequest.Demand;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.PipelineStatus.State;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many streams of one device with one account, as behind a recorder, which locks it after a few wrong passwords. */
class SharedAccountTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Credential PASSWORD = new Credential("admin", "admin");
    private static final Credential STALE = new Credential("admin", "stale-secret");
    private static final int STREAMS = 16;

    private final List<StreamId> streams = Stream.generate(() -> StreamId.next(Clock.systemUTC()))
            .limit(STREAMS)
            .toList();
    private final CameraId camera = CameraId.next(Clock.systemUTC());
    private Simulator simulator;
    private SimulatedCamera device;
    private MediaService media;

    @BeforeEach
    void open() throws Exception {
        simulator = Simulator.builder().discovery(false).multicast(false).start();
        device = simulator.camera(1);
        media = new MediaService(Settings.usual(), Clock.systemUTC());
    }

    @AfterEach
    void close() {
        media.close();
        simulator.close();
    }

    private void start(StreamId stream, Credential credential) {
        media.startPipeline(new PipelineRequest(
                stream,
                camera,
                "channel " + streams.indexOf(stream),
                new RtspSource(device.stream(SimulatedCamera.SUB), RtspSource.Transport.TCP),
                credential,
                Demand.ALWAYS));
    }

    private void startAll(Credential credential) {
        streams.forEach(stream -> start(stream, credential));
    }

    private void awaitAll(State state) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!statuses().allMatch(status -> status.state() == state)) {
            assertThat(System.nanoTime()).as("%s", statuses().toList()).isLessThan(end);
            LockSupport.parkNanos(10_000_000L);
        }
    }

    private Stream<PipelineStatus> statuses() {
        return media.statistics().stream().map(StreamStatistics::status);
    }

    @Test
    void aStalePasswordIsTriedOnceForAllStreams() {
        startAll(STALE);
        awaitAll(State.REFUSED);
        assertThat(device.stats().refused()).isEqualTo(1);
        assertThat(statuses().map(PipelineStatus::detail).distinct())
                .singleElement()
                .asString()
                .contains("refuses the user name or password")
                .doesNotContain("stale-secret");

        startAll(PASSWORD);
        awaitAll(State.STREAMING);
        assertThat(device.stats().refused()).isEqualTo(1);
    }

    @Test
    void aPasswordThatWasChangedOnTheDeviceIsTriedOnceWhenAllComeBack() {
        startAll(PASSWORD);
        awaitAll(State.STREAMING);
        device.fault(Fault.WRONG_PASSWORD);
        device.fault(Fault.REBOOT, 1);
        awaitAll(State.REFUSED);
        assertThat(device.stats().refused()).isEqualTo(1);
    }

    @Test
    void anotherDeviceIsNotTouched() throws Exception {
        try (Simulator other = Simulator.builder()
                .discovery(false)
                .multicast(false)
                .credentials("admin", "other")
                .start()) {
            startAll(STALE);
            StreamId healthy = StreamId.next(Clock.systemUTC());
            media.startPipeline(new PipelineRequest(
                    healthy,
                    camera,
                    "other",
                    new RtspSource(other.camera(1).stream(SimulatedCamera.SUB), RtspSource.Transport.TCP),
                    new Credential("admin", "other"),
                    Demand.ALWAYS));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (media.statistics().stream()
                    .noneMatch(figures ->
                            figures.stream().equals(healthy) && figures.status().state() == State.STREAMING)) {
                assertThat(System.nanoTime()).isLessThan(end);
                LockSupport.parkNanos(10_000_000L);
            }
        }
    }
}
