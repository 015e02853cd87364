package com.technosupport.vms.web.internal.rest;

import static com.technosupport.vms.web.internal.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.FakeRules;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.TestServer;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules, alarms and the mail settings. */
class RulesTest {

    private TestServer server;
    private final FakeRules rules = new FakeRules();

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.ruleServices.set((com.technosupport.vms.api.rule.Rules) rules);
        server.ruleServices.set((com.technosupport.vms.api.rule.Alarms) rules);
        server.ruleServices.set((com.technosupport.vms.api.rule.Mail) rules);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static void refused(HttpResponse<String> answer, int status, String code) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("code").textValue()).isEqualTo(code);
    }

    private String operator(String name, CameraId camera) {
        server.stores.add(new Actor("admin", ""), name, "", Role.OPERATOR, Grants.of(camera));
        return server.access.account(name, Role.OPERATOR, false, camera);
    }

    private String full() {
        return """
                {"name":"Door at night","when":{"types":["DoorOpened"],"cameraIds":["%s"],"labels":["person"],
                 "minConfidence":0.5,"zone":"door","schedule":[{"days":["MONDAY"],"from":"22:00","to":"06:00"}],
                 "input":{"input":"1","active":true},"count":{"times":3,"withinSeconds":60}},
                 "then":[{"action":"ring","times":3,"loud":true},{"action":"alarm"}],"throttleSeconds":30}""".formatted(server.first.id());
    }

    @Test
    void a_rule_comes_back_as_it_was_made() throws Exception {
        HttpResponse<String> made = server.call("POST", "/api/rules", server.admin, full());
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String path = made.headers().firstValue("Location").orElseThrow();
        JsonNode rule = json(server.get("/api/rules/" + json(made).path("id").textValue(), server.admin));
        assertThat(path).endsWith("/api/rules/" + rule.path("id").textValue());
        JsonNode wanted = Json.MAPPER.readTree(full());
        assertThat(rule.path("then")).isEqualTo(wanted.path("then"));
        assertThat(rule.path("when").path("input"))
                .isEqualTo(wanted.path("when").path("input"));
        assertThat(rule.path("when").path("count"))
                .isEqualTo(wanted.path("when").path("count"));
        assertThat(rule.path("when")
                        .path("schedule")
                        .path(0)
                        .path("days")
                        .path(0)
                        .textValue())
                .isEqualTo("MONDAY");
        assertThat(rule.path("when").path("schedule").path(0).path("from").textValue())
                .startsWith("22:00");
        assertThat(rule.path("enabled").booleanValue()).isTrue();
        assertThat(rule.path("throttleSeconds").intValue()).isEqualTo(30);
        Rule stored = rules.stored.values().iterator().next();
        assertThat(stored.when().cameras()).containsExactly(server.first.id());

        JsonNode again = json(server.call(
                "PUT",
                "/api/rules/" + stored.id(),
                server.admin,
                rule.toString().replace("Door at night", "Door")));
        assertThat(again.path("name").textValue())
                .as("what was answered can be sent")
                .isEqualTo("Door");
        assertThat(json(server.get("/api/rules", server.admin)).path("items")).hasSize(1);
        assertThat(server.call("DELETE", "/api/rules/" + stored.id(), server.admin, null)
                        .statusCode())
                .isEqualTo(204);
        refused(server.get("/api/rules/" + stored.id(), server.admin), 404, "NOT_FOUND");
    }

    @Test
    void rules_are_for_administrators_and_are_checked() throws Exception {
        refused(server.get("/api/rules", server.viewer), 403, "FORBIDDEN");
        refused(server.call("POST", "/api/rules", server.viewer, full()), 403, "FORBIDDEN");
        for (String body : new String[] {
            "{}",
            "{\"name\":\"x\"}",
            "{\"name\":\"x\",\"then\":[{}]}",
            "{\"name\":\"x\",\"then\":[{\"action\":\"ring\",\"list\":[1]}]}",
            "{\"name\":\"x\",\"then\":[{\"action\":\"ring\"}],\"throttleSeconds\":-1}",
            "{\"name\":\"x\",\"then\":[{\"action\":\"ring\"}],\"when\":{\"minConfidence\":2}}",
            "{\"name\":\"x\",\"then\":[{\"action\":\"ring\"}],\"when\":{\"schedule\":[{\"days\":[\"MON\"]}]}}",
            "{\"name\":\"x\",\"then\":[{\"action\":\"ring\"}],\"when\":{\"count\":{\"times\":1,\"withinSeconds\":5}}}"
        }) {
            refused(server.call("POST", "/api/rules", server.admin, body), 400, "INVALID_REQUEST");
        }
        assertThat(rules.stored).isEmpty();
    }

    @Test
    void actions_are_told_and_a_dry_run_is_made() throws Exception {
        JsonNode action = json(server.get("/api/rules/actions", server.admin))
                .path("items")
                .path(0);
        assertThat(action.path("parameters").path(0).path("most").intValue()).isEqualTo(9);
        assertThat(action.path("parameters").path(1).path("kind").textValue()).isEqualTo("SECRET");
        String body = "{\"rule\":" + full() + ",\"from\":\"2026-11-22T00:00:00Z\",\"to\":\"2026-11-23T00:00:00Z\"}";
        assertThat(json(server.call("POST", "/api/rules/dry-run", server.admin, body))
                        .path("throttled")
                        .intValue())
                .isEqualTo(1);
        refused(server.call("POST", "/api/rules/dry-run", server.admin, "{}"), 400, "INVALID_REQUEST");
    }

    @Test
    void alarms_are_seen_by_who_may_see_their_cameras() throws Exception {
        Alarm mine = rules.alarm("mine", Optional.of(server.first.id()));
        Alarm other = rules.alarm("other", Optional.of(server.second.id()));
        Alarm disk = rules.alarm("disk", Optional.empty());
        JsonNode all = json(server.get("/api/alarms", server.admin)).path("items");
        assertThat(all.findValuesAsText("title")).containsExactly("disk", "other", "mine");
        JsonNode some = json(server.get("/api/alarms?state=OPEN,ACKNOWLEDGED", server.viewer))
                .path("items");
        assertThat(some.findValuesAsText("title")).containsExactly("mine");
        assertThat(json(server.get("/api/alarms/" + mine.id(), server.viewer))
                        .path("history")
                        .path(0)
                        .path("kind")
                        .textValue())
                .isEqualTo("RAISED");
        for (Alarm hidden : new Alarm[] {other, disk}) {
            refused(server.get("/api/alarms/" + hidden.id(), server.viewer), 404, "NOT_FOUND");
        }
        refused(server.get("/api/alarms?state=ODD", server.admin), 400, "INVALID_REQUEST");
        refused(server.get("/api/alarms?cursor=ODD", server.admin), 400, "INVALID_REQUEST");
        HttpResponse<String> page = server.get("/api/alarms?limit=2", server.admin);
        String next = json(page).path("nextCursor").textValue();
        assertThat(json(server.get("/api/alarms?limit=2&cursor=" + next, server.admin))
                        .path("items")
                        .findValuesAsText("title"))
                .containsExactly("mine");
    }

    @Test
    void alarms_are_handled_by_operators() throws Exception {
        String operator = operator("op", server.first.id());
        Alarm alarm = rules.alarm("mine", Optional.of(server.first.id()));
        Alarm other = rules.alarm("other", Optional.of(server.second.id()));
        String path = "/api/alarms/" + alarm.id();
        refused(server.call("POST", path + "/ack", server.viewer, "{}"), 403, "FORBIDDEN");
        refused(server.call("POST", "/api/alarms/" + other.id() + "/ack", operator, "{}"), 404, "NOT_FOUND");
        assertThat(server.call("POST", path + "/ack", operator, "{\"note\":\"I go\\nthere\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.call("POST", path + "/close", operator, "{}").statusCode())
                .isEqualTo(200);
        assertThat(server.call("POST", path + "/assign", operator, "{\"owner\":\"OP\"}")
                        .statusCode())
                .isEqualTo(200);
        refused(server.call("POST", path + "/note", operator, "{}"), 400, "INVALID_REQUEST");
        refused(server.call("POST", path + "/note", operator, "{\"note\":\"a\\u0000\"}"), 400, "INVALID_REQUEST");
        assertThat(server.call("POST", path + "/note", operator, "{\"note\":\"seen\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(rules.done)
                .containsExactly("ack by op: I go\nthere", "close by op: ", "assign op by op: ", "note by op: seen");
    }

    @Test
    void who_acts_on_an_alarm_that_another_has_handled_is_told() throws Exception {
        String operator = operator("op", server.first.id());
        rules.alarm("before", Optional.of(server.first.id()));
        Alarm alarm = rules.alarm("mine", Optional.of(server.first.id()));
        JsonNode seen = json(server.get("/api/alarms/" + alarm.id(), operator));
        assertThat(seen.path("revision").intValue()).isEqualTo(1);
        assertThat(seen.path("instructions").textValue()).isEqualTo("Look");
        assertThat(seen.path("allowedTransitions").toString()).isEqualTo("[\"ACKNOWLEDGED\",\"CLOSED\"]");
        HttpResponse<String> late =
                server.call("POST", "/api/alarms/" + alarm.id() + "/ack", operator, "{\"revision\":0}");
        refused(late, 409, "CHANGED_MEANWHILE");
        assertThat(json(late).path("detail").textValue()).contains("ann");
        assertThat(server.call("POST", "/api/alarms/" + alarm.id() + "/ack", operator, "{\"revision\":1}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(server.get("/api/alarms?severity=CRITICAL", operator)).path("items"))
                .isEmpty();
        assertThat(json(server.get("/api/alarms?severity=WARNING", operator)).path("items"))
                .hasSize(2);
        refused(server.get("/api/alarms?severity=LOUD", operator), 400, "INVALID_REQUEST");
    }

    @Test
    void many_alarms_are_handled_at_once() throws Exception {
        String operator = operator("op", server.first.id());
        Alarm one = rules.alarm("one", Optional.of(server.first.id()));
        Alarm two = rules.alarm("two", Optional.of(server.first.id()));
        Alarm hidden = rules.alarm("other", Optional.of(server.second.id()));
        String body =
                "{\"action\":\"ACKNOWLEDGE\",\"note\":\"all\",\"items\":[{\"id\":\"%s\",\"revision\":9},{\"id\":\"%s\"},{\"id\":\"%s\"}]}"
                        .formatted(one.id(), two.id(), hidden.id());
        refused(server.call("POST", "/api/alarms/bulk", server.viewer, body), 403, "FORBIDDEN");
        HttpResponse<String> answer = server.call("POST", "/api/alarms/bulk", operator, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode items = json(answer).path("items");
        assertThat(items.path(0).path("code").textValue()).isEqualTo("CHANGED_MEANWHILE");
        assertThat(items.path(0).path("message").textValue()).contains("ann");
        assertThat(items.path(1).path("alarm").path("title").textValue()).isEqualTo("two");
        assertThat(items.path(2).path("code").textValue()).isEqualTo("NOT_FOUND");
        assertThat(rules.done).containsExactly("ack by op: all");
        for (String bad : new String[] {
            "{}",
            "{\"action\":\"CLOSE\",\"items\":[]}",
            "{\"action\":\"CLOSE\",\"items\":[{}]}",
            "{\"action\":\"NOTE\",\"items\":[{\"id\":\"" + one.id() + "\"}]}"
        }) {
            refused(server.call("POST", "/api/alarms/bulk", operator, bad), 400, "INVALID_REQUEST");
        }
    }

    @Test
    void alarms_are_given_to_who_may_act_on_them() throws Exception {
        String operator = operator("op", server.first.id());
        operator("far", server.second.id());
        Alarm alarm = rules.alarm("mine", Optional.of(server.first.id()));
        refused(server.get("/api/alarms/owners", server.viewer), 403, "FORBIDDEN");
        assertThat(json(server.get("/api/alarms/owners", operator))
                        .path("items")
                        .findValuesAsText("username"))
                .contains("far", "op")
                .doesNotContain("viewer");
        assertThat(json(server.get("/api/alarms/owners?alarmId=" + alarm.id(), operator))
                        .path("items")
                        .findValuesAsText("username"))
                .contains("op")
                .doesNotContain("far");
        String path = "/api/alarms/" + alarm.id() + "/assign";
        refused(server.call("POST", path, operator, "{\"owner\":\"far\"}"), 400, "INVALID_REQUEST");
        refused(server.call("POST", path, operator, "{\"owner\":\"nobody\"}"), 400, "INVALID_REQUEST");
        assertThat(server.call("POST", path, operator, "{}").statusCode()).isEqualTo(200);
        assertThat(rules.done).containsExactly("assign nobody by op: ");
    }

    @Test
    void rules_have_words_to_choose_from() throws Exception {
        refused(server.get("/api/rules/vocabulary", server.viewer), 403, "FORBIDDEN");
        JsonNode words = json(server.get("/api/rules/vocabulary", server.admin));
        assertThat(words.path("types").findValuesAsText("name")).contains("MotionStarted", "DigitalInputChanged");
        assertThat(words.path("devices").isArray()).isTrue();
    }

    @Test
    void mail_is_set_and_tried_by_administrators() throws Exception {
        refused(server.get("/api/settings/mail", server.admin), 404, "NOT_FOUND");
        refused(server.call("PUT", "/api/settings/mail", server.viewer, "{}"), 403, "FORBIDDEN");
        refused(server.call("PUT", "/api/settings/mail", server.admin, "{}"), 400, "INVALID_REQUEST");
        String body =
                "{\"host\":\"mail.example\",\"user\":\"vms\",\"password\":\"planted-secret\",\"from\":\"a@b.example\"}";
        HttpResponse<String> set = server.call("PUT", "/api/settings/mail", server.admin, body);
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        assertThat(json(set).path("port").intValue()).isEqualTo(587);
        assertThat(server.get("/api/settings/mail", server.admin).body()).doesNotContain("planted-secret");
        assertThat(server.call("POST", "/api/settings/mail/test", server.admin, "{\"to\":\"x@y.example\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(rules.done).containsExactly("mail to [x@y.example]");
        assertThat(server.call("DELETE", "/api/settings/mail", server.admin, null)
                        .statusCode())
                .isEqualTo(204);
    }
}
