package com.technosupport.vms.web.internal.rest;

import static com.technosupport.vms.web.internal.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.web.internal.TestServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sites, groups, and what is granted by them. */
class PlacesTest {

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static void refused(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").textValue()).isEqualTo(code);
    }

    @Test
    void a_site_is_made_changed_and_removed_by_administrators() throws Exception {
        HttpResponse<String> made =
                server.call("POST", "/api/sites", server.admin, "{\"name\":\" Works \",\"timeZone\":\"Asia/Kolkata\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        String path = made.headers().firstValue("Location").orElseThrow();
        assertThat(json(made).path("name").textValue()).isEqualTo("Works");
        assertThat(json(server.get("/api/sites", server.admin)).path("items")).hasSize(2);
        String id = json(made).path("id").textValue();
        assertThat(path).endsWith("/api/sites/" + id);

        JsonNode changed = json(server.call("PATCH", "/api/sites/" + id, server.admin, "{\"name\":\"Annex\"}"));
        assertThat(changed.path("name").textValue()).isEqualTo("Annex");
        assertThat(changed.path("timeZone").textValue()).isEqualTo("Asia/Kolkata");
        assertThat(server.call("DELETE", "/api/sites/" + id, server.admin, null).statusCode())
                .isEqualTo(204);
        assertThat(server.stores.entries)
                .extracting(AuditLog.Entry::action)
                .containsExactly("site.add", "site.update", "site.remove");
        assertThat(server.stores.entries).allMatch(entry -> entry.actor().equals("admin"));

        refused(server.call("DELETE", "/api/sites/" + id, server.admin, null), 404, "NOT_FOUND");
        refused(server.call("DELETE", "/api/sites/" + SiteId.DEFAULT, server.admin, null), 409, "IN_USE");
        for (String body : new String[] {"{}", "{\"name\":\" \"}", "{\"name\":\"x\",\"timeZone\":\"+02:00\"}"}) {
            refused(server.call("POST", "/api/sites", server.admin, body), 400, "INVALID_REQUEST");
        }
        refused(server.call("POST", "/api/sites", server.viewer, "{\"name\":\"x\"}"), 403, "FORBIDDEN");
    }

    @Test
    void others_see_the_sites_of_their_cameras() throws Exception {
        server.call("POST", "/api/sites", server.admin, "{\"name\":\"Works\"}");
        JsonNode seen = json(server.get("/api/sites", server.viewer)).path("items");
        assertThat(seen).hasSize(1);
        assertThat(seen.path(0).path("id").textValue()).isEqualTo(SiteId.DEFAULT.toString());
    }

    @Test
    void a_camera_tells_its_site_and_moves_to_another() throws Exception {
        String camera = "/api/cameras/" + server.first.id();
        assertThat(json(server.get(camera, server.viewer)).path("siteId").textValue())
                .isEqualTo(SiteId.DEFAULT.toString());
        String works = json(server.call("POST", "/api/sites", server.admin, "{\"name\":\"Works\"}"))
                .path("id")
                .textValue();
        assertThat(server.call("PATCH", camera, server.admin, "{\"siteId\":\"" + works + "\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.devices.changes.get(0).site()).contains(SiteId.parse(works));
        refused(
                server.call("PATCH", camera, server.admin, "{\"siteId\":\"" + server.first.id() + "\"}"),
                400,
                "INVALID_REQUEST");
    }

    @Test
    void a_group_is_made_replaced_and_removed_in_the_callers_name() throws Exception {
        String both = "[\"" + server.first.id() + "\",\"" + server.second.id() + "\"]";
        HttpResponse<String> made =
                server.call("POST", "/api/groups", server.admin, "{\"name\":\"North\",\"cameras\":" + both + "}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(json(made).path("cameras")).hasSize(2);
        String id = json(made).path("id").textValue();

        JsonNode ofViewer =
                json(server.get("/api/groups", server.viewer)).path("items").path(0);
        assertThat(ofViewer.path("cameras")).as("none that was not granted").hasSize(1);
        assertThat(ofViewer.path("cameras").path(0).textValue())
                .isEqualTo(server.first.id().toString());

        String path = "/api/groups/" + id;
        JsonNode changed = json(server.call("PUT", path, server.admin, "{\"name\":\"South\",\"cameras\":[]}"));
        assertThat(changed.path("name").textValue()).isEqualTo("South");
        assertThat(json(server.get("/api/groups", server.viewer)).path("items")).isEmpty();
        assertThat(server.call("DELETE", path, server.admin, null).statusCode()).isEqualTo(204);
        assertThat(server.stores.entries)
                .hasSize(3)
                .allMatch(
                        entry -> entry.actor().equals("admin") && entry.remote().equals("127.0.0.1"));
        for (String body :
                new String[] {"{}", "{\"name\":\"x\"}", "{\"cameras\":[]}", "{\"name\":\"x\",\"cameras\":[null]}"}) {
            refused(server.call("POST", "/api/groups", server.admin, body), 400, "INVALID_REQUEST");
        }
        refused(server.call("DELETE", path, server.viewer, null), 403, "FORBIDDEN");
    }

    @Test
    void an_account_is_granted_groups_and_what_is_not_named_stays() throws Exception {
        String group = json(server.call("POST", "/api/groups", server.admin, "{\"name\":\"N\",\"cameras\":[]}"))
                .path("id")
                .textValue();
        JsonNode user = json(server.call(
                "POST",
                "/api/users",
                server.admin,
                "{\"username\":\"olga\",\"password\":\"x\",\"role\":\"VIEWER\",\"groups\":[\"" + group + "\"]}"));
        assertThat(user.path("groups").path(0).textValue()).isEqualTo(group);
        assertThat(user.path("cameras")).isEmpty();
        String path = "/api/users/" + user.path("id").textValue();
        JsonNode changed =
                json(server.call("PUT", path, server.admin, "{\"cameras\":[\"" + server.first.id() + "\"]}"));
        assertThat(changed.path("groups")).hasSize(1);
        assertThat(changed.path("cameras")).hasSize(1);
        assertThat(json(server.call("PUT", path, server.admin, "{\"groups\":[]}"))
                        .path("groups"))
                .isEmpty();
        assertThat(server.stores.entries)
                .as("once each, by the accounts' own service")
                .extracting(AuditLog.Entry::action)
                .containsExactly("group.add", "user.add", "user.update", "user.update");
    }
}
