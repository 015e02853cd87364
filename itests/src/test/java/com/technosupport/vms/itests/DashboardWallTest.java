package com.technosupport.vms.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.technosupport.vms.simulator.Simulator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The dashboard as operators have it: the wall and what is around it, by visible words and roles. */
class DashboardWallTest {

    private static final String CAMERA_PASSWORD = "planted-Camera-77aa01";
    private static final String VIEWER_PASSWORD = "planted-Viewer-13c9d2";
    private static final List<String> PAGES = List.of("Cameras", "Recorders", "Drivers", "Users", "System", "Audit");

    /** What the console may say while a server is away. */
    private static final String[] AWAY = {"ERR_CONNECTION_REFUSED", "WebSocket connection", "Failed to load resource"};

    @Test
    @Tag("endure")
    void theWallAndWhatIsAroundIt() throws Exception {
        assumeTrue(Operator.installed(), "Chromium is missing; install it by: apt-get install chromium");
        try (Simulator simulator = Simulator.builder()
                        .cameras(4)
                        .address("127.0.9.1")
                        .httpPort(0)
                        .rtspPort(0)
                        .discoveryPort(0)
                        .credentials("admin", CAMERA_PASSWORD)
                        .start();
                Server server =
                        Server.start(Server.freshDirectory("dashboardWall").resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            onboard(api, simulator);
            try (Operator operator = new Operator(server)) {
                operator.login("admin", Server.ADMIN_PASSWORD);
                awaitLive(operator, 4);
                operator.portraits("wall");
                savesAView(operator);
                pages(operator);
                inArabic(operator);
                operator.clean("401"); // who is not logged in yet
                serverGoesAway(server, operator);
                loginEnds(operator);
                operator.clean(AWAY);
            }
            try (Operator viewer = new Operator(server)) {
                viewerWithoutGrants(api, viewer);
            }
        }
    }

    private static void onboard(Api api, Simulator simulator) throws Exception {
        for (var camera : simulator.cameras()) {
            Api.Answer answer = api.post(
                    "/api/cameras/onboard",
                    Map.of(
                            "ip",
                            camera.deviceService().getHost(),
                            "port",
                            camera.deviceService().getPort(),
                            "user",
                            "admin",
                            "pass",
                            CAMERA_PASSWORD,
                            "name",
                            "Gate " + camera.number()));
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        }
    }

    private static void awaitLive(Operator operator, int tiles) {
        operator.page()
                .waitForFunction(
                        "count => [...document.querySelectorAll('video.shown')].filter(v => v.videoWidth > 0)"
                                + ".length >= count",
                        tiles);
    }

    private static void savesAView(Operator operator) {
        operator.click("All cameras");
        operator.find(AriaRole.MENUITEM, "Save as a new view …").click();
        operator.field("Name").fill("Both gates");
        operator.find(AriaRole.CHECKBOX, "Gate 3").uncheck();
        operator.find(AriaRole.CHECKBOX, "Gate 4").uncheck();
        operator.screenshot("wall-save-view").accessible();
        operator.click("Save");
        assertThat(operator.find(AriaRole.BUTTON, "Both gates")).isVisible();
        assertThat(operator.find(AriaRole.LIST, "Live pictures").getByRole(AriaRole.LISTITEM))
                .hasCount(2);
        // The address is the view's: whoever opens it sees the same.
        operator.page().reload();
        assertThat(operator.find(AriaRole.BUTTON, "Both gates")).isVisible();
        awaitLive(operator, 2);
        // Shift with an arrow carries the tile along; what was moved is not saved by itself.
        Locator first = operator.find(AriaRole.LIST, "Live pictures")
                .getByRole(AriaRole.LISTITEM)
                .first();
        assertThat(first).containsText("Gate 1");
        first.locator("[data-tile-cover]").focus();
        operator.press("Shift+ArrowRight");
        assertThat(first).containsText("Gate 2");
        operator.click("Undo the arranging");
    }

    private static void pages(Operator operator) {
        for (String page : PAGES) {
            operator.follow(page);
            assertThat(operator.find(AriaRole.HEADING, page).first()).isVisible();
            operator.portraits(page.toLowerCase(java.util.Locale.ROOT));
        }
    }

    private static void inArabic(Operator operator) {
        operator.follow("Wall");
        operator.click("Account of admin");
        operator.find(AriaRole.MENUITEM, "العربية").click();
        assertThat(operator.find(AriaRole.LINK, "الجدار")).isVisible();
        assertThat(operator.page().evaluate("() => document.documentElement.dir"))
                .isEqualTo("rtl");
        awaitLive(operator, 1);
        operator.portraits("wall-arabic");
        // The account keeps it: who logs in elsewhere finds it so.
        operator.page().evaluate("() => localStorage.clear()");
        operator.page().reload();
        assertThat(operator.find(AriaRole.LINK, "الجدار")).isVisible();
        operator.page()
                .getByRole(AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText("admin"))
                .click();
        operator.find(AriaRole.MENUITEM, "English").click();
        assertThat(operator.find(AriaRole.LINK, "Wall")).isVisible();
    }

    private static void serverGoesAway(Server server, Operator operator) throws Exception {
        server.kill();
        operator.see("Connection lost.");
        operator.screenshot("connection-lost").accessible();
        server.start();
        server.awaitReady();
        operator.seeNot("Connection lost.");
        awaitLive(operator, 1);
    }

    private static void loginEnds(Operator operator) throws Exception {
        operator.follow("Users");
        assertThat(operator.find(AriaRole.HEADING, "Users").first()).isVisible();
        operator.page().evaluate("() => fetch('/api/auth/logout', {method: 'POST', headers: {'X-VMS-CSRF': '1'}})");
        operator.see("Your session has ended. Log in to go on where you were.");
        operator.screenshot("session-ended").accessible();
        operator.login("admin", Server.ADMIN_PASSWORD);
        assertThat(operator.find(AriaRole.HEADING, "Users").first()).isVisible();
    }

    private static void viewerWithoutGrants(Api api, Operator viewer) throws Exception {
        Api.Answer made =
                api.post("/api/users", Map.of("username", "guest", "password", VIEWER_PASSWORD, "role", "VIEWER"));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        viewer.open("/wall");
        viewer.field("User name").fill("guest");
        viewer.field("Password").fill(VIEWER_PASSWORD);
        viewer.click("Log in");
        viewer.field("Present password").fill(VIEWER_PASSWORD);
        viewer.field("New password").fill(VIEWER_PASSWORD + "-own");
        viewer.field("New password again").fill(VIEWER_PASSWORD + "-own");
        viewer.page().keyboard().press("Enter");
        viewer.see("No camera is granted to you. Ask an administrator.");
        viewer.portraits("wall-without-grants");
        for (String page : Set.of("Users", "Drivers", "Audit", "Rules")) {
            assertThat(viewer.find(AriaRole.LINK, page)).hasCount(0);
        }
        viewer.clean("401");
    }
}
