package com.technosupport.vms.itests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Connection;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** All that strangers may publish as an event: what stands where afterwards, and that none of it stops the flow. */
final class EventPayloads {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MOST_BYTES = 256 * 1024;
    private static final String SUBJECT = "vms.events.";
    private static final String STRANGE = "StrangePayload";

    private EventPayloads() {}

    /** What cannot be taken, and a word of the reason. */
    private record Bad(byte[] payload, String reason) {

        Bad(String payload, String reason) {
            this(payload.getBytes(UTF_8), reason);
        }
    }

    private static List<Bad> bad() {
        List<Bad> bad = new ArrayList<>();
        bad.add(new Bad("no JSON", "not JSON"));
        bad.add(new Bad(new byte[0], "not a JSON object"));
        bad.add(new Bad("[]", "not a JSON object"));
        bad.add(new Bad("{\"label\":\"cut", "not JSON"));
        bad.add(new Bad("{\"id\":\"7\"}", "id is not a UUID"));
        bad.add(new Bad("{\"cameraId\":\"gate\"}", "cameraId is not a UUID"));
        bad.add(new Bad("{\"confidence\":\"0.5\"}", "confidence is not a number"));
        bad.add(new Bad("{\"confidence\":1.5}", "confidence is from 0 to 1"));
        bad.add(new Bad("{\"confidence\":1e999}", "confidence is too large"));
        bad.add(new Bad("{\"box\":{\"x\":0.9,\"y\":0,\"w\":0.5,\"h\":0.1}}", "not within the picture"));
        bad.add(new Bad("{\"time\":\"1970-01-01T00:00:00Z\"}", "ten years ago"));
        bad.add(new Bad("{\"time\":\"2100-01-01T00:00:00Z\"}", "a day ahead"));
        bad.add(new Bad("{\"time\":1790000000000}", "time is not a text"));
        bad.add(new Bad("{\"time\":\"yesterday\"}", "RFC 3339"));
        bad.add(new Bad("{\"type\":\"lowerCase\"}", "PascalCase"));
        bad.add(new Bad("{\"type\":\"Sp ace\"}", "PascalCase"));
        bad.add(new Bad("{\"label\":\"a\",\"label\":\"b\"}", "a name twice"));
        bad.add(new Bad("{\"label\":\"\\u0000\"}", "NUL"));
        bad.add(new Bad("{\"label\":\"\u00e9\"}".getBytes(ISO_8859_1), "not UTF-8"));
        bad.add(new Bad("{\"data\":" + "[".repeat(1000) + "]".repeat(1000) + "}", "data is not an object"));
        bad.add(new Bad("{\"data\":{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + "}}", "nested too deeply"));
        bad.add(new Bad(padded(MOST_BYTES + 1), "larger than " + MOST_BYTES));
        return bad;
    }

    /** An event of exactly so many bytes. */
    private static byte[] padded(int bytes) {
        String frame = "{\"data\":{\"a\":\"\"}}";
        return frame.replace("\"\"", "\"" + "x".repeat(bytes - frame.length()) + "\"")
                .getBytes(UTF_8);
    }

    /** What is taken as it is, whether or not anybody knows the camera. */
    private static List<byte[]> good() {
        return List.of(
                "{}".getBytes(UTF_8),
                "{\"time\":null,\"unknown\":{\"deep\":[1,2]}}".getBytes(UTF_8),
                ("{\"time\":\"" + OffsetDateTime.now(ZoneOffset.ofHours(5)) + "\"}").getBytes(UTF_8),
                ("{\"cameraId\":\"" + UUID.randomUUID() + "\",\"confidence\":1}").getBytes(UTF_8),
                padded(MOST_BYTES));
    }

    static void judged(Server server, Api api, Connection other, PostgresServer postgres) throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (EventSocket socket = EventSocket.open(server, api, heard::add)) {
            Await.until(
                    "it is subscribed",
                    PATIENCE,
                    () -> heard.stream().anyMatch(text -> text.contains("events.subscribed")));
            byNats(api, other, postgres, heard);
            byRest(api);
        }
    }

    private static void byNats(Api api, Connection other, PostgresServer postgres, Queue<String> heard)
            throws Exception {
        List<Bad> bad = bad();
        List<byte[]> good = good();
        String id = UUID.randomUUID().toString();
        bad.forEach(each -> other.publish(SUBJECT + STRANGE, each.payload()));
        other.publish(SUBJECT + "lower", "{}".getBytes(UTF_8));
        // Nobody has said that there are such subjects.
        other.publish(SUBJECT + STRANGE + ".more", "{}".getBytes(UTF_8));
        other.publish(SUBJECT + STRANGE, ("{\"id\":\"" + id + "\",\"label\":\"first\"}").getBytes(UTF_8));
        other.publish(SUBJECT + STRANGE, ("{\"id\":\"" + id + "\",\"label\":\"second\"}").getBytes(UTF_8));
        good.forEach(payload -> other.publish(SUBJECT + STRANGE, payload));

        Await.until("the last one is stored", PATIENCE, () -> stored(api).size() == good.size() + 1);
        List<String> reasons =
                api.get("/api/events/rejected").body().path("items").findValuesAsText("reason");
        assertThat(reasons).hasSize(bad.size() + 1);
        int at = reasons.size();
        for (Bad each : bad) {
            assertThat(reasons.get(--at)).contains(each.reason());
        }
        assertThat(reasons.get(0)).contains("PascalCase");
        assertThat(postgres.psql("SELECT count(*) FROM rejected_events").strip())
                .isEqualTo(Integer.toString(reasons.size()));
        assertThat(postgres.psql("SELECT count(*) FROM events WHERE type = '" + STRANGE + "'")
                        .strip())
                .isEqualTo(Integer.toString(good.size() + 1));
        assertThat(postgres.psql("SELECT label FROM events WHERE id = '" + id + "'")
                        .strip())
                .isEqualTo("first");
        Await.until(
                "those that stand are heard",
                PATIENCE,
                () -> heard.stream().filter(text -> text.contains(STRANGE)).count() == good.size() + 1);
    }

    private static JsonNode stored(Api api) throws Exception {
        return api.get("/api/events?type=" + STRANGE).body().path("items");
    }

    /** Who posts is told what is wrong, and an administrator finds it too. */
    private static void byRest(Api api) throws Exception {
        for (Bad each : bad()) {
            if (each.payload().length > MOST_BYTES || each.reason().contains("UTF-8")) {
                // What is no text the client of this test does not send.
                continue;
            }
            String body = new String(each.payload(), UTF_8);
            if (body.startsWith("{\"") && !body.startsWith("{\"type\"")) {
                // No subject says it here.
                body = "{\"type\":\"" + STRANGE + "\"," + body.substring(1);
            }
            Api.Answer answer = api.post("/api/events", body, "application/json");
            assertThat(answer.status()).as(each.reason()).isEqualTo(400);
            assertThat(answer.body().path("detail").asText()).contains(each.reason());
        }
        Api.Answer large = api.post("/api/events", new String(padded(MOST_BYTES + 1), UTF_8), "application/json");
        assertThat(large.status()).isIn(400, 413);
        assertThat(api.post("/api/events", "{}", "application/json")
                        .body()
                        .path("detail")
                        .asText())
                .contains("no type");
        assertThat(api.post("/api/events", "{\"type\":\"" + STRANGE + "\"}", "application/json")
                        .status())
                .isEqualTo(202);
        assertThat(api.get("/api/events/rejected?limit=1")
                        .body()
                        .path("items")
                        .path(0)
                        .path("origin")
                        .asText())
                .isEqualTo("rest:admin");
    }
}
