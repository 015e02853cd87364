package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Every second is on disk or explained: kills, a database that is away, cameras that are. */
class RecordingTest {

    private static final String CAMERA_PASSWORD = "planted-Camera-77aa11";
    private static final Path FFMPEG = Path.of("/usr/bin/ffmpeg");

    private Path directory;

    @BeforeEach
    void prepare(TestInfo test) throws IOException {
        assumeThat(Files.isExecutable(FFMPEG)).as("ffmpeg is installed").isTrue();
        directory = Server.freshDirectory(
                "recording-" + test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void aKilledServerLosesLessThanASecond() throws Exception {
        killed("127.0.8.65", 3);
    }

    @Test
    @Tag("endure")
    void aKilledServerLosesLessThanASecondOfSixteenCameras() throws Exception {
        killed("127.0.8.81", 16);
    }

    private void killed(String address, int cameras) throws Exception {
        try (Simulator simulator = simulator(address, cameras);
                Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Instant begin = Instant.now().minusSeconds(60);
            List<String> ids = new ArrayList<>();
            for (int i = 1; i <= cameras; i++) {
                ids.add(record(api, simulator, i));
            }
            awaitFootage(api, ids, begin, Instant.now(), Duration.ofSeconds(6));
            Instant killed = Instant.now();
            server.kill();
            server.start();
            server.awaitReady();
            Instant restarted = Instant.now();
            awaitFootage(api, ids, restarted, restarted, Duration.ofSeconds(3));
            awaitExplained(api, ids, begin);
            for (String id : ids) {
                JsonNode footage = footage(api, id, begin);
                Instant lastBefore = Instant.EPOCH;
                Instant firstAfter = Instant.MAX;
                Instant end = Instant.EPOCH;
                for (JsonNode segment : footage.path("segments")) {
                    Instant from = Instant.parse(segment.path("start").asText());
                    Instant to = Instant.parse(segment.path("end").asText());
                    assertThat(from).as("no overlap in " + footage).isAfterOrEqualTo(end);
                    end = to;
                    if (from.isBefore(killed)) {
                        assertThat(segment.path("open").asBoolean()).isFalse();
                        lastBefore = to;
                    } else if (from.isBefore(firstAfter)) {
                        firstAfter = from;
                    }
                }
                // The camera sends to the moment of the kill; the kill itself takes a moment on a busy machine.
                assertThat(lastBefore).isAfter(killed.minusMillis(1500));
                assertThat(explained(footage, lastBefore, firstAfter))
                        .as("ms without footage or a cause in " + footage)
                        .isLessThan(300);
                assertThat(footage.path("gaps").findValuesAsText("cause")).contains("SERVER_DOWN");
            }
            assertThat(server.console("vms:recording-verify")).contains(" 0 problems");
            server.stop();
            everyFilePlays(server.data, cameras * 2);
        }
    }

    @Test
    void recordingGoesOnWithoutTheDatabase() throws Exception {
        try (Simulator simulator = simulator("127.0.8.97", 1);
                PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"));
                Server server = Server.start(directory.resolve("data"), postgres.environment())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Instant begin = Instant.now().minusSeconds(60);
            String id = record(api, simulator, 1);
            awaitFootage(api, List.of(id), begin, Instant.now(), Duration.ofSeconds(3));
            postgres.stop();
            Instant away = Instant.now();
            long before = recordedBytes(server.data);
            Await.until(
                    "footage grows without the database",
                    Duration.ofSeconds(30),
                    () -> recordedBytes(server.data) > before + 200_000
                            && Instant.now().isAfter(away.plusSeconds(4)));
            // Without a database the server cannot be asked; a kill has it find what was recorded in the files.
            server.kill();
            postgres.restart();
            server.start();
            server.awaitReady();
            awaitFootage(api, List.of(id), Instant.now(), Instant.now(), Duration.ofSeconds(2));
            JsonNode footage = footage(api, id, begin);
            boolean during = false;
            for (JsonNode segment : footage.path("segments")) {
                during |= Instant.parse(segment.path("start").asText()).isBefore(away)
                        && Instant.parse(segment.path("end").asText()).isAfter(away.plusSeconds(1));
            }
            assertThat(during).as("footage of while it was away in " + footage).isTrue();
            server.stop();
            everyFilePlays(server.data, 2);
        }
    }

    @Test
    void aCameraThatIsAwayLeavesAGapWithItsCause() throws Exception {
        try (Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Instant begin = Instant.now().minusSeconds(60);
            String id;
            int httpPort;
            int rtspPort;
            try (Simulator simulator = simulator("127.0.8.113", 1)) {
                id = record(api, simulator, 1);
                httpPort = simulator.camera(1).deviceService().getPort();
                rtspPort = simulator.camera(1).stream("main").getPort();
                awaitFootage(api, List.of(id), begin, Instant.now(), Duration.ofSeconds(3));
            }
            Await.until(
                    "the gap says why",
                    Duration.ofSeconds(60),
                    () -> causes(api, id, begin).contains("CAMERA_UNREACHABLE"));
            Instant back = Instant.now();
            try (Simulator again = Simulator.builder()
                    .cameras(1)
                    .address("127.0.8.113")
                    .httpPort(httpPort)
                    .rtspPort(rtspPort)
                    .discovery(false)
                    .credentials("admin", CAMERA_PASSWORD)
                    .start()) {
                assertThat(again.camera(1)).isNotNull();
                awaitFootage(api, List.of(id), back, back, Duration.ofSeconds(2));
            }
            for (JsonNode gap : footage(api, id, begin).path("gaps")) {
                if (gap.path("cause").asText().equals("CAMERA_UNREACHABLE")
                        && Instant.parse(gap.path("from").asText()).isBefore(back)) {
                    assertThat(gap.path("to").isNull())
                            .as("the gap has ended: " + gap)
                            .isFalse();
                }
            }
            server.stop();
            everyFilePlays(server.data, 2);
        }
    }

    private static Simulator simulator(String address, int cameras) throws IOException {
        return Simulator.builder()
                .cameras(cameras)
                .address(address)
                .httpPort(0)
                .rtspPort(0)
                .discovery(false)
                .credentials("admin", CAMERA_PASSWORD)
                .start();
    }

    private static String record(Api api, Simulator simulator, int number) throws IOException, InterruptedException {
        var service = simulator.camera(number).deviceService();
        Api.Answer answer = api.post(
                "/api/cameras/onboard",
                Map.of("ip", service.getHost(), "port", service.getPort(), "user", "admin", "pass", CAMERA_PASSWORD));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        String id = answer.body().path("id").asText();
        Map<String, Object> policy = new HashMap<>();
        policy.put("mode", "CONTINUOUS");
        Api.Answer put = api.put("/api/cameras/" + id + "/recording", policy);
        assertThat(put.status()).as(put.body().toString()).isEqualTo(200);
        assertThat(put.body().path("segmentSeconds").asInt()).isEqualTo(600);
        return id;
    }

    private static JsonNode footage(Api api, String id, Instant from) throws IOException, InterruptedException {
        Api.Answer answer = api.get("/api/recordings?cameraId=" + id + "&from=" + from + "&to="
                + Instant.now().plusSeconds(60));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }

    private static List<String> causes(Api api, String id, Instant from) throws IOException, InterruptedException {
        return footage(api, id, from).path("gaps").findValuesAsText("cause");
    }

    /** Footage that began after an instant, of each camera, for a while. */
    private static void awaitFootage(Api api, List<String> ids, Instant from, Instant after, Duration length)
            throws InterruptedException {
        for (String id : ids) {
            Await.until("footage of " + length, Duration.ofMinutes(1), () -> {
                JsonNode segments = footage(api, id, from).path("segments");
                JsonNode last = segments.path(segments.size() - 1);
                return last.has("end")
                        && !Instant.parse(last.path("end").asText()).isBefore(after.plus(length))
                        && Duration.between(
                                                Instant.parse(last.path("start").asText()),
                                                Instant.parse(last.path("end").asText()))
                                        .compareTo(length)
                                >= 0;
            });
        }
    }

    private static void awaitExplained(Api api, List<String> ids, Instant from) throws InterruptedException {
        for (String id : ids) {
            Await.until(
                    "the time down is explained",
                    Duration.ofSeconds(30),
                    () -> causes(api, id, from).contains("SERVER_DOWN"));
        }
    }

    /** Milliseconds between two instants without a gap that says why. */
    private static long explained(JsonNode footage, Instant from, Instant to) {
        long left = Duration.between(from, to).toMillis();
        for (JsonNode gap : footage.path("gaps")) {
            Instant begin = Instant.parse(gap.path("from").asText());
            Instant end =
                    gap.path("to").isNull() ? to : Instant.parse(gap.path("to").asText());
            Instant later = begin.isAfter(from) ? begin : from;
            Instant sooner = end.isBefore(to) ? end : to;
            left -= Math.max(0, Duration.between(later, sooner).toMillis());
        }
        return left;
    }

    private static List<Path> files(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("recordings"))) {
            return files.filter(file -> file.toString().endsWith(".mkv")).toList();
        }
    }

    private static long recordedBytes(Path data) throws IOException {
        long bytes = 0;
        for (Path file : files(data)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static void everyFilePlays(Path data, int least) throws Exception {
        List<Path> files = files(data);
        assertThat(files).hasSizeGreaterThanOrEqualTo(least);
        for (Path file : files) {
            Process player = new ProcessBuilder(
                            FFMPEG.toString(), "-v", "error", "-xerror", "-i", file.toString(), "-f", "null", "-")
                    .redirectErrorStream(true)
                    .start();
            player.getOutputStream().close();
            String said = new String(player.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(player.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(said).as(file.toString()).isEmpty();
            assertThat(player.exitValue()).isZero();
        }
    }
}
