package com.technosupport.vms.web.internal.rest;

import static com.technosupport.vms.web.internal.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.FakeViews;
import com.technosupport.vms.web.internal.TestServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Views of the wall, whose they are, and who changes them. */
class ViewsTest {

    private static final String SOMEWHERE = "0190b3c2-0000-7000-8000-000000000001";

    private TestServer server;
    private String operator;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.services.set(new FakeViews());
        operator = server.access.account("operator", Role.OPERATOR, false, server.first.id());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
        return server.call(method, path, token, body == null ? null : body.replace('\'', '"'));
    }

    private static void refused(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").textValue()).isEqualTo(code);
    }

    private String tiles(String name, String more) {
        return "{'name':'" + name + "','columns':2,'tiles':[{'cameraId':'" + server.first.id() + "'},{},{'cameraId':'"
                + server.second.id() + "'}]" + more + "}";
    }

    @Test
    void a_view_is_its_owners_until_it_is_shared() throws Exception {
        HttpResponse<String> made = send("POST", "/api/views", operator, tiles("Gates", ""));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode view = json(made);
        assertThat(view.path("mine").booleanValue()).isTrue();
        assertThat(view.path("revision").longValue()).isEqualTo(1);
        assertThat(json(server.get("/api/views", server.viewer)).path("items")).isEmpty();
        String path = "/api/views/" + view.path("id").textValue();
        refused(send("DELETE", path, server.viewer, null), 404, "NOT_FOUND");

        JsonNode shared = json(send("PUT", path, operator, tiles("Gates", ",'revision':1,'shared':true")));
        assertThat(shared.path("revision").longValue()).isEqualTo(2);
        JsonNode seen =
                json(server.get("/api/views", server.viewer)).path("items").path(0);
        assertThat(seen.path("mine").booleanValue()).isFalse();
        assertThat(seen.path("owner").textValue()).isEqualTo("operator");
        refused(send("PUT", path, server.viewer, tiles("Mine", ",'revision':2")), 403, "FORBIDDEN");
        assertThat(send("DELETE", path, server.admin, null).statusCode()).isEqualTo(204);
    }

    @Test
    void the_place_of_a_camera_that_was_not_granted_is_empty() throws Exception {
        send("POST", "/api/views", server.admin, tiles("All", ",'shared':true"));
        JsonNode tiles = json(server.get("/api/views", server.viewer)).at("/items/0/tiles");
        assertThat(tiles).hasSize(3);
        assertThat(tiles.at("/0/cameraId").textValue())
                .isEqualTo(server.first.id().toString());
        assertThat(tiles.at("/2").has("cameraId")).isFalse();
    }

    @Test
    void nobody_undoes_what_another_changed_meanwhile() throws Exception {
        String id = json(send("POST", "/api/views", operator, tiles("Gates", "")))
                .path("id")
                .textValue();
        String path = "/api/views/" + id;
        assertThat(send("PUT", path, operator, tiles("Doors", ",'revision':1")).statusCode())
                .isEqualTo(200);
        refused(send("PUT", path, operator, tiles("Windows", ",'revision':1")), 409, "CHANGED_MEANWHILE");
        refused(send("PUT", path, operator, tiles("Windows", "")), 400, "INVALID_REQUEST");
    }

    @Test
    void what_is_no_view_is_not_kept() throws Exception {
        for (String body : new String[] {
            "{'name':'x'}",
            "{'name':' ','tiles':[{}]}",
            "{'name':'x','tiles':[null]}",
            "{'name':'x','columns':7,'tiles':[{}]}",
            "{'name':'x','tiles':[" + "{},".repeat(36) + "{}]}",
            "{'name':'x','tiles':[{}],'steps':[{'viewId':'" + SOMEWHERE + "','seconds':5}]}",
            "{'name':'x','steps':[{'viewId':'" + SOMEWHERE + "','seconds':2}]}",
        }) {
            refused(send("POST", "/api/views", operator, body), 400, "INVALID_REQUEST");
        }
        refused(
                send("POST", "/api/views", server.viewer, "{'name':'x','shared':true,'tiles':[{}]}"),
                400,
                "INVALID_REQUEST");
        JsonNode tour = json(send(
                "POST",
                "/api/views",
                operator,
                "{'name':'Tour','steps':[{'viewId':'" + SOMEWHERE + "','seconds':5}]}"));
        assertThat(tour.at("/steps/0/seconds").intValue()).isEqualTo(5);
        assertThat(tour.path("tiles")).isEmpty();
    }

    @Test
    void preferences_are_ones_own() throws Exception {
        assertThat(json(server.get("/api/me/preferences", operator))).isEmpty();
        assertThat(send("PUT", "/api/me/preferences", operator, "{'wall':{'view':'x'}}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(json(server.get("/api/me/preferences", operator))
                        .at("/wall/view")
                        .textValue())
                .isEqualTo("x");
        assertThat(json(server.get("/api/me/preferences", server.viewer))).isEmpty();
        refused(
                send("PUT", "/api/me/preferences", operator, "{'a':'" + "x".repeat(17_000) + "'}"),
                400,
                "INVALID_REQUEST");
    }
}
