package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.Fault;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Every second is on disk or explained: kills, a database that is away, cameras that are. */
class RecordingTest {

    private Path directory;

    @BeforeEach
    void prepare(TestInfo test) throws IOException {
        RecordingScene.requireFfmpeg();
        directory = Server.freshDirectory(
                "recording-" + test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void aKilledServerLosesLessThanASecond() throws Exception {
        killed("127.0.8.65", 3);
    }

    @Test
    @Tag("endure")
    void aKilledServerLosesLessThanASecondOfSixteenCameras() throws Exception {
        killed("127.0.8.81", 16);
    }

    private void killed(String address, int cameras) throws Exception {
        try (Simulator simulator = RecordingScene.simulator(address, cameras);
                Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Instant begin = Instant.now().minusSeconds(60);
            List<String> ids = new ArrayList<>();
            for (int i = 1; i <= cameras; i++) {
                ids.add(RecordingScene.record(api, simulator, i));
            }
            RecordingScene.awaitFootage(api, ids, begin, Instant.now(), Duration.ofSeconds(6));
            Instant killed = Instant.now();
            server.kill();
            server.start();
            server.awaitReady();
            Instant restarted = Instant.now();
            RecordingScene.awaitFootage(api, ids, restarted, restarted, Duration.ofSeconds(3));
            RecordingScene.awaitExplained(api, ids, begin);
            for (String id : ids) {
                JsonNode footage = RecordingScene.footage(api, id, begin);
                Instant lastBefore = Instant.EPOCH;
                Instant firstAfter = Instant.MAX;
                Instant end = Instant.EPOCH;
                for (JsonNode segment : footage.path("segments")) {
                    Instant from = Instant.parse(segment.path("start").asText());
                    Instant to = Instant.parse(segment.path("end").asText());
                    assertThat(from).as("no overlap in " + footage).isAfterOrEqualTo(end);
                    end = to;
                    if (from.isBefore(killed)) {
                        assertThat(segment.path("open").asBoolean()).isFalse();
                        lastBefore = to;
                    } else if (from.isBefore(firstAfter)) {
                        firstAfter = from;
                    }
                }
                // The camera sends to the moment of the kill; the kill itself takes a moment on a busy machine.
                assertThat(lastBefore).isAfter(killed.minusMillis(1500));
                assertThat(RecordingScene.explained(footage, lastBefore, firstAfter))
                        .as("ms without footage or a cause in " + footage)
                        .isLessThan(300);
                assertThat(footage.path("gaps").findValuesAsText("cause")).contains("SERVER_DOWN");
            }
            long lost = 0;
            for (String id : ids) {
                JsonNode footage = RecordingScene.footage(api, id, begin);
                lost += lostAtKill(footage, killed);
            }
            System.out.printf(
                    "Killed with %d cameras: lost at the kill %.2f s a camera, down for %.1f s%n",
                    cameras,
                    lost / 1000.0 / cameras,
                    Duration.between(killed, restarted).toMillis() / 1000.0);
            assertThat(server.console("vms:recording-verify")).contains(" 0 problems");
            server.stop();
            RecordingScene.everyFilePlays(RecordingScene.files(server.data.resolve("recordings")), cameras * 2);
        }
    }

    private static long lostAtKill(JsonNode footage, Instant killed) {
        Instant last = Instant.EPOCH;
        for (JsonNode segment : footage.path("segments")) {
            if (Instant.parse(segment.path("start").asText()).isBefore(killed)) {
                last = Instant.parse(segment.path("end").asText());
            }
        }
        return Math.max(0, Duration.between(last, killed).toMillis());
    }

    @Test
    void recordingGoesOnWithoutTheDatabase() throws Exception {
        try (Simulator simulator = RecordingScene.simulator("127.0.8.97", 1);
                PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"));
                Server server = Server.start(directory.resolve("data"), postgres.environment())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Instant begin = Instant.now().minusSeconds(60);
            String id = RecordingScene.record(api, simulator, 1);
            RecordingScene.awaitFootage(api, List.of(id), begin, Instant.now(), Duration.ofSeconds(3));
            postgres.stop();
            Instant away = Instant.now();
            long before = RecordingScene.recordedBytes(server.data);
            Await.until(
                    "footage grows without the database",
                    Duration.ofSeconds(30),
                    () -> RecordingScene.recordedBytes(server.data) > before + 200_000
                            && Instant.now().isAfter(away.plusSeconds(4)));
            // Without a database the server cannot be asked; a kill has it find what was recorded in the files.
            server.kill();
            postgres.restart();
            server.start();
            server.awaitReady();
            RecordingScene.awaitFootage(api, List.of(id), Instant.now(), Instant.now(), Duration.ofSeconds(2));
            JsonNode footage = RecordingScene.footage(api, id, begin);
            boolean during = false;
            for (JsonNode segment : footage.path("segments")) {
                during |= Instant.parse(segment.path("start").asText()).isBefore(away)
                        && Instant.parse(segment.path("end").asText()).isAfter(away.plusSeconds(1));
            }
            assertThat(during).as("footage of while it was away in " + footage).isTrue();
            server.stop();
            RecordingScene.everyFilePlays(RecordingScene.files(server.data.resolve("recordings")), 2);
        }
    }

    @Test
    void aCameraThatIsAwayLeavesAGapWithItsCause() throws Exception {
        try (Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Instant begin = Instant.now().minusSeconds(60);
            String id;
            int httpPort;
            int rtspPort;
            try (Simulator simulator = RecordingScene.simulator("127.0.8.113", 1)) {
                id = RecordingScene.record(api, simulator, 1);
                httpPort = simulator.camera(1).deviceService().getPort();
                rtspPort = simulator.camera(1).stream("main").getPort();
                RecordingScene.awaitFootage(api, List.of(id), begin, Instant.now(), Duration.ofSeconds(3));
            }
            Await.until(
                    "the gap says why",
                    Duration.ofSeconds(60),
                    () -> RecordingScene.causes(api, id, begin).contains("CAMERA_UNREACHABLE"));
            Instant back = Instant.now();
            try (Simulator again = Simulator.builder()
                    .cameras(1)
                    .address("127.0.8.113")
                    .httpPort(httpPort)
                    .rtspPort(rtspPort)
                    .discovery(false)
                    .credentials("admin", RecordingScene.CAMERA_PASSWORD)
                    .start()) {
                assertThat(again.camera(1)).isNotNull();
                RecordingScene.awaitFootage(api, List.of(id), back, back, Duration.ofSeconds(2));
            }
            for (JsonNode gap : RecordingScene.footage(api, id, begin).path("gaps")) {
                if (gap.path("cause").asText().equals("CAMERA_UNREACHABLE")
                        && Instant.parse(gap.path("from").asText()).isBefore(back)) {
                    assertThat(gap.path("to").isNull())
                            .as("the gap has ended: " + gap)
                            .isFalse();
                }
            }
            server.stop();
            RecordingScene.everyFilePlays(RecordingScene.files(server.data.resolve("recordings")), 2);
        }
    }

    @Test
    @Tag("endure")
    void theIndexCatchesUpWhenTheDatabaseIsBack() throws Exception {
        try (Simulator simulator = RecordingScene.simulator("127.0.8.145", 1);
                PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"));
                Server server = Server.start(directory.resolve("data"), postgres.environment())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Instant begin = Instant.now().minusSeconds(60);
            String id = RecordingScene.record(api, simulator, 1);
            RecordingScene.policy(api, id, Map.of("mode", "CONTINUOUS", "segmentSeconds", 10));
            RecordingScene.awaitFootage(api, List.of(id), begin, Instant.now(), Duration.ofSeconds(3));
            Instant started = Instant.now();
            postgres.stop();
            Instant away = Instant.now();
            Await.until(
                    "half a minute without it",
                    Duration.ofMinutes(1),
                    () -> Instant.now().isAfter(away.plusSeconds(30)));
            postgres.restart();
            Await.until("the server is ready again", Duration.ofMinutes(1), api::ready);
            Instant end = Instant.now();
            RecordingScene.awaitFootage(api, List.of(id), begin, end, Duration.ofSeconds(1));
            JsonNode footage = RecordingScene.footage(api, id, begin);
            RecordingScene.Account account = RecordingScene.account(footage, started, end);
            System.out.println("PostgreSQL away for 30 s: " + account);
            assertThat(account.sent() - account.stored())
                    .as("lost in " + footage)
                    .isLessThan(300);
            server.stop();
            RecordingScene.everyFilePlays(RecordingScene.files(server.data.resolve("recordings")), 3);
        }
    }

    @Test
    @Tag("endure")
    void aCameraThatStallsRestartsAndSendsDamagedPacketsIsAccountedFor() throws Exception {
        try (Simulator simulator = RecordingScene.simulator("127.0.8.161", 1);
                Server server = Server.start(directory.resolve("data"), Map.of())) {
            Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            Instant begin = Instant.now().minusSeconds(60);
            String id = RecordingScene.record(api, simulator, 1);
            RecordingScene.awaitFootage(api, List.of(id), begin, Instant.now(), Duration.ofSeconds(3));
            Instant started = Instant.now();
            for (Fault fault : List.of(Fault.FREEZE, Fault.REBOOT, Fault.DROP_CONNECTION)) {
                Instant faulty = Instant.now();
                simulator.camera(1).fault(fault);
                Await.until(
                        fault + " lasts",
                        Duration.ofMinutes(1),
                        () -> Instant.now().isAfter(faulty.plusSeconds(10)));
                simulator.camera(1).clearFaults();
                RecordingScene.awaitFootage(api, List.of(id), begin, Instant.now(), Duration.ofSeconds(1));
            }
            Instant end = Instant.now();
            RecordingScene.awaitFootage(api, List.of(id), begin, end, Duration.ofMillis(500));
            JsonNode footage = RecordingScene.footage(api, id, begin);
            RecordingScene.Account account = RecordingScene.account(footage, started, end);
            System.out.println("A camera that stalls, restarts and drops its connections: " + account);
            assertThat(account.unexplained()).as(account + " in " + footage).isBetween(-700L, 700L);
            server.stop();
            RecordingScene.everyFilePlays(RecordingScene.files(server.data.resolve("recordings")), 2);
        }
    }
}
