package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What cameras send, real footage from a server of others, and what a browser makes of it, with the reason where it is not the best. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class LiveCodecsTest {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String CAMERA_PASSWORD = "planted-live-6d1e";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TILES = 16;

    private static final String WATCH = """
            window.vmsPeers = [];
            const Peer = window.RTCPeerConnection;
            window.RTCPeerConnection = class extends Peer {
              constructor(...all) { super(...all); window.vmsPeers.push(this); }
            };
            window.vmsStats = async () => {
              const stats = [];
              for (const peer of window.vmsPeers.filter(p => p.connectionState === 'connected')) {
                for (const one of (await peer.getStats()).values()) {
                  if (one.type === 'inbound-rtp') {
                    stats.push({ kind: one.kind, packets: one.packetsReceived, lost: one.packetsLost,
                                 energy: one.totalAudioEnergy || 0, frames: one.framesDecoded || 0 });
                  }
                }
              }
              return stats;
            };
            """;

    private static final Path WHEP_CLIENT =
            Path.of("../bundles/vms-dashboard/src/main/web/node_modules/whip-whep/whep.js");

    private static Footage footage;
    private static Server server;
    private static Api api;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        assumeThat(Browser.installed()).as("chromium is installed").isTrue();
        assumeThat(Footage.obstacle()).isEmpty();
        Path directory = Server.freshDirectory("live-codecs");
        footage = new Footage(directory.resolve("footage"), "127.0.0.1");
        server = Server.start(directory.resolve("data"), Map.of());
        api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
        browser = new Browser(directory.resolve("browser"), 1600, 1000);
        browser.beforeEachPage(WATCH);
        browser.open(server.http());
        browser.type(Browser.testId("login-username"), "admin");
        browser.type(Browser.testId("login-password"), Server.ADMIN_PASSWORD);
        browser.click(Browser.testId("login-submit"));
        browser.await("logged in", "document.querySelector(`[data-testid='add-camera']`)");
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
        if (footage != null) {
            footage.close();
        }
    }

    @BeforeEach
    void beginWithoutCameras() throws Exception {
        for (JsonNode camera : api.get("/api/cameras").body().path("items")) {
            api.delete("/api/cameras/" + camera.path("id").asText());
        }
        browser.await("no tile is left", "!document.querySelector(`[data-testid='tile']`)");
    }

    private static String onboard(String name, String main, String sub) throws IOException, InterruptedException {
        Map<String, Object> request =
                new HashMap<>(Map.of("driver", "rtsp", "streamUrl", footage.url(main), "name", name));
        if (sub != null) {
            request.put("options", Map.of("subUrl", footage.url(sub)));
        }
        Api.Answer answer = api.post("/api/cameras/onboard", request);
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.body().path("id").asText();
    }

    private static String tile(String camera) {
        return "document.querySelector(`[data-testid='tile'][data-camera-id='" + camera + "']`)";
    }

    private static void enlarge(String camera) throws InterruptedException {
        browser.await("the tile is there", tile(camera));
        browser.evaluate(tile(camera) + ".querySelector('[data-tile-cover]').click()");
        browser.await("the tile is large", tile(camera) + ".dataset.large === ''");
    }

    private static void awaitShown(String camera, String rung, String role) throws InterruptedException {
        browser.await(
                "the picture of " + role + " comes by " + rung,
                tile(camera) + "?.dataset.rung === '" + rung + "' && " + tile(camera) + ".dataset.role === '" + role
                        + "' && [..." + tile(camera) + ".querySelectorAll('video')].some(v => v.videoWidth > 0 &&"
                        + " v.getVideoPlaybackQuality().totalVideoFrames > 20)",
                PATIENCE);
    }

    private static void awaitNote(String camera, String text) throws InterruptedException {
        browser.await(
                "the tile says " + text,
                "[..." + tile(camera)
                        + ".querySelectorAll(`[data-testid='tile-note']`)].some(e => e.textContent.includes('" + text
                        + "'))",
                PATIENCE);
    }

    @Test
    void bFramesGoByMse() throws Exception {
        String camera = onboard("Hall", Footage.B_FRAMES, null);
        enlarge(camera);
        awaitShown(camera, "mse", "MAIN");
        awaitNote(camera, "B-frames");
    }

    @Test
    void h265GivesWayToTheSubStream() throws Exception {
        String camera = onboard("Gate", Footage.H265, Footage.H264_PCMA);
        enlarge(camera);
        awaitShown(camera, "webrtc", "SUB");
        awaitNote(camera, "H.265 is not supported by this browser; showing the sub-stream");
        browser.screenshot(SCREENSHOTS.resolve("live-h265.png"));
    }

    @Test
    void h265WithoutASubStreamAndMotionJpegAreCodedAnewWhileThereIsRoom() throws Exception {
        String camera = onboard("Yard", Footage.H265, null);
        enlarge(camera);
        awaitShown(camera, "webrtc", "MAIN");
        awaitNote(camera, "the server codes it anew as H.264");
        JsonNode all = Api.JSON.readTree(server.console("vms:stream-list --json"));
        List<JsonNode> anew = new ArrayList<>();
        all.forEach(stream -> {
            if (stream.hasNonNull("origin")) {
                anew.add(stream);
            }
        });
        assertThat(anew).as(all.toString()).singleElement().satisfies(stream -> {
            assertThat(stream.path("role").asText()).isEqualTo("MAIN");
            assertThat(all.findValuesAsText("id"))
                    .contains(stream.path("origin").asText());
        });
        api.delete("/api/cameras/" + camera);
        String mjpeg = onboard("Shed", Footage.MJPEG, null);
        enlarge(mjpeg);
        awaitShown(mjpeg, "webrtc", "MAIN");
        awaitNote(mjpeg, "Motion JPEG is not supported by this browser");
    }

    @Test
    void soundOfTelephonesAndOfAacIsHeard() throws Exception {
        for (String stream : List.of(Footage.H264_PCMA, Footage.H264_AAC)) {
            String camera = onboard("Voice", stream, null);
            enlarge(camera);
            awaitShown(camera, "webrtc", "MAIN");
            browser.click(tileOf(camera) + " " + Browser.testId("sound"));
            browser.await(
                    "sound of " + stream + " is received",
                    "vmsStats().then(all => all.some(one => one.kind === 'audio' && one.packets > 100 && one.energy > 0))",
                    PATIENCE);
            api.delete("/api/cameras/" + camera);
            browser.await("the tile is gone", "!" + tile(camera));
        }
    }

    private static String tileOf(String camera) {
        return "[data-testid='tile'][data-camera-id='" + camera + "']";
    }

    /** As anybody's page would do it: with the WHEP client of whip-whep, which nobody here wrote, and a token. */
    @Test
    void aWhepClientOfOthersPlaysAndLeaves() throws Exception {
        assumeThat(WHEP_CLIENT)
                .as("the dashboard's test dependencies are fetched")
                .exists();
        String camera = onboard("Door", Footage.H264_PCMA, null);
        browser.await("its tile is there", tile(camera));
        String client = Files.readString(WHEP_CLIENT).replace("export class WHEPClient", "window.WHEPClient = class");
        browser.evaluate("(() => {" + client + "})()");
        browser.evaluate("""
                (async () => {
                  const peer = window.whepPeer = new RTCPeerConnection();
                  const video = window.whepVideo = document.createElement('video');
                  video.muted = video.autoplay = video.playsInline = true;
                  document.body.append(video);
                  const tracks = new MediaStream();
                  peer.ontrack = ({ track }) => { tracks.addTrack(track); video.srcObject = tracks; };
                  peer.addTransceiver('audio', { direction: 'recvonly' });
                  peer.addTransceiver('video', { direction: 'recvonly' });
                  window.whep = new WHEPClient();
                  await whep.view(peer, location.origin + '/api/cameras/%s/whep', '%s');
                })()""".formatted(camera, api.token()));
        browser.await(
                "pictures come",
                "whepVideo.videoWidth > 0 && whepVideo.getVideoPlaybackQuality().totalVideoFrames > 50");
        browser.await("sound comes", """
                whepPeer.getStats().then(all => [...all.values()].some(one =>
                  one.type === 'inbound-rtp' && one.kind === 'audio' && one.packetsReceived > 20))""");
        int before = api.get("/api/live/sessions").body().path("items").size();
        browser.evaluate("whep.stop()");
        Await.until(
                "its session is over",
                PATIENCE,
                () -> api.get("/api/live/sessions").body().path("items").size() == before - 1);
        browser.evaluate("whepVideo.remove()");
    }

    @Test
    void whatAnOperatorSaysIsHeardByTheCameraAndOneSpeaksAtATime() throws Exception {
        try (Simulator simulator = Simulator.builder()
                .address("127.0.14.101")
                .discovery(false)
                .credentials("admin", CAMERA_PASSWORD)
                .start()) {
            SimulatedCamera device = simulator.camera(1);
            Api.Answer added = api.post(
                    "/api/cameras/onboard",
                    Map.of(
                            "ip",
                            device.deviceService().getHost(),
                            "port",
                            device.deviceService().getPort(),
                            "user",
                            "admin",
                            "pass",
                            CAMERA_PASSWORD,
                            "name",
                            "Door"));
            assertThat(added.status()).as(added.body().toString()).isEqualTo(201);
            assertThat(added.body().path("talkBack").asBoolean()).isTrue();
            String camera = added.body().path("id").asText();
            enlarge(camera);
            String button = tileOf(camera) + " " + Browser.testId("talk");
            browser.await("there is a button to speak", "document.querySelector(`" + button + "`)");
            hold(button, "keydown");
            Await.until(
                    "the camera hears a second of beeps",
                    PATIENCE,
                    () -> device.heard().samples() > 8000 && device.heard().energy() > 1e-5);
            browser.await("the button says so", "document.querySelector(`" + button + "`).dataset.phase === 'talking'");

            JsonNode second = browser.evaluate("new Promise(done => {"
                    + " const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws');"
                    + " socket.onopen = () => socket.send(JSON.stringify("
                    + "{type: 'talk.request', requestId: 'second', cameraId: '" + camera + "'}));"
                    + " socket.onmessage = message => { const said = JSON.parse(message.data);"
                    + " if (said.requestId === 'second') { socket.close(); done(said); } }; })");
            assertThat(second.path("code").asText()).isEqualTo("BUSY");
            assertThat(second.path("message").asText()).startsWith("admin speaks");

            hold(button, "keyup");
            Await.until(
                    "the camera is free again", PATIENCE, () -> !device.heard().talking());
            assertThat(device.heard().talks()).isEqualTo(1);
            assertThat(device.heard().lost()).isZero();
            Await.until(
                    "both ends of the talk are in the audit log",
                    PATIENCE,
                    () -> api.get("/api/audit").body().findValuesAsText("action").stream()
                                    .filter("camera.talk"::equals)
                                    .count()
                            == 2);
            beginWithoutCameras();
        }
    }

    /** Presses or lets go of a button by the space bar. */
    private static void hold(String button, String event) {
        browser.evaluate("document.querySelector(`" + button + "`).dispatchEvent(new KeyboardEvent('" + event
                + "', {key: ' ', bubbles: true}))");
    }

    @Test
    void sixteenTilesPlayAtOnceAndNothingIsLost() throws Exception {
        try (Simulator simulator = Simulator.builder()
                .cameras(TILES)
                .address("127.0.14.1")
                .discovery(false)
                .credentials("admin", CAMERA_PASSWORD)
                .start()) {
            for (SimulatedCamera camera : simulator.cameras()) {
                Api.Answer answer = api.post(
                        "/api/cameras/onboard",
                        Map.of(
                                "ip",
                                camera.deviceService().getHost(),
                                "port",
                                camera.deviceService().getPort(),
                                "user",
                                "admin",
                                "pass",
                                CAMERA_PASSWORD,
                                "name",
                                "Camera " + camera.number()));
                assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
            }
            String playing = "[...document.querySelectorAll(`[data-testid='tile-video']`)]"
                    + ".filter(v => v.videoWidth > 0 && v.getVideoPlaybackQuality().totalVideoFrames > 100).length";
            browser.await("all tiles play", playing + " >= " + TILES, PATIENCE.multipliedBy(2));
            browser.screenshot(SCREENSHOTS.resolve("live-sixteen.png"));
            JsonNode stats = browser.evaluate("vmsStats()");
            long lost = 0;
            int pictures = 0;
            for (JsonNode one : stats) {
                lost += one.path("lost").asLong();
                pictures += one.path("kind").asText().equals("video") ? 1 : 0;
            }
            assertThat(pictures).as(stats.toString()).isGreaterThanOrEqualTo(TILES);
            assertThat(lost).as(stats.toString()).isZero();
            for (JsonNode stream : Api.JSON.readTree(server.console("vms:stream-list --json"))) {
                assertThat(stream.path("dropped").asLong())
                        .as(stream.toString())
                        .isZero();
            }
            beginWithoutCameras();
        }
    }

    @Test
    @Tag("endure")
    void aPictureOutlivesAnUpdateOfTheWeb() throws Exception {
        String camera = onboard("Lobby", Footage.H264_PCMA, null);
        enlarge(camera);
        awaitShown(camera, "webrtc", "MAIN");
        browser.evaluate("(() => { window.vmsBefore = vmsPeers.filter(p => p.connectionState === 'connected'); })()");
        assertThat(browser.evaluate("vmsBefore.length").asInt()).isEqualTo(1);
        browser.evaluate(
                "(() => { window.vmsSaid = []; const say = WebSocket.prototype.send;"
                        + " WebSocket.prototype.send = function (text) { vmsSaid.push(String(text)); say.call(this, text); }; })()");
        server.console("bundle:update com.technosupport.vms.web");
        browser.await(
                "the page comes back for its session", "vmsSaid.some(text => text.includes('live.resume'))", PATIENCE);
        String frames = tile(camera) + ".querySelector('video').getVideoPlaybackQuality().totalVideoFrames";
        int before = browser.evaluate(frames).asInt();
        // Longer than a session waits for its viewer.
        browser.await("pictures go on for 35 s", frames + " > " + (before + 35 * 25), PATIENCE);
        assertThat(browser.evaluate("vmsBefore[0].connectionState").asText()).isEqualTo("connected");
        assertThat(browser.evaluate("vmsSaid.filter(text => text.includes('live.request')).length")
                        .asInt())
                .as("asked anew")
                .isZero();
    }

    @Test
    void whoMayNotSeeACameraIsRefusedByEveryProtocol() throws Exception {
        String camera = onboard("Vault", Footage.H264_AAC, null);
        Api.Answer user =
                api.post("/api/users", Map.of("username", "guest", "password", "planted-Guest-91c4", "role", "VIEWER"));
        assertThat(user.status()).as(user.body().toString()).isEqualTo(201);
        Api guest = new Api(server).login("guest", "planted-Guest-91c4");
        Api.Answer changed =
                guest.post("/api/auth/password", Map.of("old", "planted-Guest-91c4", "new", "planted-Guest-own-52e8"));
        assertThat(changed.status()).as(changed.body().toString()).isBetween(200, 204);
        Api.Answer hls = guest.get("/api/cameras/" + camera + "/hls/index.m3u8");
        assertThat(hls.status()).isEqualTo(403);
        assertThat(hls.code()).isEqualTo("FORBIDDEN");
        HttpRequest whep = HttpRequest.newBuilder(server.http().resolve("/api/cameras/" + camera + "/whep"))
                .header("Authorization", "Bearer " + guest.token())
                .header("Content-Type", "application/sdp")
                .POST(BodyPublishers.ofString("v=0\r\n"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(whep, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void ffprobeReadsTheHls() throws Exception {
        String camera = onboard("Stair", Footage.H264_AAC, null);
        URI playlist = server.http().resolve("/api/cameras/" + camera + "/hls/index.m3u8?audio=true");
        Process probe = new ProcessBuilder(
                        "/usr/bin/timeout",
                        "60",
                        "/usr/bin/ffprobe",
                        "-v",
                        "error",
                        "-headers",
                        "Authorization: Bearer " + api.token() + "\r\n",
                        "-show_entries",
                        "stream=codec_name,width",
                        "-of",
                        "compact",
                        playlist.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(probe.waitFor()).as(said).isZero();
        assertThat(said).contains("codec_name=h264|width=1280", "codec_name=aac");
    }
}
