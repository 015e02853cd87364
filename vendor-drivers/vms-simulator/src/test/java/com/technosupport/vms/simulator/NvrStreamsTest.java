package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of recorders' channels, live and recorded, over RTSP. */
class NvrStreamsTest {
    /** Seconds from 1900, where NTP starts, to 1970. */
    private static final long NTP_EPOCH = 2_208_988_800L;

    private static Simulator simulator;

    @BeforeAll
    static void start() throws IOException {
        simulator = Simulator.builder()
                .cameras(0)
                .credentials("admin", "secret")
                .nvr(NvrOptions.hikvision())
                .nvr(NvrOptions.dahua())
                .nvr(NvrOptions.dahua().showClock(true).recorded(Duration.ZERO))
                .start();
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void playsEachChannelAtTheVendorsAddress(int number) throws Exception {
        SimulatedNvr nvr = simulator.nvr(number);
        for (URI uri : List.of(nvr.stream(1, 0), nvr.stream(8, 1))) {
            try (TestRtspClient client = new TestRtspClient(uri)) {
                TestRtspClient.Answer description = client.ask("DESCRIBE", uri.toString());
                assertThat(description.headers()).containsEntry("content-base", uri + "/");
                assertThat(description.body()).contains("a=range:npt=now-");
            }
            try (TestRtspClient client = new TestRtspClient(uri)) {
                client.play();
                assertThat(client.packet().type()).isEqualTo(96);
            }
        }
        assertThat(nvr.stream(8, 1).toString())
                .endsWith(number == 1 ? "/Streaming/Channels/802" : "/cam/realmonitor?channel=8&subtype=1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void dropsWhoWatchesAChannelThatGoes(int number) throws Exception {
        SimulatedNvr nvr = simulator.nvr(number);
        try (TestRtspClient staying = new TestRtspClient(nvr.stream(4, 1));
                TestRtspClient client = new TestRtspClient(nvr.stream(3, 1))) {
            staying.play();
            client.play();
            client.packet();
            nvr.setOnline(3, false);
            assertThatThrownBy(() -> {
                        while (true) {
                            client.packet();
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(staying.packet().type()).isEqualTo(96);
        }
        URI gone = nvr.stream(3, 1);
        try (TestRtspClient client = new TestRtspClient(gone)) {
            assertThat(client.ask("DESCRIBE", gone.toString()).status()).isEqualTo(404);
            nvr.setOnline(3, true);
            assertThat(client.ask("DESCRIBE", gone.toString()).status()).isEqualTo(200);
            nvr.removeChannel(3);
            assertThat(client.ask("DESCRIBE", gone.toString()).status()).isEqualTo(404);
            nvr.restoreChannel(3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void replaysWhatWasRecordedThenAndEnds(int number) throws Exception {
        SimulatedNvr nvr = simulator.nvr(number);
        Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofMinutes(100));
        URI replay = nvr.replay(2, start, start.plusSeconds(2));
        long sent = 0;
        long firstSecond = -1;
        try (TestRtspClient client = new TestRtspClient(replay)) {
            assertThat(client.ask("DESCRIBE", replay.toString()).body()).contains("a=range:clock=");
            client.play();
            while (true) {
                byte[] frame = client.frame();
                if (frame[0] == 1 && firstSecond < 0) {
                    firstSecond = (ByteBuffer.wrap(frame).getInt(3 + 8) & 0xffffffffL) - NTP_EPOCH;
                }
                // The last packet of each picture.
                sent += frame[0] == 0 && frame[4] < 0 ? 1 : 0;
            }
        } catch (IOException e) {
            // Two seconds, and what lies between the key picture before and the wanted start.
            assertThat(sent).isBetween(50L, 50L + 60);
            assertThat(start.getEpochSecond() - firstSecond).isBetween(0L, 3L);
        }
    }

    @Test
    void replaysTheMomentThatWasAskedFor() throws Exception {
        assumeThat(Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "ffmpeg"))))
                .as("ffmpeg is not installed (apt-get install ffmpeg): its tests are skipped")
                .isTrue();
        SimulatedNvr nvr = simulator.nvr(3);
        Instant start = Instant.parse("2026-01-05T10:00:03Z");
        nvr.addRecording(2, new NvrRecording(start.minusSeconds(60), start.plusSeconds(60), false));
        URI replay = nvr.replay(2, start, start.plusSeconds(5));
        Process ffmpeg = new ProcessBuilder(
                        "ffmpeg",
                        "-v",
                        "error",
                        "-rtsp_transport",
                        "tcp",
                        "-i",
                        replay.toString().replace("rtsp://", "rtsp://admin:secret@"),
                        "-frames:v",
                        "1",
                        "-f",
                        "rawvideo",
                        "-pix_fmt",
                        "gray",
                        "-")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            byte[] picture = ffmpeg.getInputStream().readNBytes(640 * 360);
            OptionalInt shown = ClockPicture.read(picture, 640, 640);
            // The key picture at or before the wanted start: the clock has one each second.
            assertThat(shown).isPresent();
            assertThat(ClockPicture.age(shown.getAsInt(), start)).isBetween(Duration.ZERO, Duration.ofSeconds(2));
        } finally {
            ffmpeg.destroyForcibly().waitFor();
        }
    }

    @Test
    void replaysNothingThatWasNotRecorded() throws Exception {
        SimulatedNvr nvr = simulator.nvr(3);
        Instant start = Instant.parse("2026-01-02T10:00:00Z");
        URI replay = nvr.replay(1, start, start.plusSeconds(600));
        try (TestRtspClient client = new TestRtspClient(replay)) {
            assertThat(client.ask("DESCRIBE", replay.toString()).status()).isEqualTo(404);
            nvr.addRecording(1, new NvrRecording(start.plusSeconds(60), start.plusSeconds(120), true));
            nvr.addRecording(1, new NvrRecording(start.plusSeconds(300), start.plusSeconds(420), true));
            // From the first picture there is, up to the gap.
            assertThat(client.ask("DESCRIBE", replay.toString()).body())
                    .contains("a=range:clock=20260102T100100Z-20260102T100200Z");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/cam/realmonitor?channel=9&subtype=0",
                "/cam/realmonitor?channel=1&subtype=2",
                "/cam/playback?channel=1&subtype=0&starttime=yesterday",
                "/cam/",
                "/"
            })
    void findsNothingElsewhere(String path) throws Exception {
        URI uri = simulator.nvr(2).stream(1, 0).resolve(path);
        try (TestRtspClient client = new TestRtspClient(uri)) {
            assertThat(client.ask("DESCRIBE", uri.toString()).status()).isEqualTo(404);
        }
    }
}
