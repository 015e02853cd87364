package com.technosupport.vms.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.technosupport.vms.simulator.Simulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Somebody at the dashboard writes a rule by its form and draws a zone on the picture; another system tells of an event, and
 * it appears with its picture and its alarm, which is acknowledged with a note. By visible words and roles alone.
 */
class DashboardEventsTest {

    private static final String CAMERA_PASSWORD = "planted-dashboard-events-81fa";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @Tag("endure")
    void anEventBecomesAnAlarmThatSomebodySeesTo() throws Exception {
        assumeTrue(Operator.installed(), "Chromium is missing; install it by: apt-get install chromium");
        Path directory = Server.freshDirectory("dashboardEvents");
        try (Simulator simulator = Simulator.builder()
                        .cameras(1)
                        .address("127.0.38.1")
                        .httpPort(0)
                        .rtspPort(0)
                        .credentials("admin", CAMERA_PASSWORD)
                        .start();
                Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Api.Answer taken = api.post(
                    "/api/cameras/onboard",
                    Map.of(
                            "ip",
                            "127.0.38.1",
                            "port",
                            simulator.cameras().get(0).httpPort(),
                            "name",
                            "Gate 1",
                            "user",
                            "admin",
                            "pass",
                            CAMERA_PASSWORD));
            assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
            String camera = taken.body().path("id").asText();
            try (Operator operator = new Operator(server)) {
                operator.login("admin", Server.ADMIN_PASSWORD);
                aRuleIsWritten(operator);
                aZoneIsDrawn(operator, api, camera);
                anEventAppears(operator, api, camera);
                theAlarmIsSeenTo(operator, api);
                operator.follow("Rules").see("raise the alarm “Somebody at the gate”");
                operator.portraits("rules");
                // What is asked for before the picture is there.
                operator.clean("401", "404", "409", "503");
            }
        }
    }

    private static void aRuleIsWritten(Operator operator) {
        operator.follow("Rules").see("No rules yet");
        operator.click("New rule");
        operator.field("Name").fill("Gate watch");
        operator.field("Event").fill("Person detected");
        operator.field("Event").press("Enter");
        operator.find(AriaRole.COMBOBOX, "Camera").selectOption("Gate 1");
        operator.find(AriaRole.COMBOBOX, "Add an action").selectOption("take a snapshot");
        operator.find(AriaRole.COMBOBOX, "Add an action").selectOption("raise an alarm");
        operator.field("Title").fill("Somebody at the gate");
        operator.see(
                "When Person detected happens on Gate 1: take a snapshot and raise the alarm “Somebody at the gate”.");
        operator.click("Try it against yesterday");
        operator.see("It would have acted 0 times");
        operator.portraits("rule");
        operator.click("Save the rule");
        operator.see("Gate watch");
    }

    private static void aZoneIsDrawn(Operator operator, Api api, String camera) throws Exception {
        operator.follow("Cameras");
        operator.follow("Gate 1").follow("Detection");
        operator.click("Add a zone");
        operator.find(AriaRole.TEXTBOX, "Zone").fill("Door");
        Locator corner = operator.find(AriaRole.BUTTON, "Corner 1 of Door");
        corner.focus();
        for (int i = 0; i < 5; i++) {
            operator.press("ArrowLeft");
        }
        operator.click("Add a line");
        operator.portraits("camera-detection");
        operator.click("Save the detection");
        operator.see("Saved");
        JsonNode zones = api.get("/api/cameras/" + camera + "/detection").body().path("zones");
        assertThat(zones.findValuesAsText("name")).containsExactly("Door", "Line 2");
        assertThat(zones.path(0).path("points").path(0).path(0).asDouble()).isEqualTo(0.25);
        operator.follow("Recording");
        operator.find(AriaRole.COMBOBOX, "Record").selectOption("By the week");
        operator.portraits("camera-recording");
        operator.click("Save the recording");
        operator.see("Saved");
        operator.follow("Overview");
        operator.portraits("camera");
    }

    /** It is told by another system while the list is open; the picture comes a moment later. */
    private static void anEventAppears(Operator operator, Api api, String camera) throws Exception {
        operator.follow("Events");
        assertThat(operator.find(AriaRole.HEADING, "Events").first()).isVisible();
        Api.Answer told = api.post(
                "/api/events",
                Map.of(
                        "type",
                        "PersonDetected",
                        "cameraId",
                        camera,
                        "label",
                        "person",
                        "confidence",
                        0.93,
                        "box",
                        Map.of("x", 0.4, "y", 0.3, "w", 0.2, "h", 0.4)));
        assertThat(told.status()).as(told.body().toString()).isEqualTo(202);
        Locator row = operator.page()
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText("Person detected"));
        assertThat(row).isVisible();
        row.getByRole(AriaRole.BUTTON).click();
        assertThat(operator.find(AriaRole.IMG, "The moment of: Person detected"))
                .isVisible();
        operator.find(AriaRole.SWITCH, "Show boxes").check();
        operator.portraits("events");
    }

    private static void theAlarmIsSeenTo(Operator operator, Api api) throws Exception {
        operator.page()
                .getByRole(AriaRole.LINK)
                .filter(new Locator.FilterOptions().setHasText("Alarms"))
                .click();
        operator.page()
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText("Somebody at the gate"))
                .getByRole(AriaRole.BUTTON)
                .click();
        operator.field("Note (N)").fill("Seen: the postman");
        operator.portraits("alarms");
        operator.click("Acknowledge (A)");
        operator.see("Seen: the postman");
        Await.until(
                "it is acknowledged",
                PATIENCE,
                () -> "ACKNOWLEDGED"
                        .equals(api.get("/api/alarms")
                                .body()
                                .path("items")
                                .path(0)
                                .path("state")
                                .asText()));
        operator.press("c");
        operator.see("Nothing to see to");
    }
}
