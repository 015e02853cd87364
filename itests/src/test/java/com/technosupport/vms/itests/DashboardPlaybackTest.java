package com.technosupport.vms.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody looks for what was recorded, sees why some of it is missing, and takes a copy of it away. */
@Tag("endure")
class DashboardPlaybackTest {

    private static final String CAMERA_PASSWORD = "planted-dashboard-playback-5d3e";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Path directory;
    private static Simulator simulator;
    private static Server server;
    private static Api api;
    private static final List<String> CAMERAS = new ArrayList<>();
    private static Instant gap;

    @BeforeAll
    static void record() throws Exception {
        assumeTrue(Operator.installed(), "Chromium is missing; install it by: apt-get install chromium");
        RecordingScene.requireFfmpeg();
        directory = Server.freshDirectory("dashboardPlayback");
        simulator = Simulator.builder()
                .cameras(2)
                .address("127.0.37.1")
                .httpPort(0)
                .rtspPort(0)
                .credentials("admin", CAMERA_PASSWORD)
                .start();
        server = Server.start(directory.resolve("data"), Map.of());
        api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
        for (int i = 0; i < 2; i++) {
            Api.Answer taken = api.post(
                    "/api/cameras/onboard",
                    Map.of(
                            "ip",
                            "127.0.37." + (i + 1),
                            "port",
                            simulator.cameras().get(i).httpPort(),
                            "user",
                            "admin",
                            "pass",
                            CAMERA_PASSWORD));
            assertThat(taken.status()).as(taken.body().toString()).isEqualTo(201);
            CAMERAS.add(taken.body().path("id").asText());
            policy(i, "CONTINUOUS");
        }
        Await.until("both are recorded", PATIENCE, () -> seconds(0) > 12 && seconds(1) > 12);
        // The first is not recorded for a while.
        gap = Instant.now().plusSeconds(2);
        policy(0, "OFF");
        double before = seconds(1);
        Await.until("the other went on meanwhile", PATIENCE, () -> seconds(1) > before + 8);
        policy(0, "CONTINUOUS");
        double since = seconds(0);
        // What is newest is played when it is safely on disk.
        Await.until("the first is recorded again", PATIENCE, () -> seconds(0) > since + 14);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (simulator != null) {
            simulator.close();
        }
    }

    private static void policy(int camera, String mode) throws IOException, InterruptedException {
        Api.Answer answer = api.put(
                "/api/cameras/" + CAMERAS.get(camera) + "/recording", Map.of("mode", mode, "segmentSeconds", 10));
        assertThat(answer.status()).as(answer.body().toString()).isBetween(200, 204);
    }

    private static JsonNode footage(int camera) throws IOException, InterruptedException {
        Instant now = Instant.now();
        return api.get("/api/recordings?cameraId=" + CAMERAS.get(camera) + "&from=" + now.minusSeconds(3600) + "&to="
                        + now.plusSeconds(60))
                .body();
    }

    private static double seconds(int camera) throws IOException, InterruptedException {
        double all = 0;
        for (JsonNode segment : footage(camera).path("segments")) {
            Duration length = Duration.between(
                    Instant.parse(segment.path("start").asText()),
                    Instant.parse(segment.path("end").asText()));
            all += length.toMillis() / 1000.0;
        }
        return all;
    }

    /** Types a time into the dialogue for it. */
    private static void goTo(Operator operator, Instant time) {
        operator.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Go to a time")))
                .click();
        operator.page()
                .getByLabel(Pattern.compile("Date and time"))
                .fill(LocalDateTime.ofInstant(time.truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC)
                        .toString());
        operator.click("Go");
        assertThat(operator.page().getByLabel(Pattern.compile("Date and time"))).hasCount(0);
    }

    /** Awaits a decoded picture of a camera, and gives what its element's clock says. */
    private static double picture(Operator operator, String camera) {
        return ((Number) operator.page()
                        .waitForFunction("""
                                name => {
                                  const video = document.querySelector(`video[aria-label="${name}"]`);
                                  return video?.videoWidth > 0 && video.readyState >= 2 && !video.seeking
                                    && video.closest('[data-picture=shown]') && video.currentTime;
                                }""", camera, new Page.WaitForFunctionOptions().setTimeout(60_000))
                        .jsonValue())
                .doubleValue();
    }

    @Test
    void whatWasRecordedIsFoundPlayedAndTakenAway() throws Exception {
        try (Operator operator = new Operator(server)) {
            operator.login("admin", Server.ADMIN_PASSWORD);
            operator.follow("Playback").see("Which cameras?").click("All of them");
            goTo(operator, gap.minusSeconds(8));
            picture(operator, "Camera 1");
            picture(operator, "Camera 2");

            // Where nothing was recorded it says why and when it goes on, while the other camera is shown.
            goTo(operator, gap);
            operator.see("No footage").see("Not recorded, as set");
            picture(operator, "Camera 2");
            operator.portraits("playback");
            operator.click("Show as list").see("Gap: Not recorded, as set");
            operator.click("Show pictures");
            operator.page().getByText(Pattern.compile("Continues at")).first().click();
            double still = picture(operator, "Camera 1");

            operator.click("Play");
            operator.page()
                    .waitForFunction(
                            "from => document.querySelector('video[aria-label=\"Camera 1\"]').currentTime > from + 1.5",
                            still);
            operator.click("Pause");
            double paused = picture(operator, "Camera 1");
            operator.click("One picture on");
            operator.page()
                    .waitForFunction(
                            "from => { const now = document.querySelector('video[aria-label=\"Camera 1\"]').currentTime;"
                                    + " return now > from && now < from + 0.2; }",
                            paused);

            // Both cameras show the same instant.
            Locator position = operator.find(AriaRole.SLIDER, "Time that is played");
            assertThat(position).hasAttribute("aria-valuetext", Pattern.compile("UTC; Camera 1: Footage"));
            String apart = String.valueOf(operator.page().evaluate("""
                    () => new Set([...document.querySelectorAll('[data-picture=shown] video')]
                      .map(video => Math.round(video.currentTime * 10) % 10)).size"""));
            assertThat(apart).isEqualTo("1");

            Instant begin = gap.minusSeconds(8);
            goTo(operator, begin);
            picture(operator, "Camera 1");
            operator.click("Mark start");
            goTo(operator, begin.plusSeconds(4));
            operator.click("Mark end");
            operator.click("Export");
            operator.find(AriaRole.CHECKBOX, "Camera 2").uncheck();
            operator.click("Start export").see("Ready");
            Download download = operator.page()
                    .waitForDownload(
                            () -> operator.find(AriaRole.LINK, "Download").click());
            Path clip = directory.resolve("clip.mp4");
            download.saveAs(clip);
            String said = RecordingScene.probed(clip);
            assertThat(said).contains("codec_name=h264");
            double length = Double.parseDouble(said.replaceAll("(?s).*duration=([0-9.]+).*", "$1"));
            assertThat(length).isBetween(3.8, 4.2);
            operator.follow("All exports").see("Ready").portraits("exports");

            operator.page().goBack();
            operator.click("Lock");
            operator.field("Note").fill("Case 7");
            operator.page()
                    .getByRole(AriaRole.DIALOG)
                    .getByRole(
                            AriaRole.BUTTON,
                            new Locator.GetByRoleOptions().setName("Lock").setExact(true))
                    .click();
            operator.see("are locked.").see("Locked in this range");
            operator.clean("401"); // who is not logged in yet
        }
    }
}
