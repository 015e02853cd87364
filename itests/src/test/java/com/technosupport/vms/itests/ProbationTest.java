package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * New versions of a driver that start well, answer well when they are tried, and fail when they serve: some cameras first,
 * taken back by themselves, with the reason, and no stream the worse for it. That it is taken back is also seen, without the
 * distribution, by the tests of {@code vms-plugins} at each build.
 */
class ProbationTest {

    private static final String SETTINGS = """
            probationSeconds = 600
            probationProbeSeconds = 1
            probeSeconds = 3
            startSeconds = 3
            settleSeconds = 1
            rollOutPercent = 50
            """;

    private SwapScene scene;

    @Test
    @Timeout(300)
    void aVersionThatFailsItsDevicesIsTakenBackByItself() throws Exception {
        try (SwapScene begun =
                SwapScene.begin("probation", "127.0.12.65", 4, SETTINGS + "rollOutSeconds = 4\n", number -> true)) {
            scene = begun;
            Map<String, JsonNode> streams = scene.awaitStreams();
            String good = scene.plugin().path("version").asText();
            Path fault = scene.jar.resolveSibling("../fault").normalize();

            // Broken while it serves but some: the others never had anything to do with it.
            String version = scene.drop("hangs at " + fault);
            JsonNode rollingOut = scene.awaitPlugin("ROLLING_OUT");
            assertThat(rollingOut.path("detail").asText()).isEqualTo("serves 2 cameras, " + good + " the others");
            assertThat(shares()).isEqualTo(Map.of(good, 2, version, 2));
            Files.createFile(fault);
            awaitRollBack(version, good, "devices");
            assertThat(shares()).isEqualTo(Map.of(good, 4));
            Files.delete(fault);

            // Broken when it serves all.
            version = scene.drop("throws at " + fault);
            scene.awaitPlugin("PROBATION");
            assertThat(shares()).isEqualTo(Map.of(version, 4));
            assertThat(scene.plugin().path("previousVersion").asText()).isEqualTo(good);
            Files.createFile(fault);
            awaitRollBack(version, good, "Driver swap failed; the log says more");
            assertThat(scene.server.log()).contains("planted: the session is broken");
            assertThat(shares()).isEqualTo(Map.of(good, 4));

            // What its calls leave behind is ended after it.
            version = scene.drop("leaks threads in connect");
            scene.awaitPlugin("PROBATION");
            assertThat(scene.jcmd("Thread.print")).contains("swap-leak");
            scene.drop("well");
            scene.awaitPlugin("PROBATION");
            String told =
                    "Driver swap " + version + " has gone and left threads running, which are interrupted: [swap-leak";
            Await.until(
                    "that is told", SwapScene.PATIENCE, () -> scene.server.log().contains(told));
            Await.until(
                    "they have ended",
                    SwapScene.PATIENCE,
                    () -> !scene.jcmd("Thread.print").contains("swap-leak"));

            assertThat(scene.inState("ONLINE")).isEqualTo(4);
            scene.assertStreamsUnharmed(streams);
            scene.assertNoSecretInLog();
        }
    }

    /** By itself, with the reason wherever an operator may look. */
    private void awaitRollBack(String version, String good, String reason) throws IOException, InterruptedException {
        JsonNode plugin = scene.awaitPlugin("ROLLED_BACK");
        assertThat(plugin.path("version").asText()).isEqualTo(good);
        String detail = plugin.path("detail").asText();
        assertThat(detail).contains(reason);
        assertThat(scene.server.log())
                .contains("Plug-in " + SwapJar.NAME + " " + version + " is rolled back to " + good + ": " + detail);
        assertThat(scene.server.console("vms:plugin-list").replaceAll("\\s+", " "))
                .contains("ROLLED_BACK")
                .contains(reason.replaceAll("\\s+", " "));
        assertThat(scene.inState("ONLINE")).isEqualTo(4);
    }

    /** How many cameras each version of the driver serves. */
    private Map<String, Integer> shares() throws IOException, InterruptedException {
        Map<String, Integer> shares = new TreeMap<>();
        for (JsonNode driver : scene.api.get("/api/drivers").body().path("items")) {
            if (driver.path("id").asText().equals("swap")) {
                shares.put(
                        driver.path("version").asText(), driver.path("cameras").asInt());
            }
        }
        return shares;
    }
}
