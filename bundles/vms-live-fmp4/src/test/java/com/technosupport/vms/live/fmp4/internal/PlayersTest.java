package com.technosupport.vms.live.fmp4.internal;

import static com.technosupport.vms.live.fmp4.internal.PlayerServer.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.technosupport.vms.api.media.PipelineStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real players play: Chromium by Media Source Extensions and by hls.js, and FFmpeg by HLS. */
class PlayersTest {

    private static final Footage MAIN = Footage.read("campus-main", 1280, 720);
    private static final Footage SUB = Footage.read("campus-sub", 640, 360);
    private static final Path FFMPEG = Path.of("/usr/bin/ffmpeg");

    private final FakeHub hub = new FakeHub();
    private final Fmp4Live live = new Fmp4Live(10, 10, 64, hub, Clock.systemUTC());

    @AfterEach
    void stop() throws InterruptedException {
        live.close();
        hub.close();
    }

    private static void need(Optional<String> missing) {
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    }

    @Test
    void chromium_plays_fragments_over_a_change_of_size_and_a_restart_of_the_camera() throws Exception {
        need(PlayerServer.chromiumMissing());
        hub.play(MAIN);
        try (PlayerServer player = new PlayerServer(live, hub.stream)) {
            player.open("way=mse");
            Map<String, String> first = player.await("pictures", seen -> number(seen, "decoded") > 100);
            System.out.println("Chromium, MSE: first picture after " + first.get("firstFrame") + " ms; " + first);
            assertThat(first).containsEntry("width", "1280").containsEntry("ranges", "1");
            assertThat(number(first, "ahead")).isLessThan(3);
            hub.close();
            hub.play(SUB);
            Map<String, String> smaller = player.await(
                    "pictures of another size",
                    seen -> seen.get("width").equals("640") && number(seen, "decoded") > number(first, "decoded") + 75);
            assertThat(smaller).containsEntry("formats", "2");
            hub.close();
            hub.fail(PipelineStatus.State.RETRYING);
            hub.play(SUB);
            Map<String, String> after = player.await(
                    "pictures after the restart", seen -> number(seen, "decoded") > number(smaller, "decoded") + 75);
            assertThat(number(after, "currentTime")).isGreaterThan(number(smaller, "currentTime") + 2);
            System.out.println("Chromium, MSE, after both: " + after);
        }
    }

    @Test
    void chromium_plays_pictures_out_of_order() throws Exception {
        need(PlayerServer.chromiumMissing());
        hub.play(MediaFile.ofTestData("cam_person_432p15_h264_bframes.mp4", 1500));
        try (PlayerServer player = new PlayerServer(live, hub.stream)) {
            player.open("way=mse");
            Map<String, String> seen = player.await("pictures", report -> number(report, "decoded") > 75);
            System.out.println("Chromium, MSE, B-frames: " + seen);
            assertThat(seen).containsEntry("ranges", "1");
        }
    }

    @Test
    void chromium_hears_the_sound() throws Exception {
        need(PlayerServer.chromiumMissing());
        hub.play(MediaFile.ofTestData("cam_people_720p25_h264_aac.mp4", 3000));
        try (PlayerServer player = new PlayerServer(live, hub.stream)) {
            player.open("way=mse&audio");
            Map<String, String> seen = player.await(
                    "pictures and sound",
                    report -> number(report, "decoded") > 100 && number(report, "soundBytes") > 10_000);
            System.out.println("Chromium, MSE, AAC: " + seen);
            assertThat(seen).containsEntry("ranges", "1");
            assertThat(seen.get("mimeType")).contains("mp4a.40.2");
        }
    }

    @Test
    void chromium_plays_hls_within_seconds_of_now() throws Exception {
        need(PlayerServer.hlsMissing());
        hub.play(MAIN);
        try (PlayerServer player = new PlayerServer(live, hub.stream)) {
            player.open("way=hls");
            Map<String, String> seen = player.await(
                    "pictures, late by less than three seconds",
                    report -> number(report, "decoded") > 200
                            && number(report, "latency") > 0
                            && number(report, "latency") < 3000);
            System.out.println("Chromium, hls.js: first picture after " + seen.get("firstFrame") + " ms; " + seen);
            assertThat(number(seen, "partList")).isPositive();
        }
    }

    @Test
    void ffmpeg_plays_hls_without_a_complaint() throws Exception {
        assumeTrue(Files.isExecutable(FFMPEG), () -> "needs " + FFMPEG + ": apt-get install ffmpeg");
        hub.play(MAIN);
        try (PlayerServer player = new PlayerServer(live, hub.stream)) {
            Path log = Files.createTempFile("vms-ffmpeg", ".log");
            Process ffmpeg = new ProcessBuilder(
                            FFMPEG.toString(),
                            "-v",
                            "warning",
                            "-i",
                            player.url("/multivariant.m3u8"),
                            "-t",
                            "6",
                            "-progress",
                            "-",
                            "-f",
                            "null",
                            "-")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertThat(ffmpeg.waitFor(60, TimeUnit.SECONDS)).isTrue();
                String said = Files.readString(log, StandardCharsets.UTF_8);
                assertThat(ffmpeg.exitValue()).as(said).isZero();
                assertThat(said).contains("frame=150\n");
                assertThat(said.toLowerCase(Locale.ROOT)).doesNotContain("error", "invalid", "non-monoton");
            } finally {
                ffmpeg.destroyForcibly();
                Files.delete(log);
            }
        }
    }
}
