package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.ReplayPlayer;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.devices.internal.InstalledDriver.Rank;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArchiveFootageTest {

    private static final Credential RIGHT = new Credential("admin", "right");
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final FootageSink SINK = new FootageSink() {
        @Override
        public void started(StreamFormat format) {}

        @Override
        public void packet(Packet packet) {}
    };

    private final PipelineEvents events = new PipelineEvents();
    private final FakeMedia media = new FakeMedia(events);
    private final FakeStore store = new FakeStore();
    private final FakeDriver driver = new FakeDriver();
    private final Recorded recorded = new Recorded();
    private final Player player = new Player();
    private DeviceRegistryComponent registry;
    private ArchiveFootageComponent footage;
    private CameraId camera;

    @BeforeEach
    void begin() throws InterruptedException {
        Timing timing = new Timing(
                Duration.ofHours(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofHours(1),
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofMillis(50));
        registry = new DeviceRegistryComponent(store, store, media, media, events, timing, 4, Clock.systemUTC(), null);
        registry.start();
        registry.addDriver(driver, "fake", new Rank(0, 1), "1.0.0", "fake.bundle");
        Await.until("the cameras are read", () -> registry.problem().isEmpty());
        driver.archive = recorded;
        Camera added = registry.onboard(new OnboardRequest(
                DeviceAddress.of("127.0.0.9", 80), RIGHT, Optional.empty(), Optional.of("fake"), Map.of()));
        camera = added.id();
        footage = new ArchiveFootageComponent(registry, player);
    }

    @AfterEach
    void end() {
        registry.stop();
    }

    private static DeviceArchive.Span span(long from, long to) {
        return new DeviceArchive.Span(START.plusSeconds(from), START.plusSeconds(to));
    }

    /** What the device has. */
    private static final class Recorded implements DeviceArchive {
        volatile List<Span> spans = List.of();
        final AtomicInteger searches = new AtomicInteger();

        @Override
        public List<Span> search(String channel, Instant from, Instant to) {
            assertThat(channel).isEqualTo("c1");
            searches.incrementAndGet();
            return spans.stream()
                    .flatMap(span -> Span.clipped(span.start(), span.end(), from, to).stream())
                    .limit(MOST_SPANS)
                    .toList();
        }

        @Override
        public Replay replay(String channel, StreamRole role, Instant from, Instant to) {
            URI uri = URI.create("rtsp://127.0.0.9/" + role + "/" + from + "/" + to);
            return new Replay(new RtspSource(uri, RtspSource.Transport.AUTOMATIC), "", Duration.ZERO);
        }
    }

    /** Notes what it is to play. */
    private static final class Player implements ReplayPlayer {
        final List<String> played = Collections.synchronizedList(new ArrayList<>());
        final AtomicInteger atOnce = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile RuntimeException failure;

        @Override
        public Optional<DeviceArchive.Span> play(
                String name,
                DeviceArchive.Replay replay,
                Credential credential,
                DeviceArchive.Span wanted,
                FootageSink sink)
                throws InterruptedException {
            assertThat(credential).isEqualTo(RIGHT);
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            try {
                played.add(replay.source().uri().getPath());
                gate.await();
                if (failure != null) {
                    throw failure;
                }
                return Optional.of(wanted);
            } finally {
                atOnce.decrementAndGet();
            }
        }
    }

    @Test
    void eachStretchIsPlayedByItself() throws Exception {
        recorded.spans = List.of(span(0, 60), span(90, 120), span(500, 600));

        assertThat(footage.fetch(camera, StreamRole.MAIN, START.plusSeconds(30), START.plusSeconds(200), SINK))
                .containsExactly(span(30, 60), span(90, 120));

        assertThat(player.played)
                .containsExactly(
                        "/MAIN/2026-03-01T10:00:30Z/2026-03-01T10:01:00Z",
                        "/MAIN/2026-03-01T10:01:30Z/2026-03-01T10:02:00Z");
        assertThat(footage.search(camera, START, START)).isEmpty();
    }

    @Test
    void moreThanASearchReturnsIsAskedForAgain() throws Exception {
        List<DeviceArchive.Span> many = new ArrayList<>();
        for (int i = 0; i < DeviceArchive.MOST_SPANS + 5; i++) {
            many.add(span(i * 10L, i * 10L + 5));
        }
        recorded.spans = many;

        assertThat(footage.fetch(camera, StreamRole.SUB, START, START.plusSeconds(100_000), SINK))
                .isEqualTo(many);
        assertThat(recorded.searches).hasValue(2);
    }

    @Test
    void aDeviceIsReadByOneAtATimeAndWhoeverWaitsCanBeInterrupted() throws Exception {
        recorded.spans = List.of(span(0, 60));
        player.gate = new CountDownLatch(1);
        Thread first = new Thread(() -> fetchQuietly(), "first-reader");
        first.start();
        Await.until("the first plays", () -> player.played.size() == 1);
        Thread second = new Thread(() -> fetchQuietly(), "second-reader");
        second.start();
        Await.until("the second waits", () -> second.getState() == Thread.State.TIMED_WAITING);
        Thread third = new Thread(() -> fetchQuietly(), "third-reader");
        third.start();
        third.interrupt();
        third.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(third.isAlive()).isFalse();

        player.gate.countDown();
        first.join(TimeUnit.SECONDS.toMillis(20));
        second.join(TimeUnit.SECONDS.toMillis(20));

        assertThat(player.played).hasSize(2);
        assertThat(player.most).hasValue(1);
    }

    private void fetchQuietly() {
        try {
            footage.fetch(camera, StreamRole.MAIN, START, START.plusSeconds(60), SINK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatCannotBeFetchedSaysWhy() {
        recorded.spans = List.of(span(0, 60));
        player.failure = new VmsException(ErrorCode.STREAM_UNAVAILABLE, "broke off");
        assertCode(ErrorCode.STREAM_UNAVAILABLE, camera);
        driver.archive = null;
        assertCode(ErrorCode.NOT_SUPPORTED, camera);
        assertCode(ErrorCode.NOT_FOUND, CameraId.next(Clock.systemUTC()));
    }

    private void assertCode(ErrorCode code, CameraId of) {
        assertThatThrownBy(() -> footage.fetch(of, StreamRole.MAIN, START, START.plusSeconds(60), SINK))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
