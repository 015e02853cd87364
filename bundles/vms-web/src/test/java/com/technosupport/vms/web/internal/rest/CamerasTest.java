package com.technosupport.vms.web.internal.rest;

import static com.technosupport.vms.web.internal.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.web.internal.FakeDevices;
import com.technosupport.vms.web.internal.TestServer;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cameras, scans, users, the audit log and WHEP over HTTP. */
class CamerasTest {

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of("maxSlowCalls", 2));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void a_camera_looks_as_the_interface_says() throws Exception {
        JsonNode camera = json(server.get("/api/cameras/" + server.first.id(), server.viewer));

        assertThat(camera.path("id").textValue()).isEqualTo(server.first.id().toString());
        assertThat(camera.path("ip").textValue()).isEqualTo("127.0.0.9");
        assertThat(camera.path("manufacturer").textValue()).isEqualTo("Maker");
        assertThat(camera.path("status").path("state").textValue()).isEqualTo("ONLINE");
        assertThat(camera.path("status").path("detail").textValue()).isEmpty();
        assertThat(camera.path("status").path("since").textValue()).isEqualTo("2026-01-31T12:00:00.500Z");
        assertThat(camera.path("streams").path(0).path("role").textValue()).isEqualTo("MAIN");
        assertThat(camera.path("streams").path(0).path("fps").doubleValue()).isEqualTo(25);
        assertThat(camera.path("streams").path(1).path("uri").textValue()).isEqualTo("rtsp://127.0.0.9:554/SUB");
        assertThat(camera.has("nvrId")).isFalse();
        assertThat(camera.has("channel")).isFalse();
        assertThat(camera.path("capabilities")).hasSize(1);
        assertThat(camera.path("capabilities").path(0).textValue()).isEqualTo("PtzControl");
        assertThat(camera.has("options")).isFalse();
        assertThat(json(server.get("/api/cameras/" + server.first.id(), server.admin))
                        .path("options")
                        .path("transport")
                        .textValue())
                .isEqualTo("tcp");
    }

    @Test
    void cameras_that_were_not_granted_are_not_there() throws Exception {
        JsonNode list = json(server.get("/api/cameras", server.viewer));
        assertThat(list.path("items")).hasSize(1);
        assertThat(list.has("nextCursor")).isFalse();
        String other = "/api/cameras/" + server.second.id();
        assertThat(server.get(other, server.viewer).statusCode()).isEqualTo(404);
        assertThat(server.get(other + "/snapshot.jpg", server.viewer).statusCode())
                .isEqualTo(404);
        assertThat(server.send(server.request("POST", other + "/whep", server.viewer, "v=0")
                                .setHeader("Content-Type", "application/sdp"))
                        .statusCode())
                .isEqualTo(403);
        for (String[] call : new String[][] {
            {"PATCH", "/api/cameras/" + server.first.id(), "{}"},
            {"DELETE", "/api/cameras/" + server.first.id(), null},
            {"POST", "/api/cameras/onboard", "{\"ip\":\"127.0.0.9\"}"},
            {"POST", "/api/discovery/scan", "{\"subnet\":\"127.0.0.9\"}"},
            {"GET", "/api/users", null},
            {"GET", "/api/audit", null},
            {"GET", "/api/drivers", null}
        }) {
            assertThat(server.call(call[0], call[1], server.viewer, call[2]).statusCode())
                    .as(call[0] + " " + call[1])
                    .isEqualTo(403);
        }
        assertThat(server.devices.cameras).hasSize(2);
    }

    @Test
    void a_long_list_comes_in_pages() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.devices.add(FakeDevices.camera("Gate", Codec.H264, null));
        }
        List<String> names = new ArrayList<>();
        String query = "?limit=2";
        while (query != null) {
            JsonNode page = json(server.get("/api/cameras" + query, server.admin));
            page.path("items").forEach(item -> names.add(item.path("name").textValue()));
            query = page.has("nextCursor")
                    ? "?limit=2&cursor=" + page.path("nextCursor").textValue()
                    : null;
        }
        assertThat(names).containsExactly("Alpha", "Beta", "Gate", "Gate", "Gate", "Gate", "Gate");
        assertThat(server.get("/api/cameras?limit=0", server.admin).statusCode())
                .isEqualTo(400);
        assertThat(server.get("/api/cameras?limit=1001", server.admin).statusCode())
                .isEqualTo(400);
        assertThat(server.get("/api/cameras?cursor=*", server.admin).statusCode())
                .isEqualTo(400);
    }

    @Test
    void onboarding_answers_201_with_the_location_and_is_written_down() throws Exception {
        HttpResponse<String> answer = server.call(
                "POST",
                "/api/cameras/onboard",
                server.admin,
                "{\"ip\":\"127.0.0.9\",\"port\":8080,\"user\":\"u\",\"pass\":\"planted\",\"name\":\" Door \"}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(answer).path("name").textValue()).isEqualTo("Door");
        assertThat(answer.headers().firstValue("Location"))
                .contains("/api/cameras/" + json(answer).path("id").textValue());
        OnboardRequest request = server.devices.onboarded.get(0);
        assertThat(request.credential()).isEqualTo(new Credential("u", "planted"));
        assertThat(server.stores.entries).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("camera.onboard");
            assertThat(entry.actor()).isEqualTo("admin");
            assertThat(entry.remote()).isEqualTo("127.0.0.1");
            assertThat(entry.toString()).doesNotContain("planted");
        });
    }

    @Test
    void the_login_in_a_streams_address_is_taken_out_of_it() throws Exception {
        HttpResponse<String> answer = server.call(
                "POST",
                "/api/cameras/onboard",
                server.admin,
                "{\"driver\":\"rtsp\",\"streamUrl\":\"rtsp://me:a%2Fb+c@127.0.0.9:8554/live?x=1\"}");

        assertThat(answer.statusCode()).isEqualTo(201);
        OnboardRequest request = server.devices.onboarded.get(0);
        assertThat(request.credential()).isEqualTo(new Credential("me", "a/b+c"));
        assertThat(request.address().host()).isEqualTo("127.0.0.9");
        assertThat(request.address().port()).hasValue(8554);
        assertThat(request.address().endpoint().orElseThrow()).hasToString("rtsp://127.0.0.9:8554/live?x=1");
    }

    @Test
    void every_failure_of_onboarding_has_its_status() throws Exception {
        Map<ErrorCode, Integer> statuses = Map.of(
                ErrorCode.BAD_CREDENTIALS, 400,
                ErrorCode.DEVICE_LOCKED, 400,
                ErrorCode.DEVICE_UNREACHABLE, 400,
                ErrorCode.NOT_SUPPORTED, 400,
                ErrorCode.ALREADY_ONBOARDED, 409,
                ErrorCode.STORE_UNAVAILABLE, 503,
                ErrorCode.DRIVER_MISSING, 503);
        for (Map.Entry<ErrorCode, Integer> each : statuses.entrySet()) {
            server.devices.failure = Optional.of(new VmsException(each.getKey(), "A sentence"));
            HttpResponse<String> answer =
                    server.call("POST", "/api/cameras/onboard", server.admin, "{\"ip\":\"127.0.0.9\"}");
            assertThat(answer.statusCode()).as(each.getKey().name()).isEqualTo(each.getValue());
            assertThat(json(answer).path("code").textValue())
                    .isEqualTo(each.getKey().name());
            assertThat(json(answer).path("detail").textValue()).isEqualTo("A sentence");
        }
        assertThat(server.stores.entries).isEmpty();
    }

    @Test
    void what_does_not_speak_the_protocol_is_not_supported_and_the_answer_says_what_came() throws Exception {
        server.devices.failure = Optional.of(new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device sent a web page"));
        for (HttpResponse<String> answer : List.of(
                server.call("POST", "/api/cameras/onboard", server.admin, "{\"ip\":\"127.0.0.9\"}"),
                server.call("PATCH", "/api/cameras/" + server.first.id(), server.admin, "{\"ip\":\"127.0.0.9\"}"))) {
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(json(answer).path("code").textValue()).isEqualTo("NOT_SUPPORTED");
            assertThat(json(answer).path("detail").textValue()).isEqualTo("The device sent a web page");
        }
    }

    @Test
    void a_locked_device_tells_until_when_if_it_knows() throws Exception {
        Instant until = Instant.now().plusSeconds(1800).truncatedTo(ChronoUnit.SECONDS);
        server.devices.failure = Optional.of(new VmsException(ErrorCode.DEVICE_LOCKED, "The account is locked", until));
        HttpResponse<String> answer =
                server.call("POST", "/api/cameras/onboard", server.admin, "{\"ip\":\"127.0.0.9\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("lockedUntil").textValue()).isEqualTo(until.toString());
        assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1700, 1800);

        server.devices.failure = Optional.of(new VmsException(ErrorCode.DEVICE_LOCKED, "The account is locked"));
        answer = server.call("POST", "/api/cameras/onboard", server.admin, "{\"ip\":\"127.0.0.9\"}");
        assertThat(json(answer).has("lockedUntil")).isFalse();
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void calls_that_wait_for_devices_are_limited_and_the_rest_goes_on() throws Exception {
        server.devices.gate = new CountDownLatch(1);
        server.devices.entered = new CountDownLatch(2);
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waiting.add(server.client.sendAsync(
                    server.request("POST", "/api/cameras/onboard", server.admin, "{\"ip\":\"127.0.0.9\"}")
                            .build(),
                    BodyHandlers.ofString()));
        }
        assertThat(server.devices.entered.await(20, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> refused =
                server.call("POST", "/api/cameras/onboard", server.admin, "{\"ip\":\"127.0.0.9\"}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(json(refused).path("code").textValue()).isEqualTo("BUSY");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(server.get("/api/cameras", server.admin).statusCode()).isEqualTo(200);

        server.devices.gate.countDown();
        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            assertThat(each.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
        }
    }

    @Test
    void a_change_names_only_what_it_changes() throws Exception {
        String path = "/api/cameras/" + server.first.id();
        assertThat(server.call("PATCH", path, server.admin, "{\"name\":\"Door\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.devices.changes.get(0).address()).isEmpty();
        assertThat(server.devices.changes.get(0).credential()).isEmpty();
        assertThat(server.call("PATCH", path, server.admin, "{\"ip\":\"127.0.0.10\",\"enabled\":false}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.devices.changes.get(1).address().orElseThrow().host()).isEqualTo("127.0.0.10");
        assertThat(server.devices.changes.get(1).address().orElseThrow().port()).hasValue(8080);
        assertThat(server.devices.changes.get(1).enabled()).contains(false);
        assertThat(server.call("PATCH", path, server.admin, "{\"name\":\"  \"}").statusCode())
                .isEqualTo(400);
        assertThat(server.call("DELETE", path, server.admin, null).statusCode()).isEqualTo(204);
        assertThat(server.get(path, server.admin).statusCode()).isEqualTo(404);
    }

    @Test
    void a_still_comes_from_the_stream_or_from_the_device() throws Exception {
        String path = "/api/cameras/" + server.first.id() + "/snapshot.jpg";
        HttpResponse<String> none = server.get(path, server.viewer);
        assertThat(none.statusCode()).isEqualTo(409);
        assertThat(json(none).path("code").textValue()).isEqualTo("STREAM_UNAVAILABLE");

        server.devices.facet = Optional.of((StillImage) channel -> new byte[] {1, 2});
        assertThat(server.get(path, server.viewer).body()).hasSize(2);
        server.services.set((com.technosupport.vms.api.media.Snapshots) stream -> new byte[] {1, 2, 3});
        HttpResponse<String> still = server.get(path, server.viewer);
        assertThat(still.body()).hasSize(3);
        assertThat(still.headers().firstValue("Content-Type")).contains("image/jpeg");
    }

    @Test
    void whep_opens_answers_and_closes() throws Exception {
        String path = "/api/cameras/" + server.first.id() + "/whep";
        HttpResponse<String> opened = server.send(server.request("POST", path + "?role=SUB", server.viewer, "v=0\r\n")
                .setHeader("Content-Type", "application/sdp"));
        assertThat(opened.statusCode()).isEqualTo(201);
        assertThat(opened.headers().firstValue("Content-Type")).contains("application/sdp");
        assertThat(opened.body()).startsWith("v=0");
        assertThat(opened.headers().firstValue("Link").orElseThrow())
                .contains("rel=\"ice-server\"")
                .doesNotContain("planted-turn-secret");
        String location = opened.headers().firstValue("Location").orElseThrow();
        assertThat(location).startsWith(path + "/");

        assertThat(server.call("PATCH", location, server.viewer, null).statusCode())
                .isEqualTo(405);
        String stranger = server.access.account(
                "stranger", com.technosupport.vms.api.security.Role.VIEWER, false, server.first.id());
        assertThat(server.call("DELETE", location, stranger, null).statusCode()).isEqualTo(404);
        assertThat(server.call("DELETE", location, server.viewer, null).statusCode())
                .isEqualTo(200);
        assertThat(server.egress.stopped).hasSize(1);
        HttpResponse<String> bad = server.send(
                server.request("POST", path, server.viewer, "hello").setHeader("Content-Type", "application/sdp"));
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(server.call("OPTIONS", path, server.viewer, null).headers().firstValue("Accept-Post"))
                .contains("application/sdp");
    }

    @Test
    void a_scan_is_started_and_read() throws Exception {
        HttpResponse<String> started =
                server.call("POST", "/api/discovery/scan", server.admin, "{\"subnet\":\"127.0.0.9/32\"}");
        assertThat(started.statusCode()).isEqualTo(202);
        String id = json(started).path("scanId").textValue();
        assertThat(started.headers().firstValue("Location")).contains("/api/discovery/scans/" + id);
        JsonNode scan = json(server.get("/api/discovery/scans/" + id, server.admin));
        assertThat(scan.path("state").textValue()).isEqualTo("COMPLETE");
        assertThat(scan.path("devices").path(0).path("xaddrs").path(0).textValue())
                .startsWith("http://");
        for (String subnet : List.of("10.0.0.0/19", "nonsense", "300.1.1.1/24", "")) {
            HttpResponse<String> refused =
                    server.call("POST", "/api/discovery/scan", server.admin, "{\"subnet\":\"" + subnet + "\"}");
            assertThat(refused.statusCode()).as(subnet).isEqualTo(400);
            assertThat(json(refused).path("code").textValue()).isEqualTo("INVALID_SUBNET");
        }
    }

    @Test
    void users_are_kept_and_the_audit_log_tells_newest_first() throws Exception {
        HttpResponse<String> made = server.call(
                "POST",
                "/api/users",
                server.admin,
                "{\"username\":\"ann\",\"password\":\"first one\",\"role\":\"VIEWER\",\"cameras\":[\""
                        + server.first.id() + "\"]}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.body()).doesNotContain("first one");
        assertThat(server.call(
                                "POST",
                                "/api/users",
                                server.admin,
                                "{\"username\":\"Ann\",\"password\":\"first one\",\"role\":\"VIEWER\"}")
                        .statusCode())
                .isEqualTo(409);
        String path = "/api/users/" + json(made).path("id").textValue();
        JsonNode changed = json(server.call("PUT", path, server.admin, "{\"role\":\"OPERATOR\"}"));
        assertThat(changed.path("role").textValue()).isEqualTo("OPERATOR");
        assertThat(changed.path("cameras")).hasSize(1);
        assertThat(server.call("DELETE", path, server.admin, null).statusCode()).isEqualTo(204);
        assertThat(server.call("DELETE", path, server.admin, null).statusCode()).isEqualTo(404);

        JsonNode newest = json(server.get("/api/audit?limit=2", server.admin));
        assertThat(newest.path("items").findValuesAsText("action")).containsExactly("user.remove", "user.update");
        JsonNode older = json(server.get(
                "/api/audit?limit=2&cursor=" + newest.path("nextCursor").textValue(), server.admin));
        assertThat(older.path("items").findValuesAsText("action")).containsExactly("user.add");
        assertThat(older.has("nextCursor")).isFalse();
    }
}
