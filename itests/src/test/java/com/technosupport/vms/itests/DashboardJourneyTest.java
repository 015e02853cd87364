package com.technosupport.vms.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.technosupport.vms.simulator.SimulatedEvent;
import com.technosupport.vms.simulator.Simulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Somebody who has never seen the dashboard, by what stands on it alone: finds a camera on the network and takes it in, watches
 * it, finds what happened, takes a copy of that away, and acknowledges the alarm. By visible words and roles, as a person would.
 */
class DashboardJourneyTest {

    private static final String CAMERA_PASSWORD = "planted-dashboard-journey-c41b";
    /** What is recorded before anything happens, so that there is something before it to look at. */
    private static final Duration BEFORE = Duration.ofSeconds(12);

    @Test
    void aNewcomerFindsTheWay() throws Exception {
        assumeTrue(Operator.installed(), "Chromium is missing; install it by: apt-get install chromium");
        RecordingScene.requireFfmpeg();
        Path directory = Server.freshDirectory("dashboardJourney");
        Instant begin = Instant.now();
        try (Simulator simulator = Simulator.builder()
                        .cameras(1)
                        .address("127.0.42.1")
                        .httpPort(0)
                        .rtspPort(0)
                        .discoveryPort(3702)
                        .credentials("admin", CAMERA_PASSWORD)
                        .start();
                Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            // What an administrator has set up: somebody is told when something moves.
            Api.Answer rule = api.post(
                    "/api/rules",
                    Map.of(
                            "name",
                            "Yard",
                            "when",
                            Map.of("types", List.of("MotionStarted")),
                            "then",
                            List.of(Map.of("action", "alarm", "title", "Somebody in the yard"))));
            assertThat(rule.status()).as(rule.body().toString()).isEqualTo(201);
            try (Operator operator = new Operator(server)) {
                operator.login("admin", Server.ADMIN_PASSWORD);
                takesACameraIn(operator);
                watchesIt(operator);
                String camera = api.get("/api/cameras")
                        .body()
                        .path("items")
                        .path(0)
                        .path("id")
                        .asText();
                RecordingScene.awaitStored(api, camera, begin, BEFORE);
                simulator.camera(1).raise(SimulatedEvent.MOTION, 1, true);
                findsWhatHappened(operator);
                takesACopyAway(operator, directory.resolve("copy.mp4"));
                acknowledgesTheAlarm(operator);
                // Who is not logged in yet; what is asked for before the picture is there.
                operator.clean("401", "404", "409", "503");
            }
        }
    }

    private static void takesACameraIn(Operator operator) {
        operator.see("No cameras yet").screenshot("journey-1-empty");
        operator.click("Add the first camera");
        operator.field("Subnet").fill("127.0.42.0/29");
        operator.click("Scan").see("1 device found.");
        operator.find(AriaRole.CHECKBOX, "Choose all").check();
        operator.field("User name on the devices").fill("admin");
        operator.field("Password on the devices").fill(CAMERA_PASSWORD);
        operator.screenshot("journey-2-scan").accessible();
        operator.click("Add 1 device").see("Added");
        operator.screenshot("journey-3-added");
        operator.click("Done");
    }

    private static void watchesIt(Operator operator) {
        Locator tile = operator.find(AriaRole.LIST, "Live pictures").getByRole(AriaRole.LISTITEM);
        assertThat(tile).hasCount(1);
        assertThat(tile.getByText("Live")).isVisible();
        // It is kept from the beginning, and the tile says so.
        assertThat(tile.getByRole(AriaRole.IMG, new Locator.GetByRoleOptions().setName("Recording")))
                .isVisible();
        operator.screenshot("journey-4-live");
    }

    private static void findsWhatHappened(Operator operator) {
        // The alarm is told wherever one is.
        assertThat(operator.page().getByRole(AriaRole.LINK).filter(has("Alarms")))
                .containsText("1");
        operator.follow("Events");
        operator.find(AriaRole.COMBOBOX, "When").selectOption("Last hour");
        operator.find(AriaRole.COMBOBOX, "Event").selectOption("Motion");
        Locator row = operator.page().getByRole(AriaRole.LISTITEM).filter(has("Motion"));
        row.getByRole(AriaRole.BUTTON).first().click();
        assertThat(operator.find(AriaRole.HEADING, "Motion")).isVisible();
        operator.screenshot("journey-5-event");
    }

    private static void takesACopyAway(Operator operator, Path copy) throws Exception {
        operator.click("Export");
        operator.screenshot("journey-6-export").accessible();
        operator.click("Start export").see("Ready");
        operator.screenshot("journey-7-exported");
        Download download = operator.page()
                .waitForDownload(() -> operator.find(AriaRole.LINK, "Download").click());
        download.saveAs(copy);
        operator.press("Escape");
        String said = RecordingScene.probed(copy);
        assertThat(said).contains("codec_name=h264");
        assertThat(Double.parseDouble(said.replaceAll("(?s).*duration=([0-9.]+).*", "$1")))
                .as("seconds around the event")
                .isBetween(8.0, 32.0);
    }

    private static void acknowledgesTheAlarm(Operator operator) {
        operator.page().getByRole(AriaRole.LINK).filter(has("Alarms")).click();
        operator.page()
                .getByRole(AriaRole.LISTITEM)
                .filter(has("Somebody in the yard"))
                .getByRole(AriaRole.BUTTON)
                .click();
        operator.screenshot("journey-8-alarm");
        operator.field("Note (N)").fill("The gardener");
        operator.click("Acknowledge (A)");
        assertThat(operator.find(AriaRole.BUTTON, "Acknowledge (A)")).hasCount(0);
        operator.see("The gardener").screenshot("journey-9-acknowledged");
    }

    private static Locator.FilterOptions has(String words) {
        return new Locator.FilterOptions().setHasText(words);
    }
}
