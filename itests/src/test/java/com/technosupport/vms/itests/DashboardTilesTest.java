package com.technosupport.vms.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.SimulatedCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What can be done with one picture of the wall: turned by a gamepad, heard, replayed, and lost and found again. */
@Tag("endure")
class DashboardTilesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double PATIENCE_MILLIS = PATIENCE.toMillis();

    /** A gamepad that the page finds connected; {@code vmsPad} is where its sticks are. */
    private static final String PAD = """
            () => {
              const button = () => ({value: 0, pressed: false, touched: false});
              window.vmsPad = {id: 'A gamepad', index: 0, connected: true, mapping: 'standard', axes: [0, 0, 0, 0],
                buttons: Array.from({length: 17}, button)};
              navigator.getGamepads = () => [window.vmsPad];
              window.dispatchEvent(new Event('gamepadconnected'));
            }""";

    private static DashboardScene scene;
    private static Instant begin;

    private Operator operator;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Operator.installed(), "Chromium is missing; install it by: apt-get install chromium");
        begin = Instant.now();
        scene = new DashboardScene(Server.freshDirectory("dashboardTiles"), 2, "127.0.45.1", Map.of());
        scene.api().put("/api/cameras/" + scene.cameras().get(0) + "/recording", Map.of("mode", "CONTINUOUS"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (scene != null) {
            scene.close();
        }
    }

    @BeforeEach
    void sitDown() throws Exception {
        operator = scene.operator();
        playing("Gate 1");
        playing("Gate 2");
    }

    @AfterEach
    void leave() {
        if (operator != null) {
            operator.close();
        }
    }

    @Test
    void aGamepadTurnsTheCameraAsLongAsItIsHeld() throws Exception {
        SimulatedCamera camera = scene.simulator().camera(1);
        large("Gate 1");
        operator.seeNot("Gamepad");
        operator.page().evaluate(PAD);
        operator.see("Gamepad");
        operator.screenshot("wall-gamepad");

        frames(3);
        push(0.9);
        awaitLast(camera, "ContinuousMove", 1);
        push(0);
        awaitLast(camera, "Stop", 1);

        // Whoever looks elsewhere does not turn it, and nor does a stick that stayed where it was meanwhile.
        push(0.9);
        awaitLast(camera, "ContinuousMove", 2);
        operator.page().evaluate("() => window.dispatchEvent(new Event('blur'))");
        awaitLast(camera, "Stop", 2);
        frames(30);
        assertThat(count(camera, "ContinuousMove")).isEqualTo(2);
        push(0);
        frames(3);
        push(-0.9);
        awaitLast(camera, "ContinuousMove", 3);

        // Its plug is pulled.
        operator.page()
                .evaluate("() => { navigator.getGamepads = () => [null];"
                        + " window.dispatchEvent(new Event('gamepaddisconnected')); }");
        awaitLast(camera, "Stop", 3);
        operator.seeNot("Gamepad");
    }

    private void push(double right) {
        operator.page().evaluate("right => { window.vmsPad.axes = [right, 0, 0, 0]; }", right);
    }

    /** The page looks at the gamepad once a frame. */
    private void frames(int count) {
        operator.page()
                .evaluate("async count => { while (count-- > 0) await new Promise(requestAnimationFrame); }", count);
    }

    private static long count(SimulatedCamera camera, String command) {
        return camera.commands().stream()
                .map(SimulatedCommand::name)
                .filter(command::equals)
                .count();
    }

    private static void awaitLast(SimulatedCamera camera, String command, int least) throws InterruptedException {
        Await.until(command + " came to the camera", PATIENCE, () -> {
            List<SimulatedCommand> commands = camera.commands();
            return count(camera, command) >= least
                    && commands.get(commands.size() - 1).name().equals(command);
        });
    }

    @Test
    void oneTileIsHeardAtATime() {
        sound("Gate 1");
        heard(scene.cameras().get(0));
        sound("Gate 2");
        heard(scene.cameras().get(1));
    }

    private void sound(String camera) {
        tile(camera).hover();
        operator.click("More about the picture of " + camera);
        operator.find(AriaRole.MENUITEM, "Sound on").click();
    }

    private void heard(String camera) {
        operator.page()
                .waitForFunction(
                        "id => { const loud = [...document.querySelectorAll('video.shown')].filter(v => !v.muted);"
                                + " return loud.length === 1 && loud[0].dataset.cameraId === id; }",
                        camera,
                        new Page.WaitForFunctionOptions().setTimeout(PATIENCE_MILLIS));
    }

    @Test
    void theLastSecondsArePlayedAgain() throws Exception {
        RecordingScene.awaitStored(scene.api(), scene.cameras().get(0), begin, Duration.ofSeconds(45));
        large("Gate 1");
        operator.press("r");
        operator.see("Replay, not live");
        Locator replay = operator.page().getByLabel("Replay of the last 30 seconds");
        operator.page()
                .waitForFunction(
                        "() => { const video = document.querySelector('[data-testid=replay] video');"
                                + " return video && video.videoWidth > 0 && !video.paused && video.readyState >= 2; }",
                        null,
                        new Page.WaitForFunctionOptions().setTimeout(PATIENCE_MILLIS));
        assertThat(replay).isVisible();
        operator.screenshot("wall-replay");
        operator.click("Back to live");
        operator.seeNot("Replay, not live");
        playing("Gate 1");
    }

    @Test
    void aCameraThatGoesAwayAndComesBackSaysSo() {
        scene.simulator().camera(2).reboot(Duration.ofSeconds(20));
        assertThat(tile("Gate 2"))
                .not()
                .hasAttribute(
                        "data-state",
                        "playing",
                        new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE_MILLIS));
        assertThat(tile("Gate 2")).containsText(Pattern.compile("Connecting|Offline|No picture"));
        operator.screenshot("wall-camera-away");
        assertThat(tile("Gate 1")).hasAttribute("data-state", "playing");
        playing("Gate 2");
    }

    private void large(String camera) {
        operator.page()
                .getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(Pattern.compile("^Show " + camera + " large")))
                .click();
        assertThat(operator.find(AriaRole.BUTTON, "All cameras")).isVisible();
        playing(camera);
    }

    private void playing(String camera) {
        assertThat(tile(camera))
                .hasAttribute(
                        "data-state",
                        "playing",
                        new LocatorAssertions.HasAttributeOptions().setTimeout(PATIENCE_MILLIS));
    }

    private Locator tile(String camera) {
        return operator.find(AriaRole.LIST, "Live pictures")
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText(camera));
    }
}
