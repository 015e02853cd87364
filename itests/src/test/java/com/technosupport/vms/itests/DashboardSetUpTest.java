package com.technosupport.vms.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * An administrator at the dashboard installs a driver and a model, is told why bad jars are not taken, draws a plan and finds an
 * alarm on it, hides a part of a picture, lets evidence go and looks after the server. By visible words and roles alone.
 */
class DashboardSetUpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    @Tag("endure")
    void theServerIsSetUp() throws Exception {
        assumeTrue(Operator.installed(), "Chromium is missing; install it by: apt-get install chromium");
        Path directory = Server.freshDirectory("dashboardSetUp");
        try (DashboardScene scene = new DashboardScene(directory, 1, "127.0.39.1", Map.of())) {
            Api api = scene.api();
            String camera = scene.cameras().get(0);
            RecordingScene.policy(api, camera, Map.of("mode", "CONTINUOUS"));
            try (Operator operator = scene.operator()) {
                plugInsAreInstalled(operator, directory);
                aPlanIsDrawn(operator, directory);
                anAlarmShowsOnThePlan(operator, api, camera);
                aPartOfThePictureIsHidden(operator, api, camera);
                aPositionIsStored(operator, api, camera);
                evidenceIsLetGo(operator, api, camera);
                theServerIsLookedAfter(operator);
                inArabic(operator);
                // What is asked for before the picture is there; and a jar that was sent as a plan's picture.
                operator.clean("401", "404", "409", "503", "415");
            }
        }
    }

    private static void send(Operator operator, Path jar) {
        operator.field("Jar file").setInputFiles(jar);
        operator.click("Install");
    }

    private static void plugInsAreInstalled(Operator operator, Path directory) throws Exception {
        Path driver = directory.resolve("swap.jar");
        SwapJar.drop(driver, "1.0.0", "");
        Path torn = directory.resolve("torn.jar");
        byte[] whole = Files.readAllBytes(driver);
        Files.write(torn, Arrays.copyOf(whole, whole.length / 2));
        Path wrong = directory.resolve("wrong.jar");
        Files.writeString(wrong, "This is a letter.", StandardCharsets.UTF_8);
        Path model = directory.resolve("model.jar");
        ModelJar.drop(model, "test-model", "2.0.0", ModelJar.read("model.onnx"));

        operator.follow("Drivers").see("Nothing was installed beside what came with the server.");
        operator.click("Install a driver or a model");
        send(operator, torn);
        operator.see("It was not taken, and nothing has changed: it is no jar, or it is damaged");
        operator.portraits("drivers-refused");
        send(operator, wrong);
        operator.see("It was not taken, and nothing has changed: it is no jar, or it is damaged");
        send(operator, driver);
        operator.see("com.acme.swap");
        operator.find(AriaRole.BUTTON, "Close").last().click();
        operator.click("Install a driver or a model");
        send(operator, model);
        operator.see("com.acme.model.test-model");
        operator.find(AriaRole.BUTTON, "Close").last().click();
        operator.see("Model of a test");
        operator.see("driver:swap");
        operator.portraits("drivers");

        operator.click("Remove com.acme.swap");
        operator.click("Remove");
        operator.seeNot("driver:swap");
        operator.follow("Audit").see("plugin.upload");
    }

    /** A floor with three rooms, such as an architect draws. */
    private static Path floor(Path directory) throws IOException {
        BufferedImage picture = new BufferedImage(1200, 700, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, 1200, 700);
        pen.setColor(Color.BLACK);
        pen.setStroke(new BasicStroke(8));
        pen.drawRect(60, 60, 1080, 580);
        pen.drawLine(480, 60, 480, 400);
        pen.drawLine(480, 400, 60, 400);
        pen.drawLine(820, 640, 820, 300);
        pen.drawLine(820, 300, 1140, 300);
        pen.dispose();
        Path file = directory.resolve("floor.png");
        ImageIO.write(picture, "png", file.toFile());
        return file;
    }

    private static void aPlanIsDrawn(Operator operator, Path directory) throws Exception {
        operator.follow("Map").see("There is no plan yet");
        operator.portraits("map-empty");
        operator.click("Add a plan");
        operator.field("Name").fill("Ground floor");
        operator.field("Picture").setInputFiles(directory.resolve("wrong.jar"));
        operator.click("Add the plan");
        operator.see("A picture is a PNG, JPEG or WebP file.");
        operator.field("Picture").setInputFiles(floor(directory));
        operator.click("Add the plan");
        operator.click("Place Gate 1");
        Locator gate = operator.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Gate 1: ")));
        gate.focus();
        operator.press("Shift+ArrowRight").press("ArrowDown").press(".");
        assertThat(operator.find(AriaRole.SPINBUTTON, "Looks towards, in degrees"))
                .hasValue("185");
        var box = gate.boundingBox();
        operator.page().mouse().move(box.x + box.width / 2, box.y + box.height / 2);
        operator.page().mouse().down();
        operator.page().mouse().move(box.x - 60, box.y + 40);
        operator.page().mouse().up();
        operator.portraits("map-edit");
        operator.click("Save the places");
        assertThat(operator.find(AriaRole.BUTTON, "Place cameras")).isVisible();
    }

    private static void anAlarmShowsOnThePlan(Operator operator, Api api, String camera) throws Exception {
        Api.Answer rule = api.post(
                "/api/rules",
                Map.of(
                        "name",
                        "Gate watch",
                        "enabled",
                        true,
                        "when",
                        Map.of("types", List.of("PersonDetected"), "cameraIds", List.of(camera)),
                        "then",
                        List.of(Map.of("action", "alarm", "title", "Somebody at the gate", "severity", "CRITICAL"))));
        assertThat(rule.status()).as(rule.body().toString()).isEqualTo(201);
        api.post("/api/events", Map.of("type", "PersonDetected", "cameraId", camera));
        Locator gate = operator.find(AriaRole.BUTTON, "Gate 1: Online, 1 open alarm");
        gate.click();
        assertThat(operator.find(AriaRole.LINK, "Somebody at the gate")).isVisible();
        operator.portraits("map");
        operator.follow("Somebody at the gate");
        assertThat(operator.find(AriaRole.BUTTON, "Acknowledge (A)")).isVisible();
    }

    private static void aPartOfThePictureIsHidden(Operator operator, Api api, String camera) throws Exception {
        operator.follow("Cameras").follow("Gate 1").follow("Privacy");
        operator.see("Nothing of the picture is hidden.");
        operator.click("Hide an area");
        operator.find(AriaRole.TEXTBOX, "Hidden area").fill("Neighbour's window");
        operator.find(AriaRole.BUTTON, "Corner 1 of Neighbour's window").focus();
        operator.press("ArrowLeft");
        operator.find(AriaRole.COMBOBOX, "See the whole picture").selectOption("Operators and administrators");
        operator.portraits("camera-privacy");
        operator.click("Save the hidden areas");
        operator.see("Saved. Whoever may no longer see it all is cut off now, and sees the rest.");
        JsonNode mask = api.get("/api/cameras/" + camera + "/masks").body();
        assertThat(mask.path("clearFor").asText()).isEqualTo("OPERATOR");
        assertThat(mask.path("areas").findValuesAsText("name")).containsExactly("Neighbour's window");
    }

    private static void aPositionIsStored(Operator operator, Api api, String camera) throws Exception {
        String presets = "/api/cameras/" + camera + "/ptz/presets";
        int before = api.get(presets).body().path("items").size();
        operator.follow("Positions");
        operator.field("Name of the position").fill("The bench");
        operator.click("Store the position");
        assertThat(operator.find(AriaRole.ROWHEADER, "The bench")).isVisible();
        operator.portraits("camera-positions");
        assertThat(api.get(presets).body().path("items").size()).isEqualTo(before + 1);
        operator.click("Remove The bench");
        operator.click("Remove");
        assertThat(operator.find(AriaRole.ROWHEADER, "The bench")).hasCount(0);
        assertThat(api.get(presets).body().path("items").size()).isEqualTo(before);
    }

    private static void evidenceIsLetGo(Operator operator, Api api, String camera) throws Exception {
        String range = "/api/recordings?cameraId=" + camera + "&from="
                + Instant.now().minusSeconds(3600) + "&to=" + Instant.now().plusSeconds(3600);
        Await.until(
                "there is footage",
                PATIENCE,
                () -> !api.get(range).body().path("segments").isEmpty());
        String recording =
                api.get(range).body().path("segments").path(0).path("id").asText();
        operator.follow("Evidence").see("Nothing is kept as evidence");
        api.post("/api/recordings/" + recording + "/lock", Map.of("reason", "Case 7: the broken window"));
        operator.page().reload();
        operator.see("Case 7: the broken window");
        operator.portraits("evidence");
        operator.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Unlock Gate 1")))
                .click();
        operator.click("Unlock");
        operator.see("Nothing is kept as evidence");
        assertThat(api.get("/api/evidence").body().path("items")).isEmpty();
    }

    private static void theServerIsLookedAfter(Operator operator) {
        operator.follow("System").see("Disks");
        operator.see("are used by the server");
        operator.see("Flows");
        assertThat(operator.find(AriaRole.LIST, "Parts of the server")).containsText("database");
        operator.portraits("system");
    }

    private static void inArabic(Operator operator) {
        operator.click("Account of admin");
        operator.find(AriaRole.MENUITEM, "العربية").click();
        operator.see("كل الأجزاء تعمل");
        operator.accessible().screenshot("system-arabic");
        operator.open("/map").see("وضع الكاميرات");
        operator.accessible().screenshot("map-arabic");
        operator.open("/drivers").see("تثبيت برنامج تشغيل أو نموذج");
        operator.accessible().screenshot("drivers-arabic");
        operator.open("/evidence").see("لا شيء محفوظ كدليل");
        operator.accessible().screenshot("evidence-arabic");
    }
}
