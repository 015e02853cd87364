package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What a new user does: first login, scan, onboard, watch; and then the driver is replaced under the playing picture. */
class FirstCameraTest {

    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String CAMERA_PASSWORD = "planted-Camera-51d8e2";
    private static final String NEW_PASSWORD = "planted-Chosen-90ab44";

    private Path directory;

    @BeforeEach
    void prepare(TestInfo test) throws IOException {
        directory = Server.freshDirectory(test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void fromFirstLoginToAPlayingTileThatOutlivesItsDriver() throws Exception {
        assumeTrue(Browser.installed(), "Chromium is missing; install it by: apt-get install chromium");
        try (Simulator simulator = Simulator.builder()
                        .cameras(4)
                        .address("127.0.7.1")
                        .httpPort(0)
                        .rtspPort(0)
                        .discoveryPort(3702)
                        .credentials("admin", CAMERA_PASSWORD)
                        .start();
                Server server = Server.start(directory.resolve("data"), Map.of("VMS_ADMIN_PASSWORD", ""))) {
            assertThat(simulator.cameras()).hasSize(4);
            try (Browser browser = new Browser(directory.resolve("browser"), 1440, 900)) {
                firstLogin(server, browser);
                onboardAll(browser);
                awaitPlaying(browser, 4);
                browser.screenshot(SCREENSHOTS.resolve("wall.png"));
                assertThat(browser.requests())
                        .as("no request leaves for another host")
                        .isNotEmpty()
                        .allMatch(address -> List.of("127.0.0.1", "").contains(hostOf(address)));
                swapDriver(server, browser);
                assertNoSecretLeaked(server);
            }
        }
    }

    private static String hostOf(String address) {
        if (!address.startsWith("http") && !address.startsWith("ws")) {
            return "";
        }
        return URI.create(address).getHost();
    }

    private void firstLogin(Server server, Browser browser) throws IOException, InterruptedException {
        String first =
                Files.readString(server.data.resolve("initial-admin-password")).strip();
        browser.open(server.http());
        browser.type(Browser.testId("login-username"), "admin");
        browser.type(Browser.testId("login-password"), first);
        browser.screenshot(SCREENSHOTS.resolve("login.png"));
        browser.click(Browser.testId("login-submit"));
        browser.type(Browser.testId("password-old"), first);
        browser.type(Browser.testId("password-new"), NEW_PASSWORD);
        browser.type(Browser.testId("password-repeat"), NEW_PASSWORD);
        browser.click(Browser.testId("password-submit"));
        browser.await("the add-camera button is there", "document.querySelector(`[data-testid='add-camera']`)");
        Await.until(
                "the initial password's file is gone",
                Duration.ofSeconds(10),
                () -> Files.notExists(server.data.resolve("initial-admin-password")));
    }

    private void onboardAll(Browser browser) throws IOException, InterruptedException {
        browser.click(Browser.testId("add-camera"));
        browser.type(Browser.testId("scan-subnet"), "127.0.7.0/29");
        browser.click(Browser.testId("scan-start"));
        browser.await(
                "four devices are found", "document.querySelectorAll(`[data-testid='scan-result']`).length === 4");
        browser.evaluate("document.querySelectorAll(`[data-testid='scan-result'] input[type=checkbox]`)"
                + ".forEach(box => { if (!box.checked) box.click(); })");
        browser.type(Browser.testId("onboard-user"), "admin");
        browser.type(Browser.testId("onboard-password"), CAMERA_PASSWORD);
        browser.screenshot(SCREENSHOTS.resolve("add-camera.png"));
        browser.click(Browser.testId("onboard-submit"));
        browser.click(Browser.testId("onboard-close"));
    }

    private static void awaitPlaying(Browser browser, int tiles) throws InterruptedException {
        browser.await(
                "each camera has a tile whose picture has its size",
                "[...document.querySelectorAll(`[data-testid='tile-video']`)].filter(v => v.videoWidth > 0).length >= "
                        + tiles,
                Duration.ofSeconds(60));
        browser.evaluate("(() => { window.vmsBefore = new Map("
                + "[...document.querySelectorAll(`[data-testid='tile-video']`)]"
                + ".map(v => [v.dataset.cameraId, v.getVideoPlaybackQuality().totalVideoFrames])); })()");
        browser.await(
                "each tile has shown more than a hundred frames more",
                "[...document.querySelectorAll(`[data-testid='tile-video']`)].filter(v => "
                        + "v.getVideoPlaybackQuality().totalVideoFrames - vmsBefore.get(v.dataset.cameraId) > 100)"
                        + ".length >= " + tiles,
                Duration.ofSeconds(60));
    }

    private static void swapDriver(Server server, Browser browser) throws IOException, InterruptedException {
        Api api = new Api(server).login("admin", NEW_PASSWORD);
        Map<String, JsonNode> before = streams(server);
        assertThat(before).isNotEmpty();
        String bundle = server.console("bundle:list -s -t 0 | grep com.technosupport.vms.driver.onvif")
                .replaceAll("\u001b\\[[;\\d]*m", "")
                .strip()
                .split("\\D")[0];
        server.console("bundle:update " + bundle);
        Await.until(
                "the driver is back",
                Duration.ofSeconds(20),
                () -> api.get("/api/drivers").body().toString().contains("\"onvif\""));
        awaitPlaying(browser, 4);
        Map<String, JsonNode> after = streams(server);
        for (Map.Entry<String, JsonNode> stream : before.entrySet()) {
            JsonNode now = after.get(stream.getKey());
            assertThat(now.path("lost").asLong())
                    .as("RTP packets lost")
                    .isEqualTo(stream.getValue().path("lost").asLong());
            assertThat(now.path("dropped").asLong()).as("packets dropped").isZero();
            assertThat(now.path("reconnects").asLong())
                    .as("reconnects")
                    .isEqualTo(stream.getValue().path("reconnects").asLong());
        }
    }

    private static Map<String, JsonNode> streams(Server server) throws IOException, InterruptedException {
        Map<String, JsonNode> streams = new java.util.HashMap<>();
        for (JsonNode stream : Api.JSON.readTree(server.console("vms:stream-list --json"))) {
            streams.put(stream.path("id").asText(), stream);
        }
        return streams;
    }

    /** No secret that went through stands in any file but where secrets are sealed or hashed, nor in a log. */
    private static void assertNoSecretLeaked(Server server) throws IOException {
        for (String secret : List.of(CAMERA_PASSWORD, NEW_PASSWORD)) {
            assertThat(server.log()).doesNotContain(secret);
            assertThat(server.output()).doesNotContain(secret);
        }
        byte[] camera = CAMERA_PASSWORD.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        try (var files = Files.walk(server.data)) {
            for (Path file :
                    files.filter(Files::isRegularFile).filter(Files::isReadable).toList()) {
                assertThat(contains(Files.readAllBytes(file), camera))
                        .as("the camera's password in " + file)
                        .isFalse();
            }
        }
    }

    private static boolean contains(byte[] content, byte[] part) {
        outer:
        for (int i = 0; i <= content.length - part.length; i++) {
            for (int j = 0; j < part.length; j++) {
                if (content[i + j] != part[j]) {
                    continue outer;
                }
            }
            return true;
        }
        return false;
    }
}
