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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Cameras that are recorded, and what can be asked of their footage. */
final class RecordingScene {

    static final String CAMERA_PASSWORD = "planted-Camera-77aa11";
    private static final Path FFMPEG = Path.of("/usr/bin/ffmpeg");
    /** Of the same package. */
    private static final Path FFPROBE = Path.of("/usr/bin/ffprobe");

    private RecordingScene() {}

    static void requireFfmpeg() {
        assumeThat(Files.isExecutable(FFMPEG))
                .as("ffmpeg is installed: apt-get install ffmpeg")
                .isTrue();
    }

    static Simulator simulator(String address, int cameras) throws IOException {
        return Simulator.builder()
                .cameras(cameras)
                .address(address)
                .httpPort(0)
                .rtspPort(0)
                .discovery(false)
                .credentials("admin", CAMERA_PASSWORD)
                .start();
    }

    static String record(Api api, Simulator simulator, int number) throws IOException, InterruptedException {
        var service = simulator.camera(number).deviceService();
        Api.Answer answer = api.post(
                "/api/cameras/onboard",
                Map.of("ip", service.getHost(), "port", service.getPort(), "user", "admin", "pass", CAMERA_PASSWORD));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        String id = answer.body().path("id").asText();
        JsonNode policy = policy(api, id, Map.of("mode", "CONTINUOUS"));
        assertThat(policy.path("segmentSeconds").asInt()).isEqualTo(600);
        return id;
    }

    static JsonNode policy(Api api, String id, Map<String, Object> policy) throws IOException, InterruptedException {
        Api.Answer put = api.put("/api/cameras/" + id + "/recording", policy);
        assertThat(put.status()).as(put.body().toString()).isEqualTo(200);
        return put.body();
    }

    /** What became of a stretch of time; in milliseconds. */
    record Account(long sent, long stored, Map<String, Long> explained, long unexplained) {

        @Override
        public String toString() {
            return String.format(
                    "sent %.1f s, stored %.1f s, lost %.1f s, of which explained %s ms, unexplained %d ms",
                    sent / 1000.0, stored / 1000.0, (sent - stored) / 1000.0, explained, unexplained);
        }
    }

    /** Of a camera that sent all the time. */
    static Account account(JsonNode footage, Instant from, Instant to) {
        long stored = 0;
        for (JsonNode segment : footage.path("segments")) {
            stored += overlap(segment.path("start"), segment.path("end"), from, to);
        }
        Map<String, Long> explained = new TreeMap<>();
        long sum = 0;
        for (JsonNode gap : footage.path("gaps")) {
            long length = overlap(gap.path("from"), gap.path("to"), from, to);
            if (length > 0) {
                explained.merge(gap.path("cause").asText(), length, Long::sum);
                sum += length;
            }
        }
        long sent = Duration.between(from, to).toMillis();
        return new Account(sent, stored, explained, sent - stored - sum);
    }

    private static long overlap(JsonNode from, JsonNode to, Instant begin, Instant end) {
        Instant first = Instant.parse(from.asText());
        Instant last = to.isNull() ? end : Instant.parse(to.asText());
        Instant later = first.isAfter(begin) ? first : begin;
        Instant sooner = last.isBefore(end) ? last : end;
        return Math.max(0, Duration.between(later, sooner).toMillis());
    }

    static JsonNode footage(Api api, String id, Instant from) throws IOException, InterruptedException {
        return footage(api, id, from, Instant.now().plusSeconds(60));
    }

    static JsonNode footage(Api api, String id, Instant from, Instant to) throws IOException, InterruptedException {
        Api.Answer answer = api.get("/api/recordings?cameraId=" + id + "&from=" + from + "&to=" + to);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        return answer.body();
    }

    static List<String> causes(Api api, String id, Instant from) throws IOException, InterruptedException {
        return footage(api, id, from).path("gaps").findValuesAsText("cause");
    }

    /** Footage that began after an instant, of each camera, for a while. */
    static void awaitFootage(Api api, List<String> ids, Instant from, Instant after, Duration length)
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

    static void awaitExplained(Api api, List<String> ids, Instant from) throws InterruptedException {
        for (String id : ids) {
            Await.until(
                    "the time down is explained",
                    Duration.ofSeconds(30),
                    () -> causes(api, id, from).contains("SERVER_DOWN"));
        }
    }

    /** Milliseconds between two instants without a gap that says why. */
    static long explained(JsonNode footage, Instant from, Instant to) {
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

    static List<Path> files(Path volume) throws IOException {
        try (Stream<Path> files = Files.walk(volume)) {
            return files.filter(file -> file.toString().endsWith(".mkv")).toList();
        }
    }

    static long recordedBytes(Path data) throws IOException {
        long bytes = 0;
        for (Path file : files(data.resolve("recordings"))) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** Waits until so much footage is stored since an instant. */
    static void awaitStored(Api api, String id, Instant from, Duration length) throws InterruptedException {
        Await.until(
                length + " are stored",
                Duration.ofMinutes(3),
                () -> stored(footage(api, id, from)) >= length.toMillis());
    }

    /** Milliseconds of footage. */
    static long stored(JsonNode footage) {
        long all = 0;
        for (JsonNode segment : footage.path("segments")) {
            all += Duration.between(
                            Instant.parse(segment.path("start").asText()),
                            Instant.parse(segment.path("end").asText()))
                    .toMillis();
        }
        return all;
    }

    static void requireNoOverlap(JsonNode footage) {
        Instant end = Instant.EPOCH;
        for (JsonNode segment : footage.path("segments")) {
            assertThat(Instant.parse(segment.path("start").asText()))
                    .as("no overlap in " + footage)
                    .isAfterOrEqualTo(end);
            end = Instant.parse(segment.path("end").asText());
        }
    }

    /** What FFmpeg says against a range that it plays by HLS; empty where it is content. */
    static String played(Server server, Api api, String id, Instant from, Instant to) throws Exception {
        return said(List.of(
                FFMPEG.toString(),
                "-nostdin",
                "-v",
                "error",
                "-headers",
                "Authorization: Bearer " + api.token() + "\r\n",
                "-i",
                server.http() + "/api/cameras/" + id + "/playback.m3u8?from=" + from + "&to=" + to,
                "-f",
                "null",
                "-"));
    }

    /** What ffprobe finds in a file: its duration and the codecs of its streams, a line each. */
    static String probed(Path file) throws IOException, InterruptedException {
        return said(List.of(
                FFPROBE.toString(),
                "-v",
                "error",
                "-show_entries",
                "format=duration:stream=codec_name",
                "-of",
                "default=nw=1",
                file.toString()));
    }

    /** What a program writes, and how it failed if it did. */
    static String said(List<String> command) throws IOException, InterruptedException {
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            program.getOutputStream().close();
            String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return program.exitValue() == 0 ? said : said + " ended with " + program.exitValue();
        } finally {
            program.destroyForcibly();
        }
    }

    /** That each can be read to its end, whatever is in its pictures. */
    static void everyFileIsWhole(List<Path> files, int least) throws Exception {
        assertThat(files).hasSizeGreaterThanOrEqualTo(least);
        for (Path file : files) {
            assertThat(said(List.of(
                            FFMPEG.toString(),
                            "-v",
                            "error",
                            "-xerror",
                            "-i",
                            file.toString(),
                            "-c",
                            "copy",
                            "-f",
                            "null",
                            "-")))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    static void everyFilePlays(List<Path> files, int least) throws Exception {
        assertThat(files).hasSizeGreaterThanOrEqualTo(least);
        for (Path file : files) {
            assertThat(said(List.of(
                            FFMPEG.toString(), "-v", "error", "-xerror", "-i", file.toString(), "-f", "null", "-")))
                    .as(file.toString())
                    .isEmpty();
        }
    }
}
