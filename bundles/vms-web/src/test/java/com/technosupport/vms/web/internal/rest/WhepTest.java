package com.technosupport.vms.web.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.web.internal.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What WHEP clients on pages of others need, and what of its draft we do not do. */
class WhepTest {

    private static final String ORIGIN = "https://player.example";

    private TestServer server;
    private String path;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(Map.of());
        path = "/api/cameras/" + server.first.id() + "/whep";
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private HttpResponse<String> from(String method, String where, String token, String body) throws Exception {
        HttpRequest.Builder request = server.request(method, where, token, body).setHeader("Origin", ORIGIN);
        return server.send(body == null ? request : request.setHeader("Content-Type", "application/sdp"));
    }

    @Test
    void aPageOfOthersAsksFirstWithoutALogin() throws Exception {
        HttpResponse<String> asked = server.send(server.request("OPTIONS", path, null, null)
                .setHeader("Origin", ORIGIN)
                .setHeader("Access-Control-Request-Method", "POST")
                .setHeader("Access-Control-Request-Headers", "authorization,content-type"));
        assertThat(asked.statusCode()).isEqualTo(204);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
                .contains("POST", "DELETE");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("Authorization", "Content-Type");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        assertThat(asked.headers().firstValue("Link"))
                .as("relays are for who is logged in")
                .isEmpty();
        assertThat(server.call("OPTIONS", path, null, null).statusCode()).isEqualTo(401);
    }

    @Test
    void itReadsTheAnswerAndWhatItIsToldOfErrors() throws Exception {
        HttpResponse<String> opened = from("POST", path, server.viewer, "v=0\r\n");
        assertThat(opened.statusCode()).isEqualTo(201);
        assertThat(opened.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(opened.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                .contains("Location", "Link");
        String session = opened.headers().firstValue("Location").orElseThrow();
        assertThat(from("DELETE", session, server.viewer, null).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = from("POST", path, null, "v=0\r\n");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @Test
    void nothingElseIsForPagesOfOthers() throws Exception {
        HttpResponse<String> camera = from("GET", "/api/cameras/" + server.first.id(), server.viewer, null);
        assertThat(camera.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        HttpResponse<String> asked = server.send(server.request("OPTIONS", "/api/cameras", null, null)
                .setHeader("Origin", ORIGIN)
                .setHeader("Access-Control-Request-Method", "POST"));
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    /** All our candidates are in the answer, so there is nothing to trickle and nothing to restart. */
    @Test
    void candidatesOneByOneAreRefusedAsTheDraftWantsIt() throws Exception {
        HttpResponse<String> opened = from("POST", path, server.viewer, "v=0\r\n");
        String session = opened.headers().firstValue("Location").orElseThrow();
        for (String method : new String[] {"PATCH", "GET", "POST", "PUT"}) {
            HttpResponse<String> refused = server.send(server.request(method, session, server.viewer, "a=candidate")
                    .setHeader("Content-Type", "application/trickle-ice-sdpfrag"));
            assertThat(refused.statusCode()).as(method).isEqualTo(405);
            assertThat(refused.headers().firstValue("Allow").orElseThrow())
                    .as(method)
                    .contains("DELETE");
        }
        HttpResponse<String> wrong = server.send(
                server.request("POST", path, server.viewer, "{}").setHeader("Content-Type", "application/json"));
        assertThat(wrong.statusCode()).isEqualTo(415);
    }
}
