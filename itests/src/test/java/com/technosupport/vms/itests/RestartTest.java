package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The second day: restarts, kills, a backup, and a start without the database. */
class RestartTest {

    private static final String CAMERA_PASSWORD = "planted-Camera-77aa10";

    private Path directory;

    @BeforeEach
    void prepare(TestInfo test) throws IOException {
        directory = Server.freshDirectory(test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void camerasComeBackAfterAKillOfTheJvmAlone() throws Exception {
        try (Simulator simulator = simulator("127.0.6.1");
                Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            String id = onboard(api, simulator);
            server.kill();
            server.start();
            server.awaitReady();
            awaitOnline(api, id);
            assertThat(api.get("/api/auth/me").status())
                    .as("the session outlives the restart")
                    .isEqualTo(200);
            assertPrivate(server.data);
        }
    }

    @Test
    void backupRestoresIntoAnEmptyDirectory() throws Exception {
        try (Simulator simulator = simulator("127.0.6.17")) {
            Path backup = directory.resolve("backup.tar.gz");
            String id;
            try (Server server = Server.start(directory.resolve("first"), Map.of())) {
                id = onboard(new Api(server).login("admin", Server.ADMIN_PASSWORD), simulator);
                server.tool("backup", backup.toString());
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                    .isEqualTo("rw-------");
            Server.toolOn(directory.resolve("second"), "restore", backup.toString());
            try (Server server =
                    Server.start(directory.resolve("second"), Map.of("VMS_ADMIN_PASSWORD", "other-one-8d1c"))) {
                Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
                awaitOnline(api, id);
            }
        }
    }

    @Test
    void withTheDatabaseAwayAtStartCamerasAreKnownFromTheCopy() throws Exception {
        try (Simulator simulator = simulator("127.0.6.33");
                PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"))) {
            Path data = directory.resolve("data");
            String id;
            try (Server server = Server.start(data, postgres.environment())) {
                Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
                id = onboard(api, simulator);
                assertThat(Files.exists(data.resolve("postgres/data")))
                        .as("no embedded database beside a configured one")
                        .isFalse();
            }
            postgres.stop();
            try (Server server = Server.startOnly(data, postgres.environment())) {

                Await.until("the stream flows", Duration.ofMinutes(1), () -> streaming(server));
                assertThat(new Api(server).ready())
                        .as("ready without a database")
                        .isFalse();
                postgres.restart();
                server.awaitReady();
                Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
                awaitOnline(api, id);
            }
        }
    }

    private static boolean streaming(Server server) throws InterruptedException {
        try {
            JsonNode streams = Api.JSON.readTree(server.console("vms:stream-list --json"));
            for (JsonNode stream : streams) {
                if (stream.path("state").asText().equals("STREAMING")) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // the console is not up yet
        }
    }

    private static Simulator simulator(String address) throws IOException {
        return Simulator.builder()
                .cameras(1)
                .address(address)
                .httpPort(0)
                .rtspPort(0)
                .discovery(false)
                .credentials("admin", CAMERA_PASSWORD)
                .start();
    }

    private static String onboard(Api api, Simulator simulator) throws IOException, InterruptedException {
        var service = simulator.camera(1).deviceService();
        Api.Answer answer = api.post(
                "/api/cameras/onboard",
                Map.of("ip", service.getHost(), "port", service.getPort(), "user", "admin", "pass", CAMERA_PASSWORD));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.body().path("id").asText();
    }

    private static void awaitOnline(Api api, String id) throws InterruptedException {
        Await.until(
                "the camera is online again",
                Duration.ofMinutes(1),
                () -> api.get("/api/cameras/" + id)
                        .body()
                        .path("status")
                        .path("state")
                        .asText()
                        .equals("ONLINE"));
    }

    private static void assertPrivate(Path data) throws IOException {
        for (String name : List.of("", "deploy", "secrets")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))))
                    .as("VMS_DATA/" + name)
                    .isEqualTo("rwx------");
        }
        try (var files = Files.list(data.resolve("secrets"))) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
    }
}
