package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A server with streaming cameras, and a driver of some of them that is dropped in and changed. */
final class SwapScene implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final String CAMERA_PASSWORD = "planted-Camera-77d1c3";

    final Server server;
    final Api api;
    final Path jar;
    private final Simulator simulator;
    private int version;

    private SwapScene(Server server, Api api, Path jar, Simulator simulator) {
        this.server = server;
        this.api = api;
        this.jar = jar;
        this.simulator = simulator;
    }

    /**
     * Starts everything and awaits the pictures.
     *
     * @param plugins the settings of plug-ins' trials
     * @param own which cameras, by number, belong to the driver; the others are ONVIF's
     */
    static SwapScene begin(String name, String address, int cameras, String plugins, Predicate<Integer> own)
            throws Exception {
        Path directory = Server.freshDirectory(name);
        Path data = Files.createDirectories(directory.resolve("data/etc")).getParent();
        Files.writeString(
                data.resolve("etc/com.technosupport.vms.plugins.cfg"), "dataDirectory = ${vms.data}\n" + plugins);
        Files.writeString(data.resolve("etc/com.technosupport.vms.devices.cfg"), "driverGraceSeconds = 1\n");
        Simulator simulator = Simulator.builder()
                .cameras(cameras)
                .address(address)
                .httpPort(0)
                .rtspPort(0)
                .discovery(false)
                .credentials("admin", CAMERA_PASSWORD)
                .start();
        try {
            Server server = Server.start(data, Map.of("VMS_RECORDING_DEFAULT", "CONTINUOUS"));
            Api api = new Api(server);
            SwapScene scene = new SwapScene(server, api, data.resolve("deploy/swap.jar"), simulator);
            try {
                api.login("admin", Server.ADMIN_PASSWORD);
                scene.drop("well");
                scene.awaitPlugin("ACTIVE");
                scene.onboard(own);
                return scene;
            } catch (Exception | AssertionError e) {
                server.close();
                throw e;
            }
        } catch (Exception | AssertionError e) {
            simulator.close();
            throw e;
        }
    }

    @Override
    public void close() throws Exception {
        try {
            server.close();
        } finally {
            simulator.close();
        }
    }

    private void onboard(Predicate<Integer> ownNumbers) throws IOException, InterruptedException {
        for (SimulatedCamera camera : simulator.cameras()) {
            boolean own = ownNumbers.test(camera.number());
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

    // The driver

    /** A new version of it, and returns which. */
    String drop(String behaviour) throws IOException {
        String next = "1.0." + ++version;
        SwapJar.drop(jar, next, behaviour);
        return next;
    }

    JsonNode plugin() throws IOException, InterruptedException {
        return api.get("/api/plugins").body().path("items").path(0);
    }

    /** That the plug-in's newest file has been looked at, with that result. */
    JsonNode awaitPlugin(String... states) throws IOException, InterruptedException {
        String sha256 = sha256(jar);
        JsonNode[] last = new JsonNode[1];
        Await.until("the plug-in is " + String.join(" or ", states), PATIENCE, () -> {
            last[0] = plugin();
            return last[0].path("sha256").asText().equals(sha256)
                    && List.of(states).contains(last[0].path("state").asText());
        });
        return last[0];
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean driverIsThere() throws IOException, InterruptedException {
        for (JsonNode driver : api.get("/api/drivers").body().path("items")) {
            if (driver.path("id").asText().equals("swap")
                    && driver.path("state").asText().equals("ACTIVE")) {
                return true;
            }
        }
        return false;
    }

    // The cameras

    int inState(String state) throws IOException, InterruptedException {
        int count = 0;
        for (JsonNode camera : api.get("/api/cameras").body().path("items")) {
            count += camera.path("status").path("state").asText().equals(state) ? 1 : 0;
        }
        return count;
    }

    /** Waits until there is footage of each camera; returns an instant from which on none may be missing. */
    Instant awaitRecordings() throws InterruptedException {
        Await.until("all cameras are recorded", PATIENCE, () -> {
            for (JsonNode footage : footage(Instant.EPOCH)) {
                JsonNode segments = footage.path("segments");
                if (!segments.path(segments.size() - 1).path("open").asBoolean()) {
                    return false;
                }
            }
            return true;
        });
        return Instant.now();
    }

    /** That the footage of each camera is one file since then, without a gap. */
    void assertRecordingsUnbroken(Instant since) throws IOException, InterruptedException {
        Instant now = Instant.now();
        for (JsonNode footage : footage(since)) {
            assertThat(footage.path("gaps")).as("gaps in " + footage).isEmpty();
            assertThat(footage.path("segments")).as("files in " + footage).hasSize(1);
            assertThat(Instant.parse(footage.at("/segments/0/end").asText()))
                    .as("the end of " + footage)
                    .isAfter(now.minusSeconds(5));
        }
    }

    private List<JsonNode> footage(Instant since) throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode camera : api.get("/api/cameras").body().path("items")) {
            all.add(api.get("/api/recordings?cameraId=" + camera.path("id").asText() + "&from=" + since + "&to="
                            + Instant.now())
                    .body());
        }
        return all;
    }

    private Map<String, JsonNode> streams() throws IOException, InterruptedException {
        Map<String, JsonNode> streams = new HashMap<>();
        for (JsonNode stream : Api.JSON.readTree(server.console("vms:stream-list --json"))) {
            streams.put(stream.path("id").asText(), stream);
        }
        return streams;
    }

    /** Awaits that all stream, and returns their figures. */
    Map<String, JsonNode> awaitStreams() throws IOException, InterruptedException {
        int all = simulator.cameras().size();
        Await.until("all cameras are online", PATIENCE, () -> inState("ONLINE") == all);
        Await.until(
                "all cameras stream",
                PATIENCE,
                () -> streams().values().stream()
                                .filter(stream -> stream.path("packets").asLong() > 100)
                                .map(stream -> stream.path("camera").asText())
                                .distinct()
                                .count()
                        == all);
        return streams();
    }

    /** That the streams are the same and none has lost anything since; returns how many packets that was. */
    long assertStreamsUnharmed(Map<String, JsonNode> before) throws IOException, InterruptedException {
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
        return packets;
    }

    void assertNoSecretInLog() {
        assertThat(server.log()).doesNotContain(CAMERA_PASSWORD);
    }

    /** Asks the server's JVM. */
    String jcmd(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(server.pid())));
        all.addAll(List.of(command));
        Process tool = new ProcessBuilder(all).redirectErrorStream(true).start();
        String printed = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tool.waitFor()).as(printed).isZero();
        return printed;
    }
}
