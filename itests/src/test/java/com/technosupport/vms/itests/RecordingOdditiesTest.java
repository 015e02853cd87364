package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.itests.bench.RtspFeed;
import com.technosupport.vms.itests.bench.RtspFeed.Twist;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Clocks that jump and cameras that change what they send: recording goes on, and the index says what is true. */
@Tag("endure")
class RecordingOdditiesTest {

    private static final Path FAKE_TIME = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");
    private static final int HOUR_TICKS = 3600 * 90_000;

    private Path directory;

    @BeforeEach
    void prepare(TestInfo test) throws IOException {
        RecordingScene.requireFfmpeg();
        directory = Server.freshDirectory(
                "oddities-" + test.getTestMethod().orElseThrow().getName());
    }

    /** A second of it between two key frames. */
    private Path clip(String name, String size, String encoder, String parameters) throws Exception {
        Path file = directory.resolve(name + ".ts");
        List<String> line = new ArrayList<>(List.of("/usr/bin/ffmpeg", "-v", "error", "-f", "lavfi", "-i"));
        line.addAll(List.of("testsrc2=s=" + size + ":r=25", "-t", "10", "-pix_fmt", "yuv420p", "-c:v", encoder));
        line.addAll(List.of("-preset", "ultrafast", "-g", "25", "-bf", "0", parameters));
        line.addAll(List.of("repeat-headers=1:scenecut=0:log-level=none", file.toString()));
        assertThat(RecordingScene.said(line)).isEmpty();
        return file;
    }

    private static String[] looped(Path clip) {
        return new String[] {"-re", "-stream_loop", "-1", "-i", clip.toString()};
    }

    @Test
    void aCameraJumpsItsClockDropsKeyFramesAndChangesWhatItSends() throws Exception {
        Path large = clip("large", "640x360", "libx264", "-x264-params");
        Path small = clip("small", "320x240", "libx264", "-x264-params");
        Path other = clip("other", "640x360", "libx265", "-x265-params");
        String[] copy = {"-c", "copy"};
        try (RtspFeed feed = new RtspFeed("127.0.8.177", directory.resolve("feed.out"), looped(large), copy);
                Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Instant begin = Instant.now().minusSeconds(60);
            Api.Answer taken = api.post(
                    "/api/cameras/onboard", Map.of("driver", "rtsp", "streamUrl", feed.url("odd"), "name", "Odd"));
            assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
            String id = taken.body().path("id").asText();
            RecordingScene.policy(api, id, Map.of("mode", "CONTINUOUS"));
            RecordingScene.awaitFootage(api, List.of(id), begin, Instant.now(), Duration.ofSeconds(3));
            Instant started = Instant.now();

            feed.twist(new Twist(HOUR_TICKS, false));
            on(api, id, begin, Duration.ofSeconds(4));
            feed.twist(new Twist(-HOUR_TICKS, false));
            on(api, id, begin, Duration.ofSeconds(4));
            Instant keyless = Instant.now();
            feed.twist(new Twist(-HOUR_TICKS, true));
            on(api, id, begin, Duration.ofSeconds(8));
            feed.twist(new Twist(-HOUR_TICKS, false));
            Instant keys = Instant.now();
            on(api, id, begin, Duration.ofSeconds(4));
            feed.change("H264", looped(small), copy);
            on(api, id, begin, Duration.ofSeconds(4));
            feed.change("H265", looped(other), copy);
            on(api, id, begin, Duration.ofSeconds(4));

            Instant end = Instant.now();
            RecordingScene.awaitFootage(api, List.of(id), begin, end, Duration.ofMillis(500));
            JsonNode footage = RecordingScene.footage(api, id, begin);
            RecordingScene.Account account = RecordingScene.account(footage, started, end);
            System.out.println("A camera that jumps its clock, drops key frames and changes its codec: " + account);
            RecordingScene.requireNoOverlap(footage);
            assertThat(account.unexplained()).as(account + " in " + footage).isBetween(-700L, 700L);
            assertThat(footage.path("segments").findValuesAsText("codec")).contains("H264", "H265");
            server.stop();
            server.start();
            server.awaitReady();
            Api again = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            for (JsonNode segment : RecordingScene.footage(again, id, begin).path("segments")) {
                Instant from = Instant.parse(segment.path("start").asText());
                Instant to = Instant.parse(segment.path("end").asText());
                if (to.isBefore(keyless) || from.isAfter(keys)) {
                    assertThat(RecordingScene.played(server, again, id, from, to))
                            .as("what is said of " + segment)
                            .isEmpty();
                }
            }
            assertThat(server.console("vms:recording-verify")).contains(" 0 problems");
            server.stop();
            RecordingScene.everyFileIsWhole(RecordingScene.files(server.data.resolve("recordings")), 5);
        }
    }

    /** Waits for so much more footage, by a clock that nothing of this changes. */
    private static void on(Api api, String id, Instant begin, Duration length) throws Exception {
        long before = RecordingScene.stored(RecordingScene.footage(api, id, begin));
        RecordingScene.awaitStored(api, id, begin, length.plusMillis(before));
    }

    @Test
    void theServersClockIsSetAnHourForwardAndBack() throws Exception {
        assumeThat(Files.exists(FAKE_TIME))
                .as("libfaketime is installed: apt-get install faketime")
                .isTrue();
        Path clock = directory.resolve("faketimerc");
        set(clock, 0);
        Map<String, String> environment = new HashMap<>(Map.of(
                "LD_PRELOAD", FAKE_TIME.toString(),
                "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Else each wait of the JVM's ends at once.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0"));
        try (Simulator simulator = RecordingScene.simulator("127.0.8.193", 1);
                PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"))) {
            environment.putAll(postgres.environment());
            try (Server server = Server.start(directory.resolve("data"), environment)) {
                Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
                Instant begin = Instant.now().minusSeconds(60);
                String id = RecordingScene.record(api, simulator, 1);
                Instant far = Instant.now().plusSeconds(2 * 3600);
                RecordingScene.awaitFootage(api, List.of(id), begin, Instant.now(), Duration.ofSeconds(3));
                JsonNode first = RecordingScene.footage(api, id, begin);
                long stored = RecordingScene.stored(first);
                long nanos = System.nanoTime();

                set(clock, 3600);
                until(api, id, begin, far, "an hour ahead", Instant.now().plusSeconds(3600 + 4));
                set(clock, 0);
                long before = RecordingScene.stored(RecordingScene.footage(api, id, begin, far));
                Await.until(
                        "it goes on when the clock was set back",
                        Duration.ofMinutes(2),
                        () -> RecordingScene.stored(RecordingScene.footage(api, id, begin, far)) > before + 8_000);

                JsonNode footage = RecordingScene.footage(api, id, begin, far);
                long sent = (System.nanoTime() - nanos) / 1_000_000;
                long kept = RecordingScene.stored(footage) - stored;
                System.out.printf(
                        "Clock set an hour forward and back: sent %.1f s, stored %.1f s, lost %.1f s; gaps %s%n",
                        sent / 1000.0, kept / 1000.0, (sent - kept) / 1000.0, footage.path("gaps"));
                RecordingScene.requireNoOverlap(footage);
                // What is being written is told of half a second late.
                assertThat(kept).as(footage.toString()).isBetween(sent - 2_500, sent + 2_500);
                boolean told = false;
                for (JsonNode gap : footage.path("gaps")) {
                    Duration length = gap.path("to").isNull()
                            ? Duration.ZERO
                            : Duration.between(
                                    Instant.parse(gap.path("from").asText()),
                                    Instant.parse(gap.path("to").asText()));
                    told |= length.toMinutes() >= 59
                            && gap.path("cause").asText().equals("SERVER_DOWN");
                }
                assertThat(told)
                        .as("the step is a gap in " + footage.path("gaps"))
                        .isTrue();
                Instant last = Instant.EPOCH;
                for (JsonNode segment : footage.path("segments")) {
                    last = Instant.parse(segment.path("end").asText());
                }
                assertThat(RecordingScene.played(server, api, id, begin, last.plusSeconds(1)))
                        .as("over the steps")
                        .isEmpty();
                assertThat(server.console("vms:recording-verify")).contains(" 0 problems");
                server.stop();
                RecordingScene.everyFilePlays(RecordingScene.files(server.data.resolve("recordings")), 2);
            }
        }
    }

    private static void until(Api api, String id, Instant begin, Instant far, String what, Instant end)
            throws Exception {
        Await.until("footage " + what, Duration.ofMinutes(2), () -> {
            JsonNode segments = RecordingScene.footage(api, id, begin, far).path("segments");
            JsonNode newest = segments.path(segments.size() - 1);
            return newest.has("end")
                    && Instant.parse(newest.path("end").asText()).isAfter(end);
        });
    }

    /** Seconds by which the server's clock is wrong; it looks once a second. */
    private static void set(Path clock, int seconds) throws IOException {
        Path coming = clock.resolveSibling("faketimerc.new");
        Files.writeString(coming, "+" + seconds + "\n");
        Files.move(coming, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
