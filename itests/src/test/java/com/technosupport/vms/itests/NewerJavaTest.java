package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The server on the newest Java there is: it starts, lets in, takes a camera and streams it, and warns of nothing. */
class NewerJavaTest {

    private static final String CAMERA_PASSWORD = "planted-Camera-25c0de";
    private static final int NEWER_THAN = 17;

    @Test
    void startsLogsInAndStreams() throws Exception {
        Optional<Path> java = newerJava();
        assumeTrue(
                java.isPresent(),
                "No Java newer than " + NEWER_THAN + " under /usr/lib/jvm; name one by VMS_JDK25=/path/to/its/home");
        Path data = Server.freshDirectory("newer-java").resolve("data");
        try (Simulator simulator = Simulator.builder()
                        .cameras(1)
                        .address("127.0.10.1")
                        .httpPort(0)
                        .rtspPort(0)
                        .discovery(false)
                        .credentials("admin", CAMERA_PASSWORD)
                        .start();
                Server server =
                        Server.start(data, Map.of("JAVA_HOME", java.get().toString()))) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            var service = simulator.camera(1).deviceService();
            Api.Answer added = api.post(
                    "/api/cameras/onboard",
                    Map.of(
                            "ip",
                            service.getHost(),
                            "port",
                            service.getPort(),
                            "user",
                            "admin",
                            "pass",
                            CAMERA_PASSWORD));
            assertThat(added.status()).as(added.body().toString()).isEqualTo(201);
            Await.until("a stream of the camera flows", Duration.ofMinutes(1), () -> streaming(server));
            assertThat(server.console("system:property java.home"))
                    .contains(java.get().toRealPath().toString());
            assertThat(server.console("whoami"))
                    .as("the console knows who is there")
                    .contains("admin");
            assertThat(server.console("bundle:list -s | grep com.technosupport.vms.web"))
                    .as("a command line of two parts, of which one is for administrators")
                    .contains("Active");
            assertThat(server.output()).as("what Java says of itself").doesNotContain("WARNING");
            assertThat(server.log().lines().filter(line -> line.contains(" WARN ") || line.contains(" ERROR ")))
                    .isEmpty();
        }
    }

    private static boolean streaming(Server server) throws IOException, InterruptedException {
        for (JsonNode stream : Api.JSON.readTree(server.console("vms:stream-list --json"))) {
            if (stream.path("state").asText().equals("STREAMING")) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Path> newerJava() throws IOException {
        String named = System.getenv("VMS_JDK25");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (var homes = Files.list(installed)) {
            return homes.filter(home -> feature(home) > NEWER_THAN)
                    .max((a, b) -> Integer.compare(feature(a), feature(b)));
        }
    }

    /** The version by the file that every Java home holds, 0 where there is none. */
    private static int feature(Path home) {
        try {
            return Files.readAllLines(home.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("\\D", " ").strip().split(" ")[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
