package com.technosupport.vms.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.simulator.Simulator;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rule at work in the whole server: an event that another program publishes by NATS, a camera, and all that follows. */
class RulesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MORE = 20;
    private static final int AT_ONCE = 50;

    /** What was heard, with the time. */
    private record Heard(long nanos, JsonNode message) {}

    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private Server server;
    private Api api;

    @Test
    @Tag("endure")
    void anEventOfAnotherProgramIsSeenWithItsStillRaisesAnAlarmAndIsRecorded() throws Exception {
        Path directory = Server.freshDirectory("anEventOfAnotherProgram");
        try (NatsServer nats = NatsServer.start(directory.resolve("nats"));
                Simulator simulator = RecordingScene.simulator("127.0.8.161", 1);
                Server started = Server.start(directory.resolve("data"), nats.environment());
                Connection other = Nats.connect(nats.url())) {
            server = started;
            api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
            String camera = RecordingScene.record(api, simulator, 1);
            RecordingScene.policy(api, camera, Map.of("mode", "EVENT", "preRollSeconds", 2, "postRollSeconds", 3));
            String rule = rule(camera);
            try (EventSocket socket = EventSocket.open(server, api, this::hear)) {
                Await.until("the camera is ready for stills", PATIENCE, () -> picture(camera) != null);
                Instant published = Instant.now();
                String id = publish(other, camera);
                JsonNode alarm = message("alarm", id).message().path("alarm");
                assertThat(alarm.path("state").asText()).isEqualTo("OPEN");
                assertThat(alarm.path("instructions").asText()).isEqualTo("Look who it is");
                assertThat(alarm.path("ruleId").asText()).isEqualTo(rule);
                JsonNode updated = message("event.updated", id).message().path("event");
                BufferedImage still = image(updated.path("snapshotUrl").asText());
                JsonNode stream =
                        api.get("/api/cameras/" + camera).body().path("streams").path(0);
                assertThat(still.getWidth())
                        .as("the picture of the main stream, not one that says why there is none")
                        .isEqualTo(stream.path("width").asInt());
                Await.until(
                        "the event is on the bus again",
                        PATIENCE,
                        () -> heard.stream()
                                .anyMatch(each -> each.message()
                                        .path("event")
                                        .path("type")
                                        .asText()
                                        .equals("DoorSeen")));
                Await.until("it is recorded", PATIENCE, () -> covers(camera, published));
                handled(alarm.path("id").asText());
                stillsInTime(other, camera);
                manyStillsStarveNobody(other, camera, still.getWidth());
                Await.until(
                        "every step is done",
                        PATIENCE,
                        () ->
                                api
                                        .get("/api/rules/runs?ruleId=" + rule)
                                        .body()
                                        .path("items")
                                        .findValuesAsText("state")
                                        .stream()
                                        .allMatch("DONE"::equals));
            }
        }
    }

    private String rule(String camera) throws Exception {
        Api.Answer made = api.post(
                "/api/rules",
                Map.of(
                        "name",
                        "Door",
                        "when",
                        Map.of("types", List.of("DoorOpened"), "cameraIds", List.of(camera)),
                        "then",
                        List.of(
                                Map.of("action", "snapshot"),
                                Map.of(
                                        "action",
                                        "alarm",
                                        "title",
                                        "Door at {camera}",
                                        "instructions",
                                        "Look who it is"),
                                Map.of("action", "record", "seconds", 5),
                                Map.of("action", "publish", "type", "DoorSeen"))));
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        return made.body().path("id").asText();
    }

    private void hear(String text) {
        try {
            heard.add(new Heard(System.nanoTime(), Api.JSON.readTree(text)));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String publish(Connection other, String camera) {
        String id = UUID.randomUUID().toString();
        other.publish(
                "vms.events.DoorOpened",
                ("{\"id\":\"" + id + "\",\"cameraId\":\"" + camera + "\",\"source\":\"door\"}").getBytes(UTF_8));
        return id;
    }

    /** The first of a type that is about an event. */
    private Heard message(String type, String event) throws InterruptedException {
        List<Heard> found = new ArrayList<>();
        Await.until("there is " + type, PATIENCE, () -> {
            heard.stream()
                    .filter(each -> each.message().path("type").asText().equals(type)
                            && each.message().toString().contains(event))
                    .findFirst()
                    .ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private byte[] picture(String camera) throws Exception {
        HttpResponse<byte[]> answer = bytes("/api/cameras/" + camera + "/snapshot.jpg");
        return answer.statusCode() == 200 ? answer.body() : null;
    }

    private HttpResponse<byte[]> bytes(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.http() + path))
                                .header("Authorization", "Bearer " + api.token())
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    private BufferedImage image(String path) throws Exception {
        HttpResponse<byte[]> answer = bytes(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return ImageIO.read(new ByteArrayInputStream(answer.body()));
    }

    /** From before the event, by the pre-roll, to after it. */
    private boolean covers(String camera, Instant event) throws Exception {
        for (JsonNode segment :
                RecordingScene.footage(api, camera, event.minusSeconds(60)).path("segments")) {
            if (Instant.parse(segment.path("start").asText()).isBefore(event)
                    && segment.has("end")
                    && Instant.parse(segment.path("end").asText()).isAfter(event.plusSeconds(1))) {
                return true;
            }
        }
        return false;
    }

    /** Acknowledged by one operator, it is not acknowledged by another who saw it before. */
    private void handled(String alarm) throws Exception {
        Api.Answer seen = api.get("/api/alarms/" + alarm);
        int revision = seen.body().path("revision").asInt();
        Api.Answer acknowledged =
                api.post("/api/alarms/" + alarm + "/ack", Map.of("note", "I go there", "revision", revision));
        assertThat(acknowledged.body().path("state").asText()).isEqualTo("ACKNOWLEDGED");
        assertThat(api.post("/api/alarms/" + alarm + "/assign", Map.of("revision", revision))
                        .code())
                .isEqualTo("CHANGED_MEANWHILE");
        assertThat(api.get("/api/alarms/" + alarm).body().path("history").findValuesAsText("kind"))
                .containsExactly("RAISED", "ACKNOWLEDGED");
    }

    /** One after another, as they come in life: from publishing by NATS to the still on disk, as the WebSocket tells. */
    private void stillsInTime(Connection other, String camera) throws Exception {
        long[] millis = new long[MORE];
        for (int i = 0; i < MORE; i++) {
            long begin = System.nanoTime();
            String id = publish(other, camera);
            millis[i] = (message("event.updated", id).nanos() - begin) / 1_000_000;
        }
        Arrays.sort(millis);
        System.out.printf(
                "event to stored still: median %d ms, p95 %d ms, most %d ms%n",
                millis[MORE / 2], millis[(int) Math.ceil(0.95 * MORE) - 1], millis[MORE - 1]);
    }

    /** As when a whole site sees the same: all get their still, of the camera, and recording goes on without a lost packet. */
    private void manyStillsStarveNobody(Connection other, String camera, int width) throws Exception {
        RecordingScene.policy(api, camera, Map.of("mode", "CONTINUOUS"));
        Instant changed = Instant.now();
        RecordingScene.awaitFootage(api, List.of(camera), changed, changed, Duration.ofSeconds(1));
        Instant from = Instant.now();
        long droppedBefore = dropped();
        long begin = System.nanoTime();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            ids.add(publish(other, camera));
        }
        long[] millis = new long[AT_ONCE];
        for (int i = 0; i < AT_ONCE; i++) {
            Heard updated = message("event.updated", ids.get(i));
            millis[i] = (updated.nanos() - begin) / 1_000_000;
            assertThat(image(updated.message().path("event").path("snapshotUrl").asText())
                            .getWidth())
                    .isEqualTo(width);
        }
        Arrays.sort(millis);
        Instant to = Instant.now();
        RecordingScene.awaitFootage(api, List.of(camera), from, to, Duration.ZERO);
        RecordingScene.Account account = RecordingScene.account(RecordingScene.footage(api, camera, from), from, to);
        System.out.printf(
                "%d events at once: p95 %d ms to the stored still, the last %d ms; packets lost to readers %d; footage: %s%n",
                AT_ONCE,
                millis[(int) Math.ceil(0.95 * AT_ONCE) - 1],
                millis[AT_ONCE - 1],
                dropped() - droppedBefore,
                account);
        assertThat(dropped()).isEqualTo(droppedBefore);
        assertThat(account.explained()).as("gaps").isEmpty();
        assertThat(account.unexplained()).as("milliseconds without footage").isLessThan(1000);
    }

    /** Packets that readers of streams, such as the recorder, were too slow for. */
    private long dropped() throws Exception {
        String metrics = new String(bytes("/metrics").body(), UTF_8);
        return metrics.lines()
                .filter(line -> line.startsWith("vms_media_dropped_total"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
