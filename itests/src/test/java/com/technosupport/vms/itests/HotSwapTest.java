package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.itests.swap.SwapDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A driver is dropped in, updated, broken, rolled back and removed again and again, while eight cameras stream, four of them its
 * own: no packet is lost, and nothing of the server notices.
 */
class HotSwapTest {

    private static final int CYCLES = 20;

    /** What a driver does wrong, and what is told of it. */
    private static final List<Map.Entry<String, String>> FAULTS = List.of(
            Map.entry("throws in activate", "IllegalStateException: planted"),
            Map.entry("leaks a thread", "it leaves threads running when it is stopped: swap-leak"),
            Map.entry("hangs in connect", "answers the version that serves and not this one: The d"),
            Map.entry("hangs in activate", "it hangs: "));

    private final TreeMap<String, Long> longestMillis = new TreeMap<>();
    private SwapScene scene;

    @Test
    @Timeout(600)
    void noStreamNoticesWhatHappensToItsDriver() throws Exception {
        String plugins = """
                probationSeconds = 1
                probeSeconds = 3
                startSeconds = 3
                settleSeconds = 1
                """;
        try (SwapScene begun = SwapScene.begin("hot-swap", "127.0.12.1", 8, plugins, number -> number > 4)) {
            scene = begun;
            Map<String, JsonNode> streams = scene.awaitStreams();
            Instant recorded = scene.awaitRecordings();
            cycle(0);
            updateProfiles();
            Map<String, String> wirings = wirings();
            int threads = threads();
            int versions = versionsInMemory();
            for (int i = 1; i <= CYCLES; i++) {
                cycle(i);
            }
            int threadsAfter = threads();
            int versionsAfter = versionsInMemory();
            long packets = scene.assertStreamsUnharmed(streams);
            scene.assertRecordingsUnbroken(recorded);
            System.out.printf(
                    "Hot swap: %d cycles, longest in ms %s, threads %d to %d, versions of the driver in memory %d to %d,"
                            + " %d streams, %d packets, none lost%n",
                    CYCLES, longestMillis, threads, threadsAfter, versions, versionsAfter, streams.size(), packets);
            assertThat(longestMillis.get("away")).as("ms without the driver").isLessThanOrEqualTo(500);
            assertThat(wirings()).as("wirings").isEqualTo(wirings);
            assertThat(threadsAfter).as("threads").isLessThanOrEqualTo(threads + 4);
            assertThat(versionsAfter)
                    .as(
                            "versions in memory, of some %d: the one that serves and at most the last before it",
                            2 * CYCLES)
                    .isLessThanOrEqualTo(2);
            scene.assertNoSecretInLog();
        }
    }

    /** Each ONVIF profile, and the driver that they belong to, in turn. */
    private void updateProfiles() throws IOException, InterruptedException {
        JsonNode powers = onvif();
        assertThat(powers).isNotEmpty();
        Matcher line = Pattern.compile("(?m)^\\s*(\\d+)\\b.*com\\.technosupport\\.vms\\.(onvif-profile-|driver-onvif)")
                .matcher(
                        scene.server.console("bundle:list -s -t 0 | grep onvif").replaceAll("\u001b\\[[;\\d]*m", ""));
        List<String> bundles = line.results().map(found -> found.group(1)).toList();
        assertThat(bundles).as("the driver and its four profiles").hasSize(5);
        for (String bundle : bundles) {
            scene.server.console("bundle:update " + bundle);
            Await.until("all powers are back", SwapScene.PATIENCE, () -> onvif().equals(powers));
        }
        Await.until("all cameras are online", SwapScene.PATIENCE, () -> scene.inState("ONLINE") == 8);
    }

    /** What the ONVIF driver can do now. */
    private JsonNode onvif() throws IOException, InterruptedException {
        for (JsonNode driver : scene.api.get("/api/drivers").body().path("items")) {
            if (driver.path("id").asText().equals("onvif")) {
                return driver.path("capabilities");
            }
        }
        return Api.JSON.createArrayNode();
    }

    /** Update, broken update, roll-back; and at times the driver goes and comes again. */
    private void cycle(int number) throws Exception {
        try (Absence absence = new Absence()) {
            scene.drop("well");
            measured("update", () -> scene.awaitPlugin("PROBATION", "ACTIVE"));
            scene.awaitPlugin("ACTIVE");
            String good = scene.plugin().path("version").asText();
            String fault = FAULTS.get(number % FAULTS.size()).getKey();
            scene.drop(fault);
            measured("refusal: " + fault, () -> scene.awaitPlugin("REJECTED"));
            assertThat(scene.plugin().path("detail").asText())
                    .contains(FAULTS.get(number % FAULTS.size()).getValue());
            assertThat(scene.plugin().path("version").asText()).isEqualTo(good);
            measured("roll-back", () -> {
                Api.Answer answer = scene.api.post("/api/plugins/" + SwapJar.NAME + "/rollback", Map.of());
                assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
                assertThat(answer.body().path("version").asText()).isNotEqualTo(good);
            });
            longestMillis.merge("away", absence.longestMillis(), Math::max);
        }
        if (number % 4 == 0) {
            Files.delete(scene.jar);
            measured(
                    "removal",
                    () -> Await.until("the driver is gone", SwapScene.PATIENCE, () -> !scene.driverIsThere()));
            Await.until("its cameras say so", SwapScene.PATIENCE, () -> scene.inState("DRIVER_MISSING") == 4);
            scene.drop("well");
            measured("return", () -> Await.until("the driver is back", SwapScene.PATIENCE, scene::driverIsThere));
            Await.until("its cameras are back", SwapScene.PATIENCE, () -> scene.inState("ONLINE") == 8);
            scene.awaitPlugin("ACTIVE");
        }
    }

    private interface Act {
        void run() throws Exception;
    }

    private void measured(String what, Act act) throws Exception {
        long begin = System.nanoTime();
        act.run();
        longestMillis.merge(what, (System.nanoTime() - begin) / 1_000_000, Math::max);
    }

    /** Looks again and again whether the driver is there, as long as it is open. */
    private final class Absence implements AutoCloseable {

        private final Thread thread = new Thread(this::look, "absence");
        private volatile long longestNanos;
        private volatile boolean ended;

        Absence() {
            thread.setDaemon(true);
            thread.start();
        }

        private void look() {
            try {
                long there = System.nanoTime();
                boolean away = false;
                while (!ended) {
                    boolean now = scene.driverIsThere();
                    if (away) {
                        longestNanos = Math.max(longestNanos, System.nanoTime() - there);
                    }
                    away = !now;
                    if (now) {
                        there = System.nanoTime();
                    }
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                longestNanos = Long.MAX_VALUE;
            }
        }

        long longestMillis() throws InterruptedException {
            ended = true;
            thread.join();
            return longestNanos / 1_000_000;
        }

        @Override
        public void close() throws InterruptedException {
            ended = true;
            thread.join();
        }
    }

    /** Which wiring each bundle has, but plug-ins': the same object as long as it was not wired anew. */
    private Map<String, String> wirings() throws IOException, InterruptedException {
        Map<String, String> wirings = new HashMap<>();
        String printed = scene.server.console(
                "each ($.context bundles) { echo WIRING $it"
                        + " (($it adapt (($.context getBundle 0) loadClass org.osgi.framework.wiring.BundleWiring)) hashCode) }");
        Matcher line = Pattern.compile("WIRING (\\S+ \\[\\d+\\]) (-?\\d+)").matcher(printed);
        while (line.find()) {
            if (!line.group(1).startsWith(SwapJar.NAME)) {
                wirings.put(line.group(1), line.group(2));
            }
        }
        assertThat(wirings).hasSizeGreaterThan(80);
        return wirings;
    }

    private int threads() throws IOException, InterruptedException {
        String dump = scene.jcmd("Thread.print");
        assertThat(dump).doesNotContain("swap-leak");
        return (int) Pattern.compile("(?m)^\"").matcher(dump).results().count();
    }

    /** How many versions of the driver are in memory, after a full collection, which the histogram begins with. */
    private int versionsInMemory() throws IOException, InterruptedException {
        assertThat(scene.jcmd("GC.class_histogram")).contains("SwapDriver");
        String loaded = scene.jcmd("VM.class_hierarchy", SwapDriver.class.getName());
        return (int) Pattern.compile(Pattern.quote(SwapDriver.class.getName()) + "/0x")
                .matcher(loaded)
                .results()
                .count();
    }
}
