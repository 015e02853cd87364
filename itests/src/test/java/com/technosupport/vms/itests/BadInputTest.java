package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in wrong gets a clear answer, and leaves nothing behind. */
class BadInputTest {

    private static final String CAMERA_PASSWORD = "planted-Camera-08bb5f";

    private static Simulator simulator;
    private static Server server;
    private static Api api;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        simulator = Simulator.builder()
                .cameras(1)
                .address("127.0.5.1")
                .httpPort(0)
                .rtspPort(0)
                .discovery(false)
                .credentials("admin", CAMERA_PASSWORD)
                .start();
        server = Server.start(Server.freshDirectory("bad-input").resolve("data"), Map.of());
        api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.close();
        simulator.close();
    }

    @AfterEach
    void nothingIsStored() throws IOException, InterruptedException {
        assertThat(api.get("/api/cameras").body().path("items").size()).isZero();
        assertThat(server.console("vms:stream-list --json").strip()).isEqualTo("[ ]");
        assertThat(server.log()).doesNotContain(CAMERA_PASSWORD);
    }

    @ParameterizedTest
    @CsvSource({
        "WRONG_PASSWORD, BAD_CREDENTIALS",
        "SILENT,         DEVICE_UNREACHABLE",
        "HTML,           NOT_SUPPORTED",
        "XXE,            NOT_SUPPORTED",
        "ENDLESS,        NOT_SUPPORTED",
        "GARBAGE_RTSP,   DEVICE_UNREACHABLE",
        "GARBAGE_SDP,    DEVICE_UNREACHABLE",
        "FREEZE,         DEVICE_UNREACHABLE",
    })
    void aFaultyDeviceIsRefusedWithItsReason(Fault fault, String code) throws IOException, InterruptedException {
        simulator.camera(1).fault(fault);
        try {
            Api.Answer answer = onboard(simulator.camera(1).deviceService(), CAMERA_PASSWORD);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo(code);
            assertThat(answer.raw().headers().firstValue("Content-Type").orElse(""))
                    .startsWith("application/problem+json");
            assertThat(answer.body().path("detail").asText()).isNotBlank();
            assertThat(answer.raw().body()).doesNotContain("Exception", "\tat ", CAMERA_PASSWORD);
        } finally {
            simulator.camera(1).clearFaults();
        }
    }

    @Test
    void aWrongPasswordIsToldAsSuch() throws IOException, InterruptedException {
        Api.Answer answer = onboard(simulator.camera(1).deviceService(), "not-it");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("BAD_CREDENTIALS");
    }

    @Test
    void nobodyAtThatAddress() throws IOException, InterruptedException {
        Api.Answer answer = onboard(URI.create("http://127.0.0.1:" + Ports.free()), "any");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("DEVICE_UNREACHABLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "10.0.0.0/8", "300.1.1.1/24", "", "10.0.0.0/24/24"})
    void noSubnet(String subnet) throws IOException, InterruptedException {
        Api.Answer answer = api.post("/api/discovery/scan", Map.of("subnet", subnet));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_SUBNET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "\"x\"",
                "{\"ip\": {\"a\": 1}}",
                "{\"ip\": \"127.0.0.1\", \"port\": \"x\"}",
                "null",
                ""
            })
    void noUsableJson(String body) throws IOException, InterruptedException {
        Api.Answer answer = api.post("/api/cameras/onboard", body, "application/json");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
        assertThat(answer.raw().body()).doesNotContain("com.fasterxml", "com.technosupport");
    }

    @Test
    void aHugeBodyIsTurnedAway() throws IOException, InterruptedException {
        Api.Answer answer =
                api.post("/api/cameras/onboard", "{\"ip\":\"" + "x".repeat(3_000_000) + "\"}", "application/json");
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void withoutASessionNothingIsTold() throws IOException, InterruptedException {
        Api stranger = new Api(server);
        assertThat(stranger.get("/api/cameras").status()).isEqualTo(401);
        assertThat(stranger.get("/api/no-such-thing").status()).isIn(401, 404);
        assertThat(stranger.get("/api/openapi.json").status()).isEqualTo(200);
        assertThat(stranger.get("/health/live").status()).isEqualTo(200);
    }

    private static Api.Answer onboard(URI service, String password) throws IOException, InterruptedException {
        Map<String, Object> request = new HashMap<>();
        request.put("ip", service.getHost());
        request.put("port", service.getPort());
        request.put("user", "admin");
        request.put("pass", password);
        return api.post("/api/cameras/onboard", request);
    }
}
