package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceArchive.Replay;
import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.media.internal.rtsp.RtspTimes;
import com.technosupport.vms.media.internal.source.LoginGate;
import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.NvrRecording;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.SimulatedNvr;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What simulated devices of each kind have recorded, with the times at which they recorded it. */
class ReplaysTest {

    private static final Credential RIGHT = new Credential("admin", "right");
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final DateTimeFormatter RANGE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Duration PICTURE = Duration.ofMillis(67);

    private static Simulator simulator;
    private static SimulatedCamera camera;

    private final LoginGate gate = new LoginGate();
    private final Replays replays = new Replays(
            (uri, credential) -> gate.join(uri.getHost(), credential), RtspTimes.USUAL, 64 << 20, Clock.systemUTC());
    private final Taker taker = new Taker();

    @BeforeAll
    static void begin() throws IOException {
        simulator = Simulator.builder()
                .discovery(false)
                .multicast(false)
                .credentials(RIGHT.user(), RIGHT.password())
                .nvr(NvrOptions.hikvision().recorded(Duration.ZERO))
                .nvr(NvrOptions.dahua().recorded(Duration.ZERO))
                .start();
        camera = simulator.camera(1);
    }

    @AfterAll
    static void end() {
        simulator.close();
    }

    @BeforeEach
    void record() {
        camera.clearRecordings(1);
        camera.addRecording(1, START, START.plusSeconds(120));
        camera.addRecording(1, START.plusSeconds(300), START.plusSeconds(420));
    }

    @AfterEach
    void close() {
        replays.close();
        assertThat(gate.size()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("vms-media-replay"));
    }

    /** Keeps what it gets. */
    private static class Taker implements FootageSink {
        final List<StreamFormat> formats = new ArrayList<>();
        final List<Packet> packets = new ArrayList<>();

        @Override
        public void started(StreamFormat format) {
            formats.add(format);
        }

        @Override
        public void packet(Packet packet) throws InterruptedException {
            packets.add(packet);
        }
    }

    private static Replay onvif(Instant from, Instant to, Duration ahead) {
        URI uri = camera.stream(SimulatedCamera.MAIN).resolve("/replay/recording-source");
        String range = "clock=" + RANGE.format(from) + "-" + RANGE.format(to);
        return new Replay(
                new RtspSource(uri, RtspSource.Transport.AUTOMATIC),
                range,
                ahead,
                Map.of("Require", "onvif-replay", "Rate-Control", "no"));
    }

    private static Span span(int from, int to) {
        return new Span(START.plusSeconds(from), START.plusSeconds(to));
    }

    private Optional<Span> play(Replay replay, Span wanted) throws InterruptedException {
        return replays.play("test", replay, RIGHT, wanted, taker);
    }

    /** That each packet's time of showing runs with the time at which it was recorded, and no picture is missing. */
    private void assertContinuous(Instant from, Instant to) {
        Packet first = taker.packets.get(0);
        assertThat(first.key()).isTrue();
        assertThat(first.arrival()).isBeforeOrEqualTo(from);
        Instant before = null;
        for (Packet packet : taker.packets) {
            assertThat((packet.pts() - first.pts()) / 90)
                    .as("milliseconds since the first")
                    .isCloseTo(
                            Duration.between(first.arrival(), packet.arrival()).toMillis(), within(2L));
            if (before != null) {
                assertThat(Duration.between(before, packet.arrival())).isBetween(Duration.ofMillis(1), PICTURE);
            }
            before = packet.arrival();
        }
        assertThat(before).isBetween(to.minus(PICTURE), to);
    }

    @Test
    void anOnvifDeviceIsReadFasterThanItRecordedWithTheTimesOfTheExtension() throws Exception {
        long began = System.nanoTime();
        Span wanted = span(31, 91);

        Span played =
                play(onvif(wanted.start(), wanted.end(), Duration.ZERO), wanted).orElseThrow();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        assertThat(taker.formats).hasSize(1);
        assertContinuous(wanted.start(), wanted.end());
        assertThat(played.start()).isEqualTo(taker.packets.get(0).arrival());
        assertThat(played.end())
                .isEqualTo(taker.packets.get(taker.packets.size() - 1).arrival());
    }

    @Test
    void theTimesOfADeviceWhoseClockIsWrongAreMendedAndItIsStoppedWhereItWouldGoOn() throws Exception {
        Duration ahead = Duration.ofDays(3);
        Span wanted =
                new Span(START.plus(ahead).plusSeconds(10), START.plus(ahead).plusSeconds(20));

        // It is told a later end than what is wanted, as by devices that heed none.
        assertThat(play(onvif(START.plusSeconds(10), START.plusSeconds(100), ahead), wanted))
                .isPresent();

        assertContinuous(wanted.start(), wanted.end());
    }

    @Test
    void aGapBeginsAnewAndKeepsTheTimes() throws Exception {
        Span wanted = span(116, 305);

        assertThat(play(onvif(wanted.start(), wanted.end(), Duration.ZERO), wanted))
                .isPresent();

        assertThat(taker.formats).hasSize(2);
        assertThat(taker.packets)
                .allSatisfy(packet -> assertThat(packet.arrival())
                        .matches(at -> at.isBefore(START.plusSeconds(120)) || !at.isBefore(START.plusSeconds(300))));
        assertThat(taker.packets.stream().filter(packet -> packet.arrival().isAfter(START.plusSeconds(290))))
                .hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRecorderPlaysAtItsOwnPaceWithTheTimesOfItsReports(int number) throws Exception {
        SimulatedNvr nvr = simulator.nvr(number);
        Instant from = Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS);
        nvr.clearRecordings(1);
        nvr.addRecording(1, new NvrRecording(from.minusSeconds(60), from.plusSeconds(60), false));
        Span wanted = new Span(from, from.plusSeconds(2));
        Replay replay = new Replay(
                new RtspSource(nvr.replay(1, from, from.plusSeconds(2)), RtspSource.Transport.AUTOMATIC),
                "",
                Duration.ZERO);

        assertThat(play(replay, wanted)).isPresent();

        assertContinuous(wanted.start(), wanted.end());
    }

    @Test
    void whatCannotBePlayedSaysWhy() {
        Span wanted = span(0, 10);
        Replay replay = onvif(wanted.start(), wanted.end(), Duration.ZERO);
        Credential wrong = new Credential("admin", "wrong");
        assertThatThrownBy(() -> replays.play("test", replay, wrong, wanted, taker))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_CREDENTIALS));
        Replay secure = new Replay(
                new RtspSource(URI.create("rtsps://127.0.0.1/x"), RtspSource.Transport.AUTOMATIC), "", Duration.ZERO);
        assertThatThrownBy(() -> play(secure, wanted))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
        assertThat(taker.packets).isEmpty();
    }

    @Test
    void nothingRecordedIsNothingPlayed() throws Exception {
        Span wanted = span(500, 510);

        assertThat(play(onvif(wanted.start(), wanted.end(), Duration.ZERO), wanted))
                .isEmpty();
        assertThat(taker.formats).isEmpty();
    }

    @Test
    void whatTheSinkThrowsReachesItsOwnerAndEndsTheReading() {
        Span wanted = span(0, 60);
        FootageSink full = new Taker() {
            @Override
            public void packet(Packet packet) throws InterruptedException {
                super.packet(packet);
                throw new IllegalStateException("disk full");
            }
        };
        assertThatThrownBy(() ->
                        replays.play("test", onvif(wanted.start(), wanted.end(), Duration.ZERO), RIGHT, wanted, full))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk full");
        assertThat(((Taker) full).packets).hasSize(1);
    }

    @Test
    void anInterruptEndsItEvenWhileTheSinkWaits() throws Exception {
        Span wanted = span(0, 60);
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Throwable> sinks = new CompletableFuture<>();
        FootageSink slow = new Taker() {
            @Override
            public void packet(Packet packet) throws InterruptedException {
                waiting.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    sinks.complete(e);
                    throw e;
                }
            }
        };
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        Thread caller = new Thread(
                () -> {
                    try {
                        replays.play("test", onvif(wanted.start(), wanted.end(), Duration.ZERO), RIGHT, wanted, slow);
                    } catch (InterruptedException | RuntimeException e) {
                        outcome.set(e);
                    }
                },
                "replay-caller");
        caller.start();
        assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();

        caller.interrupt();

        caller.join(20_000);
        assertThat(caller.isAlive()).isFalse();
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        assertThat(sinks.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }
}
