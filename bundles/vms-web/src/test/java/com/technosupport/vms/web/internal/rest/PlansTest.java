package com.technosupport.vms.web.internal.rest;

import static com.technosupport.vms.web.internal.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.FakePlans;
import com.technosupport.vms.web.internal.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plans: who sees them and what on them, and what is refused. */
class PlansTest {

    private static final byte[] PICTURE = PictureFileTest.picture("png", 320, 200);

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.services.set(new FakePlans());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private HttpResponse<String> post(String token, String query, String type, byte[] picture) throws Exception {
        return server.send(HttpRequest.newBuilder(server.uri("/api/plans" + query))
                .POST(BodyPublishers.ofByteArray(picture))
                .header("Content-Type", type)
                .header("Authorization", "Bearer " + token));
    }

    private JsonNode added(String name) throws Exception {
        HttpResponse<String> answer = post(server.admin, "?name=" + name, "image/png", PICTURE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer);
    }

    private HttpResponse<String> place(String id, long revision, String... cameras) throws Exception {
        return server.call(
                "PUT",
                "/api/plans/" + id,
                server.admin,
                "{\"revision\":" + revision + ",\"cameras\":[" + String.join(",", cameras) + "]}");
    }

    private static String camera(Object id, double x) {
        return "{\"cameraId\":\"" + id + "\",\"x\":" + x + ",\"y\":0.5,\"direction\":90,\"angle\":80,\"reach\":0.2}";
    }

    private static void refused(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").textValue()).isEqualTo(code);
    }

    @Test
    void aViewerSeesPlansAndCamerasThatWereGrantedAndNoOthers() throws Exception {
        String id = added("Yard").path("id").textValue();
        added("Vault");
        assertThat(json(server.get("/api/plans", server.viewer)).path("items")).isEmpty();
        refused(server.get("/api/plans/" + id + "/image", server.viewer), 404, "NOT_FOUND");

        HttpResponse<String> placed = place(id, 1, camera(server.first.id(), 0.25), camera(server.second.id(), 0.75));
        assertThat(placed.statusCode()).as(placed.body()).isEqualTo(200);
        assertThat(json(placed).path("cameras")).hasSize(2);
        JsonNode seen = json(server.get("/api/plans", server.viewer)).path("items");
        assertThat(seen).hasSize(1);
        assertThat(seen.path(0).path("cameras")).hasSize(1);
        assertThat(seen.path(0).path("cameras").path(0).path("cameraId").textValue())
                .isEqualTo(server.first.id().toString());
        assertThat(json(server.get("/api/plans", server.admin)).path("items")).hasSize(2);
        for (String call : new String[] {"PUT /api/plans/" + id, "DELETE /api/plans/" + id}) {
            String[] parts = call.split(" ");
            refused(server.call(parts[0], parts[1], server.viewer, "{\"revision\":2}"), 403, "FORBIDDEN");
        }
        String operator = server.access.account("operator", Role.OPERATOR, false, server.first.id());
        refused(post(operator, "?name=Mine", "image/png", PICTURE), 403, "FORBIDDEN");
    }

    @Test
    void thePictureIsServedAsWhatItIs() throws Exception {
        JsonNode plan = added("Yard");
        assertThat(plan.path("width").intValue()).isEqualTo(320);
        assertThat(plan.path("height").intValue()).isEqualTo(200);
        HttpRequest.Builder get = server.request("GET", plan.path("image").textValue(), server.admin, null);
        HttpResponse<byte[]> image = server.client.send(get.build(), BodyHandlers.ofByteArray());
        assertThat(image.body()).isEqualTo(PICTURE);
        assertThat(image.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(image.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(image.headers().firstValue("Cache-Control")).contains("private, no-cache");
        String tag = image.headers().firstValue("ETag").orElseThrow();
        assertThat(server.client
                        .send(get.header("If-None-Match", tag).build(), BodyHandlers.ofByteArray())
                        .statusCode())
                .isEqualTo(304);
        // What its sender calls it does not count.
        HttpResponse<String> jpeg =
                post(server.admin, "?name=Other", "image/png", PictureFileTest.picture("jpg", 64, 32));
        assertThat(server.get(json(jpeg).path("image").textValue(), server.admin)
                        .headers()
                        .firstValue("Content-Type"))
                .contains("image/jpeg");
    }

    @Test
    void whatIsNoPictureIsRefused() throws Exception {
        refused(
                post(server.admin, "?name=x", "image/png", "<html>".repeat(20).getBytes(StandardCharsets.UTF_8)),
                400,
                "INVALID_REQUEST");
        refused(post(server.admin, "?name=x", "image/png", new byte[0]), 400, "INVALID_REQUEST");
        refused(post(server.admin, "", "image/png", PICTURE), 400, "INVALID_REQUEST");
        refused(post(server.admin, "?name=x", "image/svg+xml", PICTURE), 415, "UNSUPPORTED_MEDIA_TYPE");
        refused(post(server.admin, "?name=x", "image/png", new byte[(10 << 20) + 1]), 413, "TOO_LARGE");
        assertThat(json(server.get("/api/plans", server.admin)).path("items")).isEmpty();
    }

    @Test
    void placesAreCheckedAndNobodyUndoesWhatAnotherDid() throws Exception {
        String id = added("Yard").path("id").textValue();
        Object first = server.first.id();
        refused(place(id, 1, camera(first, 1.5)), 400, "INVALID_REQUEST");
        refused(place(id, 1, camera(first, 0.5), camera(first, 0.6)), 400, "INVALID_REQUEST");
        refused(place(id, 1, camera(first, 0.5).replace("90", "360")), 400, "INVALID_REQUEST");
        refused(place(id, 1, "null"), 400, "INVALID_REQUEST");
        refused(server.call("PUT", "/api/plans/" + id, server.admin, "{\"name\":\"x\"}"), 400, "INVALID_REQUEST");
        assertThat(place(id, 1, camera(first, 0.5)).statusCode()).isEqualTo(200);
        refused(place(id, 1), 409, "CHANGED_MEANWHILE");
        JsonNode renamed =
                json(server.call("PUT", "/api/plans/" + id, server.admin, "{\"name\":\"Hall\",\"revision\":2}"));
        assertThat(renamed.path("cameras")).hasSize(1);
        HttpRequest.Builder other = HttpRequest.newBuilder(server.uri("/api/plans/" + id + "/image"))
                .PUT(BodyPublishers.ofByteArray(PictureFileTest.picture("jpg", 40, 30)))
                .header("Content-Type", "image/jpeg")
                .header("Authorization", "Bearer " + server.admin);
        JsonNode pictured = json(server.send(other));
        assertThat(pictured.path("width").intValue()).isEqualTo(40);
        assertThat(pictured.path("cameras")).hasSize(1);
        assertThat(pictured.path("image")).isNotEqualTo(renamed.path("image"));
        assertThat(server.call("DELETE", "/api/plans/" + id, server.admin, null).statusCode())
                .isEqualTo(204);
        refused(server.get("/api/plans/" + id, server.admin), 404, "NOT_FOUND");
        assertThat(server.stores.entries)
                .extracting(entry -> entry.action())
                .containsExactly("plan.add", "plan.update", "plan.update", "plan.image", "plan.remove");
    }
}
