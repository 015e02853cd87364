package com.technosupport.vms.web.internal.rest;

import static com.technosupport.vms.web.internal.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.web.internal.FakeAccess;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is wrong, the answer is a problem with a code, and says nothing of our insides. */
class ErrorsTest {

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static JsonNode problem(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        JsonNode problem = json(answer);
        assertThat(problem.path("code").textValue()).isEqualTo(code);
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("type").textValue()).isEqualTo("about:blank");
        assertThat(problem.path("title").textValue()).isNotBlank();
        assertThat(problem.path("detail").textValue()).isNotBlank();
        assertThat(problem.path("correlationId").textValue()).hasSize(16);
        assertThat(problem.path("instance").textValue()).isEqualTo(answer.uri().getPath());
        assertThat(answer.body())
                .doesNotContain("technosupport")
                .doesNotContain("Exception")
                .doesNotContain("jackson");
        return problem;
    }

    /** It would else be closed behind the client's back, with the next request in it. */
    @Test
    void who_is_refused_before_the_body_was_read_is_told_that_the_connection_ends() throws Exception {
        URI address = server.uri("/api/settings/mail");
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("PUT " + address.getPath() + " HTTP/1.1\r\nHost: " + address.getAuthority()
                                    + "\r\nAuthorization: Bearer " + server.viewer
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 403").containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @Test
    void every_call_that_the_description_names_needs_a_session_but_those_that_are_public() throws Exception {
        JsonNode description = json(server.get("/api/openapi.json", null));
        Set<String> open = Set.of("login", "openapi");
        int checked = 0;
        for (Map.Entry<String, JsonNode> path : description.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> call : path.getValue().properties()) {
                if (open.contains(call.getValue().path("operationId").textValue())) {
                    continue;
                }
                String uri = "/api"
                        + path.getKey()
                                .replaceAll("\\{[^}]*}", server.first.id().toString());
                HttpResponse<String> answer =
                        server.call(call.getKey().toUpperCase(java.util.Locale.ROOT), uri, null, null);
                assertThat(answer.statusCode()).as(call.getKey() + " " + uri).isIn(401, 415);
                if (answer.statusCode() == 415) {
                    answer = server.send(server.request(
                                    call.getKey().toUpperCase(java.util.Locale.ROOT), uri, null, "{}")
                            .setHeader("Content-Type", uri.endsWith("/whep") ? "application/sdp" : "application/json"));
                    assertThat(answer.statusCode())
                            .as(call.getKey() + " " + uri)
                            .isEqualTo(401);
                }
                problem(answer, 401, "UNAUTHENTICATED");
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(20);
    }

    @Test
    void every_method_of_a_resource_says_whom_it_serves() {
        for (Class<?> resource : new Class<?>[] {
            AuthResource.class,
            TokenResource.class,
            CameraResource.class,
            WhepResource.class,
            DiscoveryResource.class,
            UserResource.class,
            SiteResource.class,
            GroupResource.class,
            SystemResource.class
        }) {
            for (var method : resource.getDeclaredMethods()) {
                if (java.lang.reflect.Modifier.isPublic(method.getModifiers())) {
                    assertThat(method.isAnnotationPresent(Allow.class) ^ method.isAnnotationPresent(Allow.Anyone.class))
                            .as(method.toString())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void what_is_not_there_is_404_also_with_a_session() throws Exception {
        problem(server.get("/api/nothing", server.admin), 404, "NOT_FOUND");
        problem(server.get("/api/nothing", null), 404, "NOT_FOUND");
        problem(server.get("/api", null), 404, "NOT_FOUND");
        problem(server.get("/health/other", null), 404, "NOT_FOUND");
        problem(server.get("/api/cameras/00000000-0000-7000-8000-000000000000", server.admin), 404, "NOT_FOUND");
    }

    @Test
    void wrong_methods_and_formats_have_their_status() throws Exception {
        HttpResponse<String> method = server.call("PUT", "/api/cameras", server.admin, "{}");
        problem(method, 405, "METHOD_NOT_ALLOWED");
        assertThat(method.headers().firstValue("Allow").orElseThrow()).contains("GET");
        problem(
                server.send(server.request("POST", "/api/discovery/scan", server.admin, "subnet")
                        .setHeader("Content-Type", "text/plain")),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        problem(
                server.send(server.request("GET", "/api/cameras", server.admin, null)
                        .header("Accept", "image/png")),
                406,
                "NOT_ACCEPTABLE");
        problem(server.call("POST", "/health/live", null, "{}"), 405, "METHOD_NOT_ALLOWED");
        problem(server.call("DELETE", "/", null, null), 405, "METHOD_NOT_ALLOWED");
    }

    @Test
    void malformed_json_is_400_and_is_not_quoted() throws Exception {
        for (String body : new String[] {
            "{\"username\":\"planted-name\",",
            "planted-name",
            "[1]",
            "\"x\"",
            "{\"username\":\"a\",\"username\":\"b\"}",
            "{} {}",
            "{\"a\":".repeat(100) + "1" + "}".repeat(100),
            "",
            "null"
        }) {
            HttpResponse<String> answer = server.call("POST", "/api/auth/login", null, body);
            problem(answer, 400, "INVALID_REQUEST");
            assertThat(answer.body()).doesNotContain("planted-name");
        }
    }

    @Test
    void a_wrong_type_is_named_by_its_path() throws Exception {
        String[][] cases = {
            {"{\"ip\":5}", "ip"},
            {"{\"ip\":\"127.0.0.9\",\"port\":\"80\"}", "port"},
            {"{\"ip\":\"127.0.0.9\",\"port\":80.5}", "port"},
            {"{\"ip\":\"127.0.0.9\",\"options\":{\"transport\":{\"planted-key\":1}}}", "options.transport"},
            {"{\"ip\":{\"a\":1}}", "ip"},
            {"{\"ip\":\"127.0.0.9\",\"port\":99999}", "port"},
            {"{\"ip\":\"127.0.0.9\",\"port\":99999999999999999999}", "port"},
            {"{\"ip\":\"no host!\"}", "ip"},
            {"{}", "ip"},
            {"{\"xaddr\":\"ftp://127.0.0.9/\"}", "xaddr"},
            {"{\"xaddr\":\"http://u:planted-key@127.0.0.9/\"}", "xaddr"},
            {"{\"streamUrl\":\"rtsp://u:planted-key@ 127/\"}", "streamUrl"},
            {"{\"ip\":\"127.0.0.9\",\"pass\":\"planted-key\"}", "user"},
            {"{\"ip\":\"127.0.0.9\",\"name\":\"a\\nb\"}", "name"}
        };
        for (String[] each : cases) {
            HttpResponse<String> answer = server.call("POST", "/api/cameras/onboard", server.admin, each[0]);
            JsonNode problem = problem(answer, 400, "INVALID_REQUEST");
            assertThat(problem.path("errors").path(0).path("field").textValue())
                    .as(each[0])
                    .isEqualTo(each[1]);
            assertThat(problem.path("errors").path(0).path("message").textValue())
                    .isNotBlank();
            assertThat(answer.body()).doesNotContain("planted-key");
        }
        problem(
                server.call(
                        "POST",
                        "/api/users",
                        server.admin,
                        "{\"username\":\"x\",\"password\":\"p\",\"role\":\"KING\"}"),
                400,
                "INVALID_REQUEST");
        assertThat(server.devices.onboarded).isEmpty();
    }

    @Test
    void a_body_that_is_too_large_is_413_announced_or_not() throws Exception {
        String big = "{" + " ".repeat(1 << 20) + "}";
        problem(server.call("POST", "/api/auth/login", null, big), 413, "TOO_LARGE");
        // Without a length it goes in chunks.
        problem(
                server.send(server.request("POST", "/api/auth/login", null, "")
                        .method(
                                "POST",
                                BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(big.getBytes(StandardCharsets.UTF_8))))),
                413,
                "TOO_LARGE");
        problem(
                server.send(server.request(
                                "POST",
                                "/api/cameras/" + server.first.id() + "/whep",
                                server.admin,
                                "v=0" + "x".repeat(70_000))
                        .setHeader("Content-Type", "application/sdp")),
                413,
                "TOO_LARGE");
        assertThat(server.get("/health/live", null).statusCode()).isEqualTo(200);
    }

    @Test
    void a_defect_is_500_logged_once_with_the_id_that_the_client_gets() throws Exception {
        server.devices.defect = Optional.of(new IllegalStateException("planted inside words"));
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        HttpResponse<String> answer;
        try {
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            answer = server.get("/api/cameras", server.admin);
        } finally {
            System.setErr(before);
        }
        problem(answer, 500, "INTERNAL");
        assertThat(answer.body()).doesNotContain("planted");
        assertThat(log.toString(StandardCharsets.UTF_8)).containsOnlyOnce("GET /api/cameras failed");
    }

    @Test
    void no_secret_of_a_request_is_in_an_answer_or_in_the_log() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        StringBuilder answers = new StringBuilder();
        try {
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            server.devices.defect = Optional.of(new IllegalStateException("defect"));
            String secret = "planted-device-secret";
            for (String path : new String[] {
                "/api/cameras/onboard", "/api/auth/login", "/api/users", "/api/auth/password", "/api/discovery/scan"
            }) {
                for (String body : new String[] {
                    "{\"user\":\"u\",\"ip\":\"127.0.0.9\",\"pass\":\"" + secret + "\"}",
                    "{\"username\":\"viewer\",\"password\":\"" + secret + "\"}",
                    "{\"old\":\"" + secret + "\",\"new\":\"" + secret + "\"}",
                    "{\"streamUrl\":\"rtsp://u:" + secret + "@127.0.0.9/\"}",
                    "{\"subnet\":\"" + secret + "\"}",
                    "{\"pass\":\"" + secret,
                    "\"" + secret + "\""
                }) {
                    answers.append(server.call("POST", path, server.admin, body).body());
                }
            }
            answers.append(server.get("/ws?ticket=planted-device-secret", null).body());
        } finally {
            System.setErr(before);
        }
        answers.append(Json.MAPPER.writeValueAsString(
                server.stores.entries.stream().map(Object::toString).toList()));
        assertThat(answers).doesNotContain("planted-device-secret").doesNotContain(FakeAccess.PASSWORD);
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("planted-device-secret");
    }
}
