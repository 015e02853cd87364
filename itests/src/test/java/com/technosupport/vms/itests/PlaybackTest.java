package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What was recorded is found, played in a browser, copied, and shown to be genuine. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class PlaybackTest {

    private static final String CAMERA_PASSWORD = "planted-playback-2c7a";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern DURATION = Pattern.compile("#EXTINF:([0-9.]+),");
    private static final Path HLS_JS =
            Path.of("../bundles/vms-dashboard/src/main/web/node_modules/hls.js/dist/hls.light.min.js");

    private static final String PLAY = """
        (async () => {
          window.vmsVideo = document.createElement('video');
          vmsVideo.muted = true;
          document.body.append(vmsVideo);
          window.vmsJumps = [];
          const picture = () => new Promise(shown => vmsVideo.requestVideoFrameCallback(shown));
          window.vmsHls = new Hls({enableWorker: false});
          vmsHls.on(Hls.Events.ERROR, (event, data) => { if (data.fatal) window.vmsProblem = data.details; });
          vmsHls.loadSource('%s');
          vmsHls.attachMedia(vmsVideo);
          await picture();
          for (const at of [5, 1, 7.5, 3]) {
            const begin = performance.now();
            const next = picture();
            vmsVideo.currentTime = at;
            await next;
            vmsJumps.push(Math.round(performance.now() - begin));
          }
          await vmsVideo.play();
          window.vmsPlaying = true;
        })()
        """;

    private static Path directory;
    private static Simulator simulator;
    private static Server server;
    private static Api api;
    private static String camera;
    private static Instant begin;

    @BeforeAll
    static void record() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/ffprobe")))
                .as("ffprobe is installed")
                .isTrue();
        directory = Server.freshDirectory("playback");
        simulator = Simulator.builder()
                .cameras(1)
                .address("127.0.17.1")
                .httpPort(0)
                .rtspPort(0)
                .credentials("admin", CAMERA_PASSWORD)
                .start();
        server = Server.start(directory.resolve("data"), Map.of("VMS_BACKFILL_SETTLE", "2"));
        api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
        Api.Answer taken = api.post(
                "/api/cameras/onboard",
                Map.of(
                        "ip",
                        "127.0.17.1",
                        "port",
                        simulator.cameras().get(0).httpPort(),
                        "user",
                        "admin",
                        "pass",
                        CAMERA_PASSWORD));
        assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
        camera = "/api/cameras/" + taken.body().path("id").asText();
        begin = Instant.now();
        Api.Answer policy = api.put(camera + "/recording", Map.of("mode", "CONTINUOUS", "segmentSeconds", 10));
        assertThat(policy.status()).as(policy.body().toString()).isBetween(200, 204);
        Await.until("25 seconds are recorded", PATIENCE, () -> recorded() > 25);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (simulator != null) {
            simulator.close();
        }
    }

    private static String range(Instant from, Instant to) {
        return "?from=" + from + "&to=" + to;
    }

    private static String playlist() throws IOException, InterruptedException {
        return api.get(camera + "/playback.m3u8" + range(begin.minusSeconds(10), begin.plusSeconds(600)))
                .raw()
                .body();
    }

    /** Seconds that can be played. */
    private static double recorded() throws IOException, InterruptedException {
        Matcher duration = DURATION.matcher(playlist());
        double all = 0;
        while (duration.find()) {
            all += Double.parseDouble(duration.group(1));
        }
        return all;
    }

    private static Path download(String path, String name) throws IOException, InterruptedException {
        Path file = directory.resolve(name);
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.http() + path))
                .header("Authorization", "Bearer " + api.token())
                .timeout(PATIENCE)
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofFile(file))
                        .statusCode())
                .as(path)
                .isEqualTo(200);
        return file;
    }

    /** What a program prints until it ends. */
    private static String said(String... line) throws Exception {
        Path log = Files.createTempFile(directory, "said", ".log");
        Process program = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(program.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(line[0] + " ends")
                    .isTrue();
            return Files.readString(log);
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void aBrowserPlaysIt() throws Exception {
        assumeThat(Browser.installed()).as("chromium is installed").isTrue();
        assumeThat(HLS_JS).exists();
        try (Browser browser = new Browser(directory.resolve("browser"), 1280, 800)) {
            new TakingIn(server, CAMERA_PASSWORD).login(browser);
            browser.evaluate(Files.readString(HLS_JS) + "; window.Hls = window.Hls || Hls; true");
            String playlist = camera + "/playback.m3u8" + range(begin.minusSeconds(10), Instant.now());
            browser.evaluate("(() => { " + PLAY.formatted(playlist) + "; return true; })()");
            browser.await("pictures are shown after jumps", "window.vmsPlaying || window.vmsProblem", PATIENCE);
            assertThat(browser.evaluate("window.vmsProblem || ''").asText()).isEmpty();
            System.out.println("Jumps to the picture, in ms: "
                    + browser.evaluate("vmsJumps.join(' ')").asText());
            browser.await("it plays over the files' end", "vmsVideo.currentTime > 12", PATIENCE);
            double wall = browser.evaluate("vmsHls.playingDate.getTime()").asDouble() / 1000;
            double media = browser.evaluate("vmsVideo.currentTime").asDouble();
            Matcher first = Pattern.compile("PROGRAM-DATE-TIME:(\\S+)").matcher(playlist());
            assertThat(first.find()).isTrue();
            double start = Instant.parse(first.group(1)).toEpochMilli() / 1000.0;
            assertThat(Math.abs(wall - start - media)).isLessThan(0.5);
        }
        Path picture = download(camera + "/thumbnail.jpg?width=320&at=" + begin.plusSeconds(8), "picture.jpg");
        assertThat(said("/usr/bin/ffprobe", "-v", "error", "-show_entries", "stream=width", picture.toString()))
                .contains("width=320");
        JsonNode timeline = api.get(camera + "/timeline" + range(begin, begin.plusSeconds(20)) + "&buckets=20")
                .body();
        assertThat(timeline.path("coverage").path(10).asInt()).isEqualTo(255);
        assertThat(api.get("/api/audit").body().toString()).contains("playback.start");
    }

    @Test
    void aCopyOfItIsGenuineUntilAByteIsChanged() throws Exception {
        Api.Answer asked = api.post(
                "/api/exports",
                Map.of(
                        "cameraId",
                        camera.substring(camera.lastIndexOf('/') + 1),
                        "from",
                        begin.plusSeconds(4).toString(),
                        "to",
                        begin.plusSeconds(16).toString(),
                        "format",
                        "mp4"));
        assertThat(asked.status()).as(asked.body().toString()).isEqualTo(202);
        String path = "/api/exports/" + asked.body().path("id").asText();
        Await.until(
                "the export has ended",
                PATIENCE,
                () -> !api.get(path).body().path("expiresAt").isMissingNode());
        JsonNode export = api.get(path).body();
        assertThat(export.path("state").asText()).as(export.toString()).isEqualTo("DONE");
        Path clip = download(path + "/file", "clip.mp4");
        String duration = said(
                "/usr/bin/ffprobe",
                "-v",
                "error",
                "-show_entries",
                "format=duration",
                "-of",
                "csv=p=0",
                clip.toString());
        assertThat(Double.parseDouble(duration.strip())).isBetween(11.0, 12.2);
        assertThat(said("/usr/bin/ffmpeg", "-v", "warning", "-i", clip.toString(), "-f", "null", "-"))
                .isEmpty();
        Path evidence = download(path + "/evidence.zip", "evidence.zip");
        Path key = download("/api/exports/key", "key.pem");
        assertThat(server.tool("verify", evidence.toString(), "--key", key.toString()))
                .contains("GENUINE: ");
        byte[] bytes = Files.readAllBytes(evidence);
        bytes[bytes.length / 2] ^= 1;
        Files.write(evidence, bytes);
        assertThatThrownBy(() -> server.tool("verify", evidence.toString(), "--key", key.toString()))
                .hasMessageContaining("was changed");
        assertThat(new String(Files.readAllBytes(key), StandardCharsets.US_ASCII))
                .startsWith("-----BEGIN PUBLIC KEY");
        assertThat(server.log()).doesNotContain("BEGIN PRIVATE KEY");
    }

    @Test
    @Tag("endure")
    void theCameraFillsWhatTheNetworkLost() throws Exception {
        SimulatedCamera device = simulator.cameras().get(0);
        Instant cut = Instant.now();
        // It goes on by itself while nobody reaches it.
        device.addRecording(1, cut.minusSeconds(10), cut.plusSeconds(120));
        device.reboot(Duration.ofSeconds(10));
        String backfill = camera + "/backfill?from=" + cut.minusSeconds(10) + "&to=" + cut.plusSeconds(200);
        JsonNode[] filled = new JsonNode[1];
        Await.until("the gap is filled", Duration.ofMinutes(2), () -> {
            for (JsonNode task : api.get(backfill).body().path("tasks")) {
                if (task.path("state").asText().equals("FILLED")) {
                    filled[0] = task;
                }
            }
            return filled[0] != null;
        });
        Instant from = Instant.parse(filled[0].path("from").asText());
        Instant to = Instant.parse(filled[0].path("to").asText());
        assertThat(Duration.between(from, to)).isGreaterThan(Duration.ofSeconds(5));
        assertThat(filled[0].path("cause").asText()).isIn("NETWORK_LOSS", "CAMERA_UNREACHABLE");
        JsonNode footage = api.get("/api/recordings?cameraId=" + camera.substring(camera.lastIndexOf('/') + 1)
                        + "&from=" + from.plusMillis(100) + "&to=" + to.minusMillis(400))
                .body();
        assertThat(footage.path("gaps")).as(footage.toString()).isEmpty();
        assertThat(footage.path("segments")).as(footage.toString()).isNotEmpty();
        Path file = download(
                "/api/recordings/" + footage.path("segments").path(0).path("id").asText() + "/file", "filled.mkv");
        assertThat(said("/usr/bin/ffmpeg", "-v", "warning", "-i", file.toString(), "-f", "null", "-"))
                .isEmpty();
        assertThat(api.get(camera + "/backfill").body().path("enabled").asBoolean())
                .isTrue();
    }

    @Test
    @Tag("endure")
    void whatAMaskHidesIsHiddenFromAViewer() throws Exception {
        String id = camera.substring(camera.lastIndexOf('/') + 1);
        Api.Answer added = api.post(
                "/api/users",
                Map.of(
                        "username",
                        "guard",
                        "password",
                        "planted-guard-first-1",
                        "role",
                        "OPERATOR",
                        "cameras",
                        List.of(id)));
        assertThat(added.status()).as(added.body().toString()).isEqualTo(201);
        Api guard = new Api(server).login("guard", "planted-guard-first-1");
        assertThat(guard.post(
                                "/api/auth/password",
                                Map.of("old", "planted-guard-first-1", "new", "planted-guard-second-2"))
                        .status())
                .isBetween(200, 204);
        assertThat(api.put(
                                camera + "/masks",
                                Map.of(
                                        "areas",
                                        List.of(Map.of(
                                                "name",
                                                "left",
                                                "points",
                                                List.of(
                                                        List.of(0, 0),
                                                        List.of(0.5, 0),
                                                        List.of(0.5, 1),
                                                        List.of(0, 1))))))
                        .status())
                .isEqualTo(200);
        try {
            String range = range(begin, begin.plusSeconds(6));
            String playlist = guard.get(camera + "/playback.m3u8" + range).raw().body();
            Matcher named = Pattern.compile("(playback/[0-9a-f-]+/)masked-([0-9]+-[0-9]+)")
                    .matcher(playlist);
            assertThat(named.find()).as(playlist).isTrue();
            String part = camera + "/" + named.group(1);
            assertThat(guard.get(part + named.group(2) + ".m4s").status()).isEqualTo(403);
            assertThat(guard.get(part + "init.mp4").status()).isEqualTo(403);
            Matcher whole = Pattern.compile("(?m)^playback/\\S+$").matcher(playlist);
            assertThat(whole.find()).isTrue();
            assertThat(guard.get(camera + "/" + whole.group()).status()).isEqualTo(200);
            JsonNode segments = api.get("/api/recordings" + range + "&cameraId=" + id)
                    .body()
                    .path("segments");
            String file = "/api/recordings/" + segments.path(0).path("id").asText() + "/file";
            assertThat(guard.get(file).status()).isEqualTo(403);
            // Stills have it for everybody.
            Path picture = download(camera + "/snapshot.jpg", "masked.jpg");
            String lightest = said(
                    "/usr/bin/ffmpeg",
                    "-hide_banner",
                    "-i",
                    picture.toString(),
                    "-vf",
                    "crop=iw/2-16:ih:0:0,signalstats,metadata=print:key=lavfi.signalstats.YMAX",
                    "-f",
                    "null",
                    "-");
            Matcher most = Pattern.compile("YMAX=([0-9.]+)").matcher(lightest);
            assertThat(most.find()).as(lightest).isTrue();
            assertThat(Double.parseDouble(most.group(1))).isLessThan(40);
        } finally {
            assertThat(api.put(camera + "/masks", Map.of("areas", List.of())).status())
                    .isEqualTo(200);
        }
        assertThat(api.get("/api/audit").body().toString()).contains("camera.masks");
    }
}
