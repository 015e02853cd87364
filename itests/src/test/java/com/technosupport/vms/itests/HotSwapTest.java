package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.itests.swap.SwapDriver;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

    private static final String CAMERA_PASSWORD = "planted-Camera-77d1c3";
    private static final int CYCLES = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final List<String> FAULTS =
            List.of("throws in activate", "leaks a thread", "hangs in connect", "hangs in activate");
    private final TreeMap<String, Long> longestMillis = new TreeMap<>();
    private Server server;
    private Api api;
    private Path jar;
    private int version;

    @Test
    @Timeout(600)
    void noStreamNoticesWhatHappensToItsDriver() throws Exception {
        Path directory = Server.freshDirectory("hot-swap");
        Path data = Files.createDirectories(directory.resolve("data/etc")).getParent();
        Files.writeString(data.resolve("etc/com.technosupport.vms.plugins.cfg"), """
                dataDirectory = ${vms.data}
                probationSeconds = 1
                probeSeconds = 3
                startSeconds = 3
                settleSeconds = 1
                """);
        Files.writeString(data.resolve("etc/com.technosupport.vms.devices.cfg"), "driverGraceSeconds = 1\n");
        try (Simulator simulator = Simulator.builder()
                        .cameras(8)
                        .address("127.0.12.1")
                        .httpPort(0)
                        .rtspPort(0)
                        .discovery(false)
                        .credentials("admin", CAMERA_PASSWORD)
                        .start();
                Server running = Server.start(data, Map.of())) {
            server = running;
            api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            jar = data.resolve("deploy/swap.jar");
            SwapJar.drop(jar, next(), "well");
            awaitPlugin("ACTIVE");
            onboard(simulator);
            Map<String, JsonNode> streams = awaitStreams();
            cycle(0);
            Map<String, String> wirings = wirings();
            int threads = threads();
            int versions = versionsInMemory();
            for (int i = 1; i <= CYCLES; i++) {
                cycle(i);
            }
            int threadsAfter = threads();
            int versionsAfter = versionsInMemory();
            assertStreamsUnharmed(streams);
            System.out.printf(
                    "Hot swap: %d cycles, longest in ms %s, threads %d to %d, versions of the driver in memory %d to %d%n",
                    CYCLES, longestMillis, threads, threadsAfter, versions, versionsAfter);
            assertThat(longestMillis.get("away")).as("ms without the driver").isLessThanOrEqualTo(500);
            assertThat(wirings()).as("wirings").isEqualTo(wirings);
            assertThat(threadsAfter).as("threads").isLessThanOrEqualTo(threads + 4);
            assertThat(versionsAfter).as("versions in memory").isLessThanOrEqualTo(versions);
            assertThat(server.log()).doesNotContain(CAMERA_PASSWORD);
        }
    }

    private String next() {
        return "1.0." + ++version;
    }

    private void onboard(Simulator simulator) throws IOException, InterruptedException {
        for (SimulatedCamera camera : simulator.cameras()) {
            boolean own = camera.number() > 4;
            Map<String, Object> request = new HashMap<>(Map.of(
                    "ip",
                    camera.deviceService().getHost(),
                    "port",
                    own
                            ? camera.stream(SimulatedCamera.MAIN).getPort()
                            : camera.deviceService().getPort(),
                    "user",
                    "admin",
                    "pass",
                    CAMERA_PASSWORD,
                    "driver",
                    own ? "swap" : "onvif",
                    "name",
                    "Camera " + camera.number()));
            Api.Answer answer = api.post("/api/cameras/onboard", request);
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        }
    }

    /** Update, broken update, roll-back; and at times the driver goes and comes again. */
    private void cycle(int number) throws Exception {
        try (Absence absence = new Absence()) {
            SwapJar.drop(jar, next(), "well");
            measured("update", () -> awaitPlugin("PROBATION", "ACTIVE"));
            awaitPlugin("ACTIVE");
            String good = plugin().path("version").asText();
            String fault = FAULTS.get(number % FAULTS.size());
            SwapJar.drop(jar, next(), fault);
            measured("refusal: " + fault, () -> awaitPlugin("REJECTED"));
            assertThat(plugin().path("version").asText()).isEqualTo(good);
            measured("roll-back", () -> {
                Api.Answer answer = api.post("/api/plugins/" + SwapJar.NAME + "/rollback", Map.of());
                assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
                assertThat(answer.body().path("version").asText()).isNotEqualTo(good);
            });
            longestMillis.merge("away", absence.longestMillis(), Math::max);
        }
        if (number % 4 == 0) {
            Files.delete(jar);
            measured("removal", () -> Await.until("the driver is gone", PATIENCE, () -> !driverIsThere()));
            Await.until("its cameras say so", PATIENCE, () -> inState("DRIVER_MISSING") == 4);
            SwapJar.drop(jar, next(), "well");
            measured("return", () -> Await.until("the driver is back", PATIENCE, this::driverIsThere));
            Await.until("its cameras are back", PATIENCE, () -> inState("ONLINE") == 8);
            awaitPlugin("ACTIVE");
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

    private JsonNode plugin() throws IOException, InterruptedException {
        return api.get("/api/plugins").body().path("items").path(0);
    }

    /** That the plug-in's newest file has been looked at, with that result. */
    private void awaitPlugin(String... states) throws IOException, InterruptedException {
        String sha256 = sha256(jar);
        Await.until("the plug-in is " + String.join(" or ", states), PATIENCE, () -> {
            JsonNode plugin = plugin();
            return plugin.path("sha256").asText().equals(sha256)
                    && List.of(states).contains(plugin.path("state").asText());
        });
    }

    private static String sha256(Path file) throws IOException {
        try {
            return java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean driverIsThere() throws IOException, InterruptedException {
        for (JsonNode driver : api.get("/api/drivers").body().path("items")) {
            if (driver.path("id").asText().equals("swap")
                    && driver.path("state").asText().equals("ACTIVE")) {
                return true;
            }
        }
        return false;
    }

    private int inState(String state) throws IOException, InterruptedException {
        int count = 0;
        for (JsonNode camera : api.get("/api/cameras").body().path("items")) {
            count += camera.path("status").path("state").asText().equals(state) ? 1 : 0;
        }
        return count;
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
                    boolean now = driverIsThere();
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

    // What must not change

    private Map<String, JsonNode> streams() throws IOException, InterruptedException {
        Map<String, JsonNode> streams = new HashMap<>();
        for (JsonNode stream : Api.JSON.readTree(server.console("vms:stream-list --json"))) {
            streams.put(stream.path("id").asText(), stream);
        }
        return streams;
    }

    private Map<String, JsonNode> awaitStreams() throws IOException, InterruptedException {
        Await.until("eight cameras are online", PATIENCE, () -> inState("ONLINE") == 8);
        Await.until(
                "eight cameras stream",
                PATIENCE,
                () -> streams().values().stream()
                                .filter(stream -> stream.path("packets").asLong() > 100)
                                .map(stream -> stream.path("camera").asText())
                                .distinct()
                                .count()
                        == 8);
        return streams();
    }

    private void assertStreamsUnharmed(Map<String, JsonNode> before) throws IOException, InterruptedException {
        Map<String, JsonNode> after = streams();
        assertThat(after).containsOnlyKeys(before.keySet());
        long packets = 0;
        for (Map.Entry<String, JsonNode> stream : before.entrySet()) {
            JsonNode now = after.get(stream.getKey());
            for (String figure : List.of("lost", "dropped", "reconnects")) {
                assertThat(now.path(figure).asLong())
                        .as("%s of %s", figure, now)
                        .isEqualTo(stream.getValue().path(figure).asLong());
            }
            assertThat(now.path("packets").asLong())
                    .isGreaterThan(stream.getValue().path("packets").asLong());
            packets += now.path("packets").asLong()
                    - stream.getValue().path("packets").asLong();
        }
        System.out.printf("Hot swap: %d streams, %d packets, none lost%n", before.size(), packets);
    }

    /** Which wiring each bundle has, but plug-ins': the same object as long as it was not wired anew. */
    private Map<String, String> wirings() throws IOException, InterruptedException {
        Map<String, String> wirings = new HashMap<>();
        String printed = server.console(
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
        String dump = jcmd("Thread.print");
        assertThat(dump).doesNotContain("swap-leak");
        return (int) Pattern.compile("(?m)^\"").matcher(dump).results().count();
    }

    /** How many versions of the driver are in memory, after a full collection, which the histogram begins with. */
    private int versionsInMemory() throws IOException, InterruptedException {
        assertThat(jcmd("GC.class_histogram")).contains("SwapDriver");
        String loaded = jcmd("VM.class_hierarchy", SwapDriver.class.getName());
        return (int) Pattern.compile(Pattern.quote(SwapDriver.class.getName()) + "/0x")
                .matcher(loaded)
                .results()
                .count();
    }

    private String jcmd(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(server.pid())));
        all.addAll(List.of(command));
        Process tool = new ProcessBuilder(all).redirectErrorStream(true).start();
        String printed = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(printed).isZero();
        return printed;
    }
}
