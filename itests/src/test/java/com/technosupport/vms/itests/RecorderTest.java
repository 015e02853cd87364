package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.NvrVendor;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.SimulatedNvr;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Recorders and cameras of each vendor at the real server: taken in, watched, switched, lost and found again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecorderTest {

    private static final String PASSWORD = "planted-Recorder-3d77c1";

    private Simulator simulator;
    private Server server;
    private Api api;
    private SimulatedNvr hikvision;
    private SimulatedNvr dahua;

    @BeforeAll
    void start() throws Exception {
        simulator = Simulator.builder()
                .cameras(1)
                .address("127.0.8.1")
                .channels(4)
                .httpPort(0)
                .rtspPort(0)
                .discoveryPort(3702)
                .credentials("admin", PASSWORD)
                .nvr(NvrOptions.hikvision().address("127.0.8.20").heartbeat(Duration.ofSeconds(1)))
                .nvr(NvrOptions.dahua().address("127.0.8.21").heartbeat(Duration.ofSeconds(1)))
                .nvr(NvrOptions.hikvisionCamera().address("127.0.8.22"))
                .nvr(NvrOptions.dahuaCamera().address("127.0.8.23"))
                .start();
        hikvision = recorder(NvrVendor.HIKVISION, false);
        dahua = recorder(NvrVendor.DAHUA, false);
        server = Server.start(Server.freshDirectory("recorders").resolve("data"), Map.of());
        api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
    }

    @AfterAll
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (simulator != null) {
            simulator.close();
        }
    }

    private SimulatedNvr recorder(NvrVendor vendor, boolean camera) {
        return simulator.nvrs().stream()
                .filter(nvr -> nvr.vendor() == vendor && nvr.isCamera() == camera)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> login(SimulatedNvr nvr, String vendor) {
        return new HashMap<>(Map.of(
                "ip", nvr.address(), "port", nvr.httpPort(), "user", "admin", "pass", PASSWORD, "vendor", vendor));
    }

    private int cameras() throws IOException, InterruptedException {
        return api.get("/api/cameras").body().path("items").size();
    }

    @Test
    @Order(1)
    void aPreviewStoresNothing() throws Exception {
        for (SimulatedNvr nvr : List.of(hikvision, dahua)) {
            String vendor = nvr == hikvision ? "hikvision" : "dahua";
            Api.Answer answer = api.post("/api/nvr/preview", login(nvr, vendor));
            assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
            assertThat(answer.body().path("cameraCount").asInt()).isEqualTo(8);
            assertThat(answer.body().path("digitalInputs")).hasSize(4);
            assertThat(answer.body().has("nvrId")).isFalse();
        }
        assertThat(cameras()).isZero();
        assertThat(api.get("/api/nvrs").body().path("items")).isEmpty();
    }

    @Test
    @Order(2)
    void whatFailsLeavesNothing() throws Exception {
        Map<String, Object> wrong = login(hikvision, "hikvision");
        wrong.put("pass", "planted-wrong");
        int before = hikvision.loginFailures();
        assertThat(api.post("/api/nvr/connect", wrong).code()).isEqualTo("BAD_CREDENTIALS");
        assertThat(hikvision.loginFailures() - before).as("tries").isEqualTo(1);

        dahua.lock(Duration.ofMinutes(30));
        Api.Answer locked = api.post("/api/nvr/connect", login(dahua, "dahua"));
        assertThat(locked.status()).isEqualTo(400);
        assertThat(locked.code()).isEqualTo("DEVICE_LOCKED");
        assertThat(locked.body().path("lockedUntil").asText()).isNotEmpty();
        dahua.unlock();

        Map<String, Object> nobody = login(hikvision, "hikvision");
        nobody.put("ip", "127.0.8.99");
        assertThat(api.post("/api/nvr/connect", nobody).code()).isEqualTo("DEVICE_UNREACHABLE");
        hikvision.redirectTo(URI.create("http://127.0.8.98:9"));
        for (NvrQuirk quirk : List.of(
                NvrQuirk.HTML_DEVICE_INFO,
                NvrQuirk.REDIRECT,
                NvrQuirk.ENDLESS_CHUNKED,
                NvrQuirk.XML_BOMB,
                NvrQuirk.HUGE_ANSWER)) {
            hikvision.quirk(quirk);
            Api.Answer answer = api.post("/api/nvr/connect", login(hikvision, "hikvision"));
            assertThat(answer.status()).as(quirk + " " + answer.raw().body()).isEqualTo(400);
            hikvision.clear(quirk);
        }
        assertThat(cameras()).isZero();
        assertThat(api.get("/api/nvrs").body().path("items")).isEmpty();
    }

    @Test
    @Order(3)
    void eachRecorderComesInAndIsUpdatedNotDoubled() throws Exception {
        Map<String, Set<String>> ids = new HashMap<>();
        for (int round = 0; round < 2; round++) {
            for (SimulatedNvr nvr : List.of(hikvision, dahua)) {
                String vendor = nvr == hikvision ? "hikvision" : "dahua";
                Api.Answer answer = api.post("/api/nvr/connect", login(nvr, vendor));
                assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
                assertThat(answer.body().path("cameraCount").asInt()).isEqualTo(8);
                Set<String> cameras = new HashSet<>();
                answer.body()
                        .path("cameras")
                        .forEach(camera -> cameras.add(camera.path("id").asText()));
                assertThat(cameras).hasSize(8);
                assertThat(ids.computeIfAbsent(vendor, key -> cameras)).isEqualTo(cameras);
            }
        }
        assertThat(cameras()).isEqualTo(16);
        String gateway = server.console("vms:nvr-list --json");
        assertThat(Api.JSON.readTree(gateway)).hasSize(2);
        awaitOnline(16);
    }

    private void awaitOnline(int count) throws InterruptedException {
        Await.until(count + " cameras are online", Duration.ofSeconds(60), () -> {
            JsonNode items = api.get("/api/cameras").body().path("items");
            return StreamSupport.stream(items.spliterator(), false)
                            .filter(camera ->
                                    camera.path("status").path("state").asText().equals("ONLINE"))
                            .count()
                    == count;
        });
    }

    @Test
    @Order(4)
    void inputsEventsAndOutputsGoThrough() throws Exception {
        for (SimulatedNvr nvr : List.of(hikvision, dahua)) {
            String vendor = nvr == hikvision ? "hikvision" : "dahua";
            JsonNode stored = nvrOf(vendor);
            String input = stored.path("digitalInputs").path(1).path("id").asText();
            CompletableFuture<String> tail = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.console("vms:event-tail --count 1 --type DigitalInputChanged");
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            boolean[] state = {false};
            Await.until("an input's change arrives", Duration.ofSeconds(40), () -> {
                state[0] = !state[0];
                nvr.setInput(2, state[0]);
                return tail.isDone();
            });
            assertThat(tail.get(10, TimeUnit.SECONDS)).contains("DigitalInputChanged");
            nvr.setInput(2, true);
            Await.until(
                    "the input is shown as active",
                    Duration.ofSeconds(20),
                    () -> nvrOf(vendor)
                            .path("digitalInputs")
                            .path(1)
                            .path("state")
                            .asText()
                            .equals("ACTIVE"));
            assertThat(nvrOf(vendor).path("digitalInputs").path(1).path("id").asText())
                    .isEqualTo(input);

            String output = stored.path("digitalOutputs").path(0).path("id").asText();
            Api.Answer switched = api.put(
                    "/api/devices/" + stored.path("id").asText() + "/outputs/" + output, Map.of("active", true));
            assertThat(switched.status()).as(switched.raw().body()).isEqualTo(204);
            assertThat(nvr.outputs().get(0)).isTrue();
        }
    }

    private JsonNode nvrOf(String vendor) throws IOException, InterruptedException {
        for (JsonNode nvr : api.get("/api/nvrs").body().path("items")) {
            if (nvr.path("vendor").asText().equals(vendor)) {
                return nvr;
            }
        }
        throw new AssertionError("no recorder of " + vendor);
    }

    @Test
    @Order(5)
    void aCameraOfARecorderIsMoved() throws Exception {
        String camera = nvrOf("hikvision").path("cameraIds").path(0).asText();
        assertThat(api.post("/api/cameras/" + camera + "/ptz", Map.of("pan", 0.5))
                        .status())
                .isEqualTo(202);
        assertThat(api.post("/api/cameras/" + camera + "/ptz", Map.of("stop", true))
                        .status())
                .isEqualTo(202);
        assertThat(hikvision.commands()).isNotEmpty();
    }

    @Test
    @Order(6)
    void aChannelThatVanishesIsMarkedAndComesBack() throws Exception {
        String id = nvrOf("dahua").path("id").asText();
        dahua.removeChannel(8);
        assertThat(api.post("/api/nvrs/" + id + "/sync", Map.of()).status()).isEqualTo(200);
        assertThat(nvrOf("dahua").path("absentChannels")).hasSize(1);
        assertThat(cameras()).isEqualTo(16);
        Await.until("its camera is offline with a sentence", Duration.ofSeconds(60), () -> {
            for (JsonNode camera : api.get("/api/cameras").body().path("items")) {
                if (camera.path("nvrId").asText().equals(id)
                        && camera.path("channel").asText().equals("8")) {
                    return camera.path("status").path("state").asText().equals("OFFLINE")
                            && !camera.path("status").path("detail").asText().isEmpty();
                }
            }
            return false;
        });
        dahua.restoreChannel(8);
        assertThat(api.post("/api/nvrs/" + id + "/sync", Map.of()).status()).isEqualTo(200);
        assertThat(nvrOf("dahua").path("absentChannels")).isEmpty();
        awaitOnline(16);
    }

    @Test
    @Order(7)
    void camerasAndAGatewayOfEachVendorComeInToo() throws Exception {
        for (NvrVendor vendor : NvrVendor.values()) {
            SimulatedNvr camera = recorder(vendor, true);
            Api.Answer answer = api.post(
                    "/api/cameras/onboard",
                    Map.of(
                            "ip",
                            camera.address(),
                            "port",
                            camera.httpPort(),
                            "user",
                            "admin",
                            "pass",
                            PASSWORD,
                            "driver",
                            vendor == NvrVendor.HIKVISION ? "hikvision" : "dahua"));
            assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        }
        Api.Answer byStream = api.post(
                "/api/cameras/onboard",
                Map.of("streamUrl", stream().toString(), "user", "admin", "pass", PASSWORD, "driver", "rtsp"));
        assertThat(byStream.status()).as(byStream.raw().body()).isEqualTo(201);
        Map<String, Object> gateway = new HashMap<>(Map.of(
                "ip",
                simulator.camera(1).address(),
                "port",
                simulator.camera(1).httpPort(),
                "user",
                "admin",
                "pass",
                PASSWORD,
                "vendor",
                "onvif"));
        Api.Answer answer = api.post("/api/nvr/connect", gateway);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.body().path("cameraCount").asInt()).isEqualTo(4);
        awaitOnline(23);
        simulator.camera(1).raise(SimulatedEvent.MOTION, 1, true);
        assertThat(server.console("vms:driver-list --json")).contains("hikvision", "dahua", "onvif", "rtsp");
    }

    /** Nothing is there any more but the devices. */
    private void forgetAll() throws Exception {
        for (JsonNode nvr : api.get("/api/nvrs").body().path("items")) {
            assertThat(api.delete("/api/nvrs/" + nvr.path("id").asText()).status())
                    .isEqualTo(204);
        }
        for (JsonNode camera : api.get("/api/cameras").body().path("items")) {
            assertThat(api.delete("/api/cameras/" + camera.path("id").asText()).status())
                    .isEqualTo(204);
        }
        assertThat(cameras()).isZero();
    }

    private void awaitCameras(String how, int count) throws InterruptedException {
        Await.until("the camera has come in " + how, Duration.ofSeconds(60), () -> cameras() == count);
    }

    private URI stream() {
        return simulator.camera(1).stream(2, SimulatedCamera.MAIN);
    }

    @Test
    @Order(10)
    void devicesOfEachKindComeInByTheConsole() throws Exception {
        forgetAll();
        TakingIn way = new TakingIn(server, PASSWORD);
        String gateway = simulator.camera(1).address();
        int port = simulator.camera(1).httpPort();
        way.recorderByConsole("hikvision", hikvision.address(), hikvision.httpPort());
        way.recorderByConsole("dahua", dahua.address(), dahua.httpPort());
        way.recorderByConsole("onvif", gateway, port);
        assertThat(api.get("/api/nvrs").body().path("items")).hasSize(3);
        assertThat(cameras()).isEqualTo(20);

        forgetAll();
        for (NvrVendor vendor : NvrVendor.values()) {
            SimulatedNvr camera = recorder(vendor, true);
            way.cameraByConsole(
                    vendor == NvrVendor.HIKVISION ? "hikvision" : "dahua", camera.address(), camera.httpPort());
        }
        way.cameraByConsole("onvif", gateway, port);
        way.streamByConsole(stream());
        awaitOnline(4);
        assertThat(server.log()).doesNotContain(PASSWORD);
    }

    @Test
    @Order(11)
    void devicesOfEachKindComeInByTheDashboard() throws Exception {
        assumeTrue(Browser.installed(), "Chromium is missing; install it by: apt-get install chromium");
        forgetAll();
        TakingIn way = new TakingIn(server, PASSWORD);
        String gateway = simulator.camera(1).address();
        int port = simulator.camera(1).httpPort();
        try (Browser browser = new Browser(server.data.resolveSibling("browser"), 1440, 900)) {
            way.login(browser);
            int count = 0;
            for (NvrVendor vendor : NvrVendor.values()) {
                SimulatedNvr camera = recorder(vendor, true);
                String driver = vendor == NvrVendor.HIKVISION ? "hikvision" : "dahua";
                way.cameraByDashboard(browser, driver, camera.address(), camera.httpPort());
                awaitCameras("by " + driver, ++count);
            }
            way.cameraByDashboard(browser, "onvif", gateway, port);
            awaitCameras("by onvif", ++count);
            way.streamByDashboard(browser, stream());
            awaitCameras("by its stream", ++count);
            awaitOnline(count);

            forgetAll();
            way.recorderByDashboard(browser, "hikvision", hikvision.address(), hikvision.httpPort());
            way.recorderByDashboard(browser, "dahua", dahua.address(), dahua.httpPort());
            way.recorderByDashboard(browser, "onvif", gateway, port);
            browser.open(server.http().resolve("/recorders"));
            browser.await(
                    "three recorders are listed", "document.querySelectorAll(`[data-testid='nvr-row']`).length === 3");
            browser.screenshot(Path.of("target/screenshots/recorders.png"));
        }
        assertThat(api.get("/api/nvrs").body().path("items")).hasSize(3);
        assertThat(cameras()).isEqualTo(20);
    }

    @Test
    @Order(8)
    void aRecorderThatIsForgottenTakesItsCamerasWithIt() throws Exception {
        String id = nvrOf("hikvision").path("id").asText();
        assertThat(api.delete("/api/nvrs/" + id).status()).isEqualTo(204);
        assertThat(cameras()).isEqualTo(15);
        assertThat(server.log()).doesNotContain(PASSWORD);
        assertThat(server.output()).doesNotContain(PASSWORD);
    }

    @Test
    @Order(9)
    void aDeviceIsDiagnosedFromTheConsoleWithoutASecret() throws Exception {
        String report = server.console(
                "vms:driver-diagnose --driver hikvision --port " + hikvision.httpPort()
                        + " --user admin --password-stdin " + hikvision.address(),
                PASSWORD + "\n");
        assertThat(report).contains("deviceInfo").doesNotContain(PASSWORD).doesNotContain(hikvision.serial());
    }
}
