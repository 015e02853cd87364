package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An integrator's first hour: generate a driver, hold it to its contract, drop it in, watch a camera of it. */
class DriverArchetypeTest {

    private static final String PASSWORD = "planted-Acme-60b2f4";

    /** On a machine that never built a driver, Maven fetches its plug-ins first. */
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void aGeneratedDriverPassesItsContractAndItsCameraPlays() throws Exception {
        long begun = System.nanoTime();
        Path directory = Server.freshDirectory("archetype");
        maven(
                directory,
                "org.apache.maven.plugins:maven-archetype-plugin:" + System.getProperty("vms.archetype.plugin")
                        + ":generate",
                "-DarchetypeCatalog=local",
                "-DarchetypeGroupId=com.technosupport.vms",
                "-DarchetypeArtifactId=vms-driver-archetype",
                "-DarchetypeVersion=" + System.getProperty("vms.version"),
                "-DgroupId=com.acme",
                "-DartifactId=acme-driver",
                "-Dpackage=com.acme.driver",
                "-Dvendor=Acme");
        Path project = directory.resolve("acme-driver");
        String built = maven(project, "package");
        assertThat(built).contains("AcmeContractTest").contains("BUILD SUCCESS");
        Path jar = project.resolve("target/acme-driver-1.0.0-SNAPSHOT.jar");
        assertThat(jar).exists();

        try (Simulator simulator = Simulator.builder()
                        .cameras(1)
                        .address("127.0.9.1")
                        .httpPort(0)
                        .rtspPort(0)
                        .discovery(false)
                        .credentials("admin", PASSWORD)
                        .start();
                Server server = Server.start(directory.resolve("data"), Map.of())) {
            HttpServer device = device(simulator.camera(1));
            try {
                Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
                drop(jar, server.data.resolve("deploy"));
                Await.until(
                        "the driver serves",
                        Duration.ofSeconds(30),
                        () -> api.get("/api/drivers").body().toString().contains("\"acme\""));
                Api.Answer camera = api.post(
                        "/api/cameras/onboard",
                        Map.of(
                                "ip", "127.0.9.1",
                                "port", device.getAddress().getPort(),
                                "user", "admin",
                                "pass", PASSWORD,
                                "driver", "acme"));
                assertThat(camera.status()).as(camera.raw().body()).isEqualTo(201);
                Await.until("its packets flow", Duration.ofSeconds(20), () -> {
                    for (JsonNode stream : Api.JSON.readTree(server.console("vms:stream-list --json"))) {
                        if (stream.path("packets").asLong() > 100) {
                            return true;
                        }
                    }
                    return false;
                });
                JsonNode plugin = api.get("/api/plugins").body().path("items").path(0);
                assertThat(plugin.path("contract").asText()).contains("passed");
                System.out.printf(
                        "From the archetype to a playing camera: %.1f minutes%n", (System.nanoTime() - begun) / 60e9);
            } finally {
                device.stop(0);
            }
        }
    }

    /** What the generated driver speaks to, in front of a simulated camera's stream. */
    private static HttpServer device(SimulatedCamera camera) throws IOException {
        HttpServer device =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 9, 1}), 0), 0);
        String path = camera.stream(1, SimulatedCamera.MAIN).getPath();
        byte[] description = ("{\"model\":\"One\",\"serial\":\"A-77\",\"name\":\"Gate\",\"rtspPort\":"
                        + camera.rtspPort() + ",\"path\":\"" + path + "\"}")
                .getBytes(StandardCharsets.UTF_8);
        device.createContext("/device.json", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, description.length);
                exchange.getResponseBody().write(description);
            }
        });
        device.start();
        return device;
    }

    /** As the documentation says: under another name first, so that it is never seen half-written. */
    static void drop(Path jar, Path deploy) throws IOException {
        Path hidden = deploy.resolveSibling(jar.getFileName() + ".part");
        Files.copy(jar, hidden, StandardCopyOption.REPLACE_EXISTING);
        Files.move(hidden, deploy.resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String maven(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp"));
        command.add("-Dmaven.repo.local=" + System.getProperty("vms.repository"));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("maven.out");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("Maven did not end; its output is in " + output);
        }
        String printed = Files.readString(output);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
