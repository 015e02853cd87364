package com.technosupport.vms.web.internal.http;

import static com.technosupport.vms.web.internal.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.web.internal.TestServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Health, metrics, the dashboard's files and the headers of all. */
class PagesTest {

    private record Check(String name, Optional<String> problem) implements HealthCheck {}

    /** A part that does its work with less than it should have. */
    private record Worn(String name, Optional<String> problem, Optional<String> warning) implements HealthCheck {}

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void ready_is_said_when_every_part_is() throws Exception {
        assertThat(server.get("/health/live", null).statusCode()).isEqualTo(200);
        server.services.set(new Check("database", Optional.empty()));
        HttpResponse<String> starting = server.get("/health/ready", null);
        assertThat(starting.statusCode()).isEqualTo(503);
        JsonNode parts = json(starting).path("parts");
        assertThat(parts.path(0).path("name").textValue()).isEqualTo("database");
        assertThat(parts.path(0).has("problem")).isFalse();
        assertThat(parts.path(1).path("problem").textValue()).isEqualTo("not started");

        server.services.set(
                new Check("database", Optional.empty()),
                new Check("media", Optional.of("no memory")),
                new Check("media", Optional.empty()));
        assertThat(json(server.get("/health/ready", null))
                        .path("parts")
                        .path(1)
                        .path("problem")
                        .textValue())
                .isEqualTo("no memory");
        server.services.set(new Check("database", Optional.empty()), new Check("media", Optional.empty()));
        assertThat(server.get("/health/ready", null).statusCode()).isEqualTo(200);
        assertThat(json(server.get("/health/ready", null)).path("status").textValue())
                .isEqualTo("UP");

        server.services.set(
                new Worn("database", Optional.empty(), Optional.of("/b is away")),
                new Check("media", Optional.empty()));
        HttpResponse<String> degraded = server.get("/health/ready", null);
        assertThat(degraded.statusCode()).as("its work goes on").isEqualTo(200);
        assertThat(json(degraded).path("status").textValue()).isEqualTo("DEGRADED");
        assertThat(json(degraded).path("parts").path(0).path("warning").textValue())
                .isEqualTo("/b is away");
    }

    @Test
    void metrics_are_for_this_machine_and_for_administrators() throws Exception {
        assertThat(server.get("/metrics", null).statusCode()).isEqualTo(503);
        server.services.set(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        server.get("/api/nothing", null);

        HttpResponse<String> metrics = server.get("/metrics", null);
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body())
                .contains("vms_cameras{state=\"ONLINE\"} 2.0")
                .contains("vms_http_requests_seconds_count{part=\"api\",status=\"404\"} 1")
                .contains("vms_live_sessions{protocol=\"webrtc\"}");

        for (String token : new String[] {null, server.viewer, server.fresh, server.admin}) {
            int status = server.send(
                            server.request("GET", "/metrics", token, null).header("X-Forwarded-For", "192.0.2.1"))
                    .statusCode();
            assertThat(status).isEqualTo(token == null ? 401 : token.equals(server.admin) ? 200 : 403);
        }
    }

    @Test
    void every_answer_carries_the_security_headers() throws Exception {
        for (String path :
                List.of("/", "/assets/main-4f2a.js", "/assets/none.js", "/api/cameras", "/health/live", "/ws")) {
            HttpResponse<String> answer = server.get(path, null);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .as(path)
                    .contains("default-src 'self'")
                    .contains("frame-ancestors 'none'")
                    .contains("connect-src 'self' ws://127.0.0.1:" + server.port() + ";")
                    .contains("script-src 'self';")
                    .contains("style-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.headers().firstValue("Permissions-Policy")).isPresent();
            assertThat(answer.headers().firstValue("Cross-Origin-Opener-Policy"))
                    .contains("same-origin");
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
        assertThat(server.get("/health/live", null).headers().firstValue("Cache-Control"))
                .contains("no-store");
    }

    @Test
    void files_are_served_with_what_lets_browsers_keep_them() throws Exception {
        HttpResponse<String> script = server.get("/assets/main-4f2a.js", null);
        assertThat(script.body()).isEqualTo("start()");
        assertThat(script.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
        assertThat(script.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        HttpResponse<String> page = server.get("/", null);
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-cache");
        String etag = page.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again =
                server.send(server.request("GET", "/", null, null).header("If-None-Match", etag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        HttpResponse<String> head = server.call("HEAD", "/favicon.svg", null, null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void pages_of_the_application_get_its_index_and_nothing_else_does() throws Exception {
        for (String page : List.of("/", "/index.html", "/cameras/7", "/login")) {
            HttpResponse<String> answer =
                    server.send(server.request("GET", page, null, null).header("Accept", "text/html,*/*;q=0.8"));
            assertThat(answer.statusCode()).as(page).isEqualTo(200);
            assertThat(answer.body()).contains("dashboard");
        }
        for (String missing :
                List.of("/assets/none.js", "/apis.js", "/api", "/api/x", "/health", "/../etc/passwd.txt")) {
            HttpResponse<String> answer =
                    server.send(server.request("GET", missing, null, null).header("Accept", "text/html"));
            assertThat(answer.statusCode()).as(missing).isIn(400, 404);
            assertThat(answer.body()).doesNotContain("<title>dashboard");
        }
        assertThat(server.send(server.request("GET", "/cameras/7", null, null).header("Accept", "application/json"))
                        .statusCode())
                .isEqualTo(404);
    }
}
