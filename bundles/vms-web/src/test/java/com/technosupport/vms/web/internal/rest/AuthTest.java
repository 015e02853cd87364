package com.technosupport.vms.web.internal.rest;

import static com.technosupport.vms.web.internal.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.web.internal.FakeAccess;
import com.technosupport.vms.web.internal.TestServer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Login, sessions, cookies and what protects them. */
class AuthTest {

    private static final String LOGIN =
            "{\"username\":\"viewer\",\"password\":\"" + FakeAccess.PASSWORD + "\",\"later\":[1]}";

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
    void login_answers_the_token_and_sets_a_strict_cookie() throws Exception {
        HttpResponse<String> answer = server.call("POST", "/api/auth/login", null, LOGIN);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("token").textValue()).startsWith("token-viewer");
        assertThat(json(answer).path("expiresAt").textValue()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(json(answer).path("user").path("role").textValue()).isEqualTo("VIEWER");
        assertThat(json(answer).path("user").path("cameras").path(0).textValue())
                .isEqualTo(server.first.id().toString());
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie)
                .startsWith("vms_session=" + json(answer).path("token").textValue())
                .containsIgnoringCase("HttpOnly")
                .containsIgnoringCase("SameSite=Strict")
                .containsIgnoringCase("Path=/")
                .doesNotContainIgnoringCase("Secure")
                .doesNotContainIgnoringCase("Max-Age");
    }

    @Test
    void a_wrong_password_is_401_and_says_no_more() throws Exception {
        HttpResponse<String> answer = server.call(
                "POST", "/api/auth/login", null, "{\"username\":\"viewer\",\"password\":\"planted-wrong\"}");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer).path("code").textValue()).isEqualTo("BAD_CREDENTIALS");
        assertThat(answer.body()).doesNotContain("planted-wrong");
    }

    @Test
    void a_throttled_login_says_when_to_come_back() throws Exception {
        server.access.failure = Optional.of(ErrorCode.THROTTLED);
        HttpResponse<String> answer = server.call("POST", "/api/auth/login", null, LOGIN);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();

        server.access.retryAt = Optional.of(Instant.now().plusSeconds(600));
        answer = server.call("POST", "/api/auth/login", null, LOGIN);
        assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(540, 600);
        assertThat(json(answer).has("lockedUntil")).isFalse();
        server.access.retryAt = Optional.empty();

        server.access.failure = Optional.of(ErrorCode.STORE_UNAVAILABLE);
        assertThat(server.call("POST", "/api/auth/login", null, LOGIN).statusCode())
                .isEqualTo(503);
    }

    @Test
    void without_access_control_the_server_says_that_it_starts() throws Exception {
        server.services.set((com.technosupport.vms.api.security.AccessControl) null);

        HttpResponse<String> answer = server.call("POST", "/api/auth/login", null, LOGIN);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).path("code").textValue()).isEqualTo("BUSY");
    }

    @Test
    void a_cookie_opens_reads_but_changes_need_the_header() throws Exception {
        String cookie = "vms_session=" + server.viewer;
        assertThat(server.send(server.request("GET", "/api/auth/me", null, null).header("Cookie", cookie))
                        .statusCode())
                .isEqualTo(200);

        HttpResponse<String> refused = server.send(
                server.request("POST", "/api/auth/ws-ticket", null, null).header("Cookie", cookie));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("code").textValue()).isEqualTo("FORBIDDEN");

        assertThat(server.send(server.request("POST", "/api/auth/ws-ticket", null, null)
                                .header("Cookie", cookie)
                                .header("X-VMS-CSRF", "1"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void another_sites_origin_is_refused_even_with_the_header() throws Exception {
        String cookie = "vms_session=" + server.viewer;
        for (String[] header : new String[][] {
            {"Origin", "https://evil.example"},
            {"Origin", "null"},
            {"Origin", "http://127.0.0.1:1"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"}
        }) {
            HttpResponse<String> answer = server.send(server.request("POST", "/api/auth/ws-ticket", null, null)
                    .header("Cookie", cookie)
                    .header("X-VMS-CSRF", "1")
                    .header(header[0], header[1]));
            assertThat(answer.statusCode()).as(header[0] + ": " + header[1]).isEqualTo(403);
        }
        assertThat(server.send(server.request("POST", "/api/auth/ws-ticket", null, null)
                                .header("Cookie", cookie)
                                .header("X-VMS-CSRF", "1")
                                .header("Sec-Fetch-Site", "same-origin")
                                .header("Origin", server.origin()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send(server.request("POST", "/api/auth/login", null, LOGIN)
                                .header("Origin", "https://evil.example"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_wrong_bearer_token_is_not_made_up_for_by_a_cookie() throws Exception {
        HttpResponse<String> answer = server.send(
                server.request("GET", "/api/auth/me", "wrong", null).header("Cookie", "vms_session=" + server.viewer));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void logout_ends_the_session_and_the_cookie() throws Exception {
        HttpResponse<String> answer = server.call("POST", "/api/auth/logout", server.viewer, null);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(server.get("/api/auth/me", server.viewer).statusCode()).isEqualTo(401);
    }

    @Test
    void before_the_first_password_change_nothing_else_is_allowed() throws Exception {
        assertThat(server.get("/api/auth/me", server.fresh).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = server.get("/api/cameras", server.fresh);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("code").textValue()).isEqualTo("PASSWORD_CHANGE_REQUIRED");
        assertThat(server.call("POST", "/api/auth/ws-ticket", server.fresh, null)
                        .statusCode())
                .isEqualTo(403);

        HttpResponse<String> weak = server.call(
                "POST", "/api/auth/password", server.fresh, "{\"old\":\"" + FakeAccess.PASSWORD + "\",\"new\":\"x\"}");
        assertThat(weak.statusCode()).isEqualTo(400);
        assertThat(json(weak).path("code").textValue()).isEqualTo("WEAK_PASSWORD");
        assertThat(server.call("POST", "/api/auth/password", server.fresh, "{\"old\":\"no\",\"new\":\"long enough 1\"}")
                        .statusCode())
                .isEqualTo(400);

        assertThat(server.call(
                                "POST",
                                "/api/auth/password",
                                server.fresh,
                                "{\"old\":\"" + FakeAccess.PASSWORD + "\",\"new\":\"long enough 1\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.get("/api/cameras", server.fresh).statusCode()).isEqualTo(200);
        assertThat(server.stores.entries)
                .as("it is the login that writes it down")
                .isEmpty();
    }

    @Test
    void api_tokens_are_made_listed_and_revoked() throws Exception {
        HttpResponse<String> made =
                server.call("POST", "/api/auth/tokens", server.viewer, "{\"name\":\"nightly\",\"scope\":\"VIEWER\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        String secret = json(made).path("token").textValue();
        assertThat(server.get("/api/auth/me", secret).statusCode()).isEqualTo(200);
        HttpResponse<String> list = server.get("/api/auth/tokens", server.viewer);
        assertThat(json(list).path("items")).hasSize(1);
        assertThat(list.body()).doesNotContain(secret);

        String id = json(made).path("id").textValue();
        assertThat(made.headers().firstValue("Location")).contains("/api/auth/tokens/" + id);
        assertThat(server.call("DELETE", "/api/auth/tokens/" + id, server.viewer, null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.call("DELETE", "/api/auth/tokens/" + id, server.viewer, null)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_token_reaches_no_further_than_its_maker_nor_than_a_year() throws Exception {
        HttpResponse<String> above =
                server.call("POST", "/api/auth/tokens", server.viewer, "{\"name\":\"x\",\"scope\":\"ADMIN\"}");
        assertThat(above.statusCode()).isEqualTo(400);
        assertThat(json(above).path("errors").path(0).path("field").textValue()).isEqualTo("scope");
        assertThat(server.call(
                                "POST",
                                "/api/auth/tokens",
                                server.viewer,
                                "{\"name\":\"x\",\"expiresAt\":\"2999-01-01T00:00:00Z\"}")
                        .statusCode())
                .isEqualTo(400);
    }
}
