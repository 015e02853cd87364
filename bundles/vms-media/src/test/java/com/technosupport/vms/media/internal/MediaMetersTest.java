package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.CustomSource;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Figures of all streams together, and streams that do not touch each other. */
class MediaMetersTest {

    private final Clock clock = Clock.systemUTC();

    private StreamId start(MediaService media, MediaSource source) {
        StreamId stream = StreamId.next(clock);
        media.startPipeline(new PipelineRequest(
                stream,
                CameraId.next(clock),
                "gate",
                source,
                new Credential("admin", "admin"),
                PipelineRequest.Demand.ALWAYS));
        return stream;
    }

    @Test
    void figuresOfAStreamThatIsGoneStay() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CustomSource source = sink -> {
            sink.started(new StreamFormat(List.of(new Track(0, Codec.PCMA, 8000, 1, 0, 0, new byte[0]))), List.of());
            for (int i = 0; i < 5; i++) {
                sink.packet(new Packet(0, i * 160L, i * 160L, Instant.EPOCH, true, new byte[100]));
            }
            sent.countDown();
            new CountDownLatch(1).await();
        };
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MediaService media = new MediaService(Settings.usual());
        try {
            StreamId stream = start(media, source);
            sent.await();
            media.setMeters(registry);
            assertThat(registry.get("vms.media.packets").functionCounter().count())
                    .isEqualTo(5);
            assertThat(registry.get("vms.media.bytes").functionCounter().count())
                    .isEqualTo(500);
            assertThat(registry.get("vms.media.streams")
                            .tag("state", "streaming")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            Subscription stays = media.subscribe(stream, "test", 1000, new CollectingSink());
            media.stopPipeline(stream);
            assertThat(registry.get("vms.media.packets").functionCounter().count())
                    .isEqualTo(5);
            // The fan-out with its reader is the same as before: nothing is counted twice.
            media.startPipeline(new PipelineRequest(
                    stream,
                    CameraId.next(clock),
                    "gate",
                    source,
                    Credential.NONE,
                    PipelineRequest.Demand.WHEN_SUBSCRIBED));
            StreamStatistics again = media.statistics().stream()
                    .filter(one -> one.stream().equals(stream))
                    .findFirst()
                    .orElseThrow();
            assertThat(again.packets()).isLessThanOrEqualTo(5);
            stays.close();
            assertThat(registry.getMeters()).as("however many streams").hasSize(11);
            media.unsetMeters(registry);
            assertThat(registry.getMeters()).isEmpty();
        } finally {
            media.close();
        }
    }

    @Test
    void oneDevicesGarbageIsNotAnothersLoss() throws Exception {
        MediaService media = new MediaService(Settings.usual());
        CollectingSink sink = new CollectingSink();
        try (Simulator simulator =
                Simulator.builder().cameras(3).discovery(false).multicast(false).start()) {
            SimulatedCamera corrupt = simulator.camera(2);
            corrupt.fault(Fault.CORRUPT_PACKETS, 0.5);
            simulator.camera(3).fault(Fault.GARBAGE_RTSP);
            StreamId good = start(media, source(simulator.camera(1)));
            start(media, source(corrupt));
            start(media, source(simulator.camera(3)));
            Subscription subscription = media.subscribe(good, "live-test", 8 << 20, sink);
            sink.await("video", Duration.ofSeconds(30), it -> it.video().size() >= 75);
            subscription.close();
            StreamStatistics figures = media.statistics().stream()
                    .filter(one -> one.stream().equals(good))
                    .findFirst()
                    .orElseThrow();
            assertThat(figures.lost()).isZero();
            assertThat(figures.dropped()).isZero();
            assertThat(figures.reconnects()).isZero();
            assertThat(media.problem()).isEmpty();
        } finally {
            media.close();
        }
    }

    private static RtspSource source(SimulatedCamera camera) {
        return new RtspSource(camera.stream(SimulatedCamera.MAIN), RtspSource.Transport.TCP);
    }
}
