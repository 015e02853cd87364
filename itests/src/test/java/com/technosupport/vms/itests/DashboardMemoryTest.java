package com.technosupport.vms.itests;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.technosupport.vms.itests.PageMeasures.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A wall that is looked at for a long time, with tiles coming and going, holds no more at the end than at the beginning. */
@Tag("endure")
class DashboardMemoryTest {

    private static final int CAMERAS = 9;
    private static final Duration LENGTH = Duration.ofMinutes(Long.getLong("vms.wall.minutes", 10));
    /** What a page does for the first time it may keep: code, formats of times, pooled players. */
    private static final int ROUNDS_BEFORE = 3;

    private static final long MEBIBYTE = 1 << 20;

    @Test
    @Timeout(7_200)
    void aWallOfTilesThatComeAndGoHoldsNoMoreAtItsEnd() throws Exception {
        assumeTrue(Operator.installed(), "Chromium is missing; install it by: apt-get install chromium");
        try (DashboardScene scene =
                        new DashboardScene(Server.freshDirectory("dashboardMemory"), CAMERAS, "127.0.44.1", Map.of());
                Operator operator = scene.operator()) {
            PageMeasures page = new PageMeasures(operator);
            for (int i = 0; i < ROUNDS_BEFORE; i++) {
                round(scene, operator);
            }
            List<Held> held = new ArrayList<>();
            held.add(page.held());
            long end = System.nanoTime() + LENGTH.toNanos();
            do {
                round(scene, operator);
                held.add(page.held());
                System.out.println(held.get(held.size() - 1));
            } while (System.nanoTime() < end);
            Held first = middle(held.subList(0, Math.max(1, held.size() / 4)));
            Held last = middle(held.subList(held.size() - Math.max(1, held.size() / 4), held.size()));
            System.out.println(held.size() + " rounds, from " + first + " to " + last);
            assertThat(last.heap()).as("bytes of objects").isLessThan(first.heap() + first.heap() / 10 + 2 * MEBIBYTE);
            assertThat(last.nodes()).as("nodes").isLessThan(first.nodes() + first.nodes() / 10 + 100);
            assertThat(last.listeners()).as("listeners").isLessThan(first.listeners() + first.listeners() / 10 + 50);
            // A tile holds one, and a second one while it changes streams.
            assertThat(last.peers()).as("connections").isLessThanOrEqualTo(2 * CAMERAS + 2);
            // Players are used again.
            assertThat(last.videos()).as("players").isLessThanOrEqualTo(2 * CAMERAS + 16 + 2);
        }
    }

    /** One is shown large and all again, the page is left and come back to, and a camera goes away and comes back. */
    private static void round(DashboardScene scene, Operator operator) {
        operator.follow("Wall");
        awaitLive(operator, CAMERAS);
        tile(operator, "Gate 2").locator("[data-tile-cover]").click();
        assertThat(operator.find(AriaRole.BUTTON, "All cameras")).isVisible();
        // So long those that are out of view are kept.
        operator.page().waitForTimeout(6_000);
        operator.press("Escape");
        awaitLive(operator, CAMERAS);
        scene.simulator().camera(3).reboot(Duration.ofSeconds(12));
        assertThat(tile(operator, "Gate 3")).not().hasAttribute("data-state", "playing");
        awaitLive(operator, CAMERAS);
        operator.follow("Events").see("No events yet");
    }

    private static Locator tile(Operator operator, String name) {
        return operator.find(AriaRole.LIST, "Live pictures")
                .getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText(name));
    }

    private static void awaitLive(Operator operator, int tiles) {
        operator.page()
                .waitForFunction(
                        "count => [...document.querySelectorAll('video.shown')].filter(v => v.videoWidth > 0)"
                                + ".length >= count",
                        tiles,
                        new com.microsoft.playwright.Page.WaitForFunctionOptions().setTimeout(90_000));
    }

    /** The one in the middle by its heap. */
    private static Held middle(List<Held> held) {
        return held.stream()
                .sorted(java.util.Comparator.comparingLong(Held::heap))
                .toList()
                .get(held.size() / 2);
    }
}
