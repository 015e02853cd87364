package com.technosupport.vms.web.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The description tells the truth, and the copy that the dashboard's types are made of is the current one. */
class OpenApiTest {

    private static final Path COPY = Path.of("openapi.json");

    private static JsonNode document() throws IOException {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi/openapi.json")) {
            return Json.MAPPER.readTree(in);
        }
    }

    @Test
    void the_copy_in_the_repository_is_the_current_one() throws Exception {
        assertThat(Files.exists(COPY) ? Files.readString(COPY).strip() : "")
                .as("The REST interface has changed. If that was meant, then in bundles/vms-web:"
                        + " cp target/classes/openapi/openapi.json openapi.json")
                .isEqualTo(Files.readString(Path.of("target/classes/openapi/openapi.json"))
                        .strip());
    }

    @Test
    void every_call_may_answer_a_problem_whose_codes_are_named() throws Exception {
        JsonNode document = document();
        for (JsonNode path : document.path("paths")) {
            for (JsonNode call : path) {
                assertThat(call.path("responses").path("default").path("$ref").textValue())
                        .as(call.path("operationId").textValue())
                        .isEqualTo("#/components/responses/Problem");
                assertThat(call.path("requestBody").isMissingNode()
                                || call.path("requestBody").path("required").booleanValue())
                        .isTrue();
            }
        }
        Set<String> codes = new HashSet<>();
        document.at("/components/schemas/Problem/properties/code/enum").forEach(code -> codes.add(code.textValue()));
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(codes).contains(code.name());
        }
        assertThat(codes).contains("METHOD_NOT_ALLOWED", "TOO_LARGE");
    }

    @Test
    void what_a_request_must_have_and_an_answer_always_has_is_required() throws Exception {
        assertThat(required("LoginRequest")).containsExactlyInAnyOrder("username", "password");
        assertThat(required("PasswordChange")).containsExactlyInAnyOrder("old", "new");
        assertThat(required("NewUser")).containsExactlyInAnyOrder("username", "password", "role");
        assertThat(required("OnboardRequest")).isEmpty();
        assertThat(required("CameraPatch")).isEmpty();
        assertThat(required("Camera"))
                .contains("id", "name", "ip", "status", "streams")
                .doesNotContain("port", "channel", "options");
        assertThat(required("CameraPage")).containsExactly("items");
        assertThat(required("Problem"))
                .contains("code", "detail", "correlationId")
                .doesNotContain("errors", "lockedUntil");
    }

    @Test
    void real_answers_are_as_described() throws Exception {
        try (TestServer server = new TestServer()) {
            Map<String, String> calls = Map.of(
                    "/api/auth/me",
                    "Me",
                    "/api/cameras",
                    "CameraPage",
                    "/api/cameras/" + server.first.id(),
                    "Camera",
                    "/api/drivers",
                    "DriverPage",
                    "/api/users",
                    "UserPage",
                    "/api/audit",
                    "AuditPage",
                    "/api/auth/tokens",
                    "ApiTokenPage",
                    "/api/nothing",
                    "Problem");
            JsonNode document = document();
            for (String token : Set.of(server.admin, server.viewer)) {
                for (Map.Entry<String, String> call : calls.entrySet()) {
                    HttpResponse<String> answer = server.get(call.getKey(), token);
                    String schema = answer.statusCode() == 200 ? call.getValue() : "Problem";
                    fits(document, schema, TestServer.json(answer), call.getKey());
                }
            }
        }
    }

    private static Set<String> required(String schema) throws IOException {
        Set<String> names = new HashSet<>();
        document().at("/components/schemas/" + schema + "/required").forEach(name -> names.add(name.textValue()));
        return names;
    }

    /** Every required member is there, none is there that is not described, and none is null. */
    private static void fits(JsonNode document, String name, JsonNode value, String where) {
        JsonNode schema = document.at("/components/schemas/" + name);
        schema.path("required")
                .forEach(member -> assertThat(value.has(member.textValue()))
                        .as(where + ": " + name + "." + member.textValue())
                        .isTrue());
        value.properties().forEach(member -> {
            String place = where + ": " + name + "." + member.getKey();
            JsonNode described = schema.path("properties").path(member.getKey());
            assertThat(described.isMissingNode()).as(place).isFalse();
            assertThat(member.getValue().isNull()).as(place).isFalse();
            if (described.has("$ref")) {
                fits(document, type(described), member.getValue(), place);
            } else if (described.path("items").has("$ref")) {
                member.getValue().forEach(item -> fits(document, type(described.path("items")), item, place));
            }
        });
    }

    private static String type(JsonNode described) {
        String reference = described.path("$ref").textValue();
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
