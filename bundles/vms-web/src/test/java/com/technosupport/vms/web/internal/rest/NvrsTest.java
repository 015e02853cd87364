package com.technosupport.vms.web.internal.rest;

import static com.technosupport.vms.web.internal.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.device.NvrRegistry;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.FakeNvrs;
import com.technosupport.vms.web.internal.TestServer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recorders, movements and outputs over HTTP. */
class NvrsTest {

    private static final String BODY =
            "{\"ip\":\"127.0.0.20\",\"user\":\"admin\",\"pass\":\"sekret\",\"vendor\":\"hikvision\"}";

    private TestServer server;
    private FakeNvrs nvrs;
    private String operator;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        nvrs = new FakeNvrs(server.first.id());
        server.services.set((NvrRegistry) nvrs);
        operator = server.access.account("operator", Role.OPERATOR, false, server.first.id());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void a_recorder_is_taken_in_as_the_interface_says() throws Exception {
        HttpResponse<String> response = server.call("POST", "/api/nvr/connect", server.admin, BODY);

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = json(response);
        assertThat(answer.path("nvrId").textValue()).isEqualTo(nvrs.nvr.id().toString());
        assertThat(answer.path("vendor").textValue()).isEqualTo("hikvision");
        assertThat(answer.path("model").textValue()).isEqualTo("DS-7608");
        assertThat(answer.path("cameraCount").intValue()).isEqualTo(1);
        assertThat(answer.path("cameras").path(0).path("id").textValue())
                .isEqualTo(server.first.id().toString());
        assertThat(answer.path("cameras").path(0).path("name").textValue()).isEqualTo("Gate");
        assertThat(answer.path("otherChannels").path(0).path("channel").textValue())
                .isEqualTo("2");
        assertThat(answer.path("digitalInputs").path(0).path("state").textValue())
                .isEqualTo("ACTIVE");
        assertThat(response.body()).doesNotContain("sekret");
        assertThat(nvrs.connected.get(0).channels()).isEmpty();
    }

    @Test
    void a_preview_counts_what_would_come_and_stores_nothing() throws Exception {
        JsonNode all = json(server.call("POST", "/api/nvr/preview", server.admin, BODY));
        assertThat(all.has("nvrId")).isFalse();
        assertThat(all.path("cameraCount").intValue()).isEqualTo(2);

        JsonNode one = json(
                server.call("POST", "/api/nvr/preview", server.admin, BODY.replace("}", ",\"channels\":[\"2\"]}")));
        assertThat(one.path("cameraCount").intValue()).isEqualTo(1);
        assertThat(one.path("cameras").path(0).path("name").textValue()).isEqualTo("Yard");
        assertThat(one.path("cameras").path(0).path("connected").booleanValue()).isFalse();
        assertThat(nvrs.connected).isEmpty();
    }

    @Test
    void errors_are_those_of_onboarding() throws Exception {
        for (ErrorCode code : List.of(
                ErrorCode.BAD_CREDENTIALS,
                ErrorCode.DEVICE_LOCKED,
                ErrorCode.DEVICE_UNREACHABLE,
                ErrorCode.NOT_SUPPORTED)) {
            nvrs.failure = Optional.of(new VmsException(code, "said"));
            HttpResponse<String> response = server.call("POST", "/api/nvr/connect", server.admin, BODY);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(json(response).path("code").textValue()).isEqualTo(code.name());
        }
        nvrs.failure = Optional.of(new VmsException(ErrorCode.DEVICE_PROTOCOL, "A web page answers"));
        assertThat(json(server.call("POST", "/api/nvr/preview", server.admin, BODY))
                        .path("code")
                        .textValue())
                .isEqualTo("NOT_SUPPORTED");
        assertThat(server.call("POST", "/api/nvr/connect", server.admin, "{\"ip\":\"127.0.0.20\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.call("POST", "/api/nvr/connect", server.admin, BODY.replace("}", ",\"channels\":[]}"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.call("POST", "/api/nvr/connect", operator, BODY).statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_recorder_without_a_granted_camera_is_not_there() throws Exception {
        assertThat(json(server.get("/api/nvrs", server.viewer)).path("items")).isEmpty();
        assertThat(json(server.get("/api/nvrs", server.admin)).path("items")).hasSize(1);
        assertThat(server.get("/api/nvrs/" + nvrs.nvr.id(), server.viewer).statusCode())
                .isEqualTo(404);
        JsonNode nvr = json(server.get("/api/nvrs/" + nvrs.nvr.id(), server.admin));
        assertThat(nvr.path("absentChannels").path(0).textValue()).isEqualTo("7");
        assertThat(nvr.path("digitalOutputs").path(0).path("state").textValue()).isEqualTo("UNKNOWN");
        assertThat(server.call("DELETE", "/api/nvrs/" + nvrs.nvr.id(), server.admin, null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.call("DELETE", "/api/nvrs/" + server.first.id(), server.admin, null)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void an_output_is_switched_by_who_may_see_the_device() throws Exception {
        String path = "/api/devices/" + server.first.id() + "/outputs/1";
        assertThat(server.call("PUT", path, operator, "{\"active\":true}").statusCode())
                .isEqualTo(204);
        assertThat(nvrs.switched).containsExactly(server.first.id() + " 1 true");
        assertThat(server.call("PUT", path, operator, "{}").statusCode()).isEqualTo(400);
        assertThat(server.call("PUT", path, server.viewer, "{\"active\":true}").statusCode())
                .isEqualTo(403);
        assertThat(server.call(
                                "PUT",
                                "/api/devices/" + server.second.id() + "/outputs/1",
                                operator,
                                "{\"active\":true}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.call(
                                "PUT",
                                "/api/devices/" + nvrs.nvr.id() + "/outputs/1",
                                server.admin,
                                "{\"active\":false}")
                        .statusCode())
                .isEqualTo(204);
        nvrs.failure = Optional.of(new VmsException(ErrorCode.NOT_SUPPORTED, "It has no outputs"));
        assertThat(server.call("PUT", path, operator, "{\"active\":true}").statusCode())
                .isEqualTo(409);
    }

    @Test
    void a_camera_is_moved_stopped_and_sent_to_a_preset() throws Exception {
        List<String> commands = new ArrayList<>();
        server.devices.facet = Optional.of(new PtzControl() {
            @Override
            public void move(String channel, Velocity velocity) {
                commands.add("move " + velocity.pan() + " " + velocity.tilt() + " " + velocity.zoom());
            }

            @Override
            public void stop(String channel) {
                commands.add("stop");
            }

            @Override
            public List<Preset> presets(String channel) {
                return List.of(new Preset("3", "Gate"));
            }

            @Override
            public void recall(String channel, String preset) {
                commands.add("preset " + preset);
            }
        });
        String path = "/api/cameras/" + server.first.id() + "/ptz";
        for (String body : List.of("{\"pan\":0.5,\"tilt\":-1}", "{\"stop\":true}", "{\"preset\":\"3\"}")) {
            assertThat(server.call("POST", path, operator, body).statusCode()).isEqualTo(202);
        }
        assertThat(commands).containsExactly("move 0.5 -1.0 0.0", "stop", "preset 3");
        for (String body : List.of("{}", "{\"pan\":2}", "{\"pan\":1,\"stop\":true}", "{\"pan\":\"1\"}")) {
            assertThat(server.call("POST", path, operator, body).statusCode()).isEqualTo(400);
        }
        assertThat(json(server.get(path + "/presets", operator))
                        .path("items")
                        .path(0)
                        .path("name")
                        .textValue())
                .isEqualTo("Gate");

        server.devices.facet = Optional.empty();
        HttpResponse<String> incapable = server.call("POST", path, operator, "{\"stop\":true}");
        assertThat(incapable.statusCode()).isEqualTo(409);
        assertThat(json(incapable).path("code").textValue()).isEqualTo("NOT_SUPPORTED");
        assertThat(server.call("POST", path, server.viewer, "{\"stop\":true}").statusCode())
                .isEqualTo(403);
    }
}
