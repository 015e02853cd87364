package com.technosupport.vms.web.internal.rest;

import static com.technosupport.vms.web.internal.TestServer.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.codec.EventJson;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.TestServer;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events by REST and on the WebSocket. */
class EventsTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    private TestServer server;
    private final List<WebSocket> sockets = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
    }

    @AfterEach
    void stop() throws Exception {
        sockets.forEach(WebSocket::abort);
        server.close();
    }

    private static EnrichedEvent event(String type, Optional<CameraId> camera, int secondsAgo) {
        return new EnrichedEvent(
                new EventMessage(
                        EventId.next(Clock.systemUTC()),
                        type,
                        camera,
                        "test",
                        NOW.minusSeconds(secondsAgo),
                        Optional.of("person"),
                        OptionalDouble.of(0.5),
                        Optional.of(new EventMessage.Box(0.1, 0.2, 0.3, 0.4)),
                        Optional.of("t1"),
                        Map.of("n", secondsAgo)),
                camera.map(id -> "Gate"),
                Optional.of("Harbour"),
                Severity.WARNING,
                Optional.of("events/x.jpg"),
                NOW);
    }

    private EnrichedEvent own(String type, int secondsAgo) {
        return event(type, Optional.of(server.first.id()), secondsAgo);
    }

    private static EnrichedEvent foreign(int secondsAgo) {
        return event("A", Optional.of(CameraId.next(Clock.systemUTC())), secondsAgo);
    }

    private List<String> ids(String path, String token) throws Exception {
        List<String> ids = new ArrayList<>();
        HttpResponse<String> answer = server.get(path, token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        json(answer).path("items").forEach(item -> ids.add(item.path("id").textValue()));
        return ids;
    }

    private static String id(EnrichedEvent event) {
        return event.message().id().toString();
    }

    @Test
    void eventsAreListedAsGrantedAndAsWished() throws Exception {
        EnrichedEvent one = own("A", 1);
        EnrichedEvent two = own("B", 2);
        EnrichedEvent hidden = foreign(3);
        EnrichedEvent without = event("A", Optional.empty(), 4);
        server.eventServices.stored.addAll(List.of(one, two, hidden, without));

        assertThat(ids("/api/events", server.admin)).containsExactly(id(one), id(two), id(hidden), id(without));
        assertThat(ids("/api/events", server.viewer)).containsExactly(id(one), id(two));
        assertThat(ids("/api/events?type=B", server.viewer)).containsExactly(id(two));
        assertThat(ids("/api/events?type=B&type=A&label=person", server.viewer)).containsExactly(id(one), id(two));
        assertThat(ids("/api/events?label=dog", server.viewer)).isEmpty();
        assertThat(ids("/api/events?from=" + NOW.minusSeconds(1), server.viewer))
                .containsExactly(id(one));
        assertThat(ids("/api/events?to=" + NOW.minusSeconds(1), server.viewer)).containsExactly(id(two));
        assertThat(ids("/api/events?cameraId=" + hidden.message().cameraId().orElseThrow(), server.viewer))
                .isEmpty();
        JsonNode page = json(server.get("/api/events?limit=1", server.viewer));
        assertThat(page.path("items")).hasSize(1);
        String next = "/api/events?limit=1&cursor=" + page.path("nextCursor").textValue();
        assertThat(ids(next, server.viewer)).containsExactly(id(two));
        assertThat(json(server.get(next, server.viewer)).has("nextCursor")).isFalse();

        assertThat(server.get("/api/events/" + id(hidden), server.viewer).statusCode())
                .isEqualTo(404);
        assertThat(server.get("/api/events/" + id(without), server.viewer).statusCode())
                .isEqualTo(404);
        JsonNode shown = json(server.get("/api/events/" + id(one), server.viewer));
        assertThat(shown).as("the same as on the WebSocket").isEqualTo(Json.MAPPER.readTree(EventJson.write(one)));
        for (String bad : List.of("cursor=eA", "from=yesterday", "limit=0", "cameraId=x")) {
            assertThat(server.get("/api/events?" + bad, server.viewer).statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
    }

    @Test
    void eventsThatCameShortlyAfterAnotherAreToldAsOne() throws Exception {
        // NOW is seven seconds after a full minute: what is more than seven seconds old is in the piece before.
        List<EnrichedEvent> burst = List.of(own("A", 1), own("A", 2), own("A", 6));
        EnrichedEvent before = own("A", 8);
        EnrichedEvent otherKind = own("B", 3);
        server.eventServices.stored.addAll(burst);
        server.eventServices.stored.addAll(List.of(before, otherKind, foreign(4)));

        JsonNode page = json(server.get("/api/events?cluster=30s", server.viewer));
        assertThat(page.has("nextCursor")).isFalse();
        JsonNode items = page.path("items");
        assertThat(items.findValuesAsText("id")).containsExactly(id(burst.get(0)), id(otherKind), id(before));
        JsonNode cluster = items.path(0).path("cluster");
        assertThat(cluster.path("count").intValue()).isEqualTo(3);
        assertThat(cluster.path("complete").booleanValue()).isTrue();
        assertThat(cluster.path("first").textValue())
                .isEqualTo(NOW.minusSeconds(6).toString());
        assertThat(cluster.path("last").textValue())
                .isEqualTo(NOW.minusSeconds(1).toString());
        assertThat(cluster.path("labels").path(0).textValue()).isEqualTo("person");
        assertThat(cluster.path("bestThumbnail").textValue())
                .isEqualTo("/api/events/" + cluster.path("bestEventId").textValue() + "/snapshot.jpg");

        JsonNode first = json(server.get("/api/events?cluster=30s&limit=1", server.viewer));
        assertThat(first.path("items")).as("a piece of time is never torn").hasSize(2);
        JsonNode second = json(server.get(
                "/api/events?cluster=30s&limit=1&cursor="
                        + first.path("nextCursor").textValue(),
                server.viewer));
        assertThat(second.path("items").findValuesAsText("id")).containsExactly(id(before));
        assertThat(second.has("nextCursor")).isFalse();
        for (String bad : List.of("0s", "11m", "30", "x")) {
            assertThat(server.get("/api/events?cluster=" + bad, server.viewer).statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(server.get("/api/events?cluster=30s&cursor=eA", server.viewer)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void manyClustersAreReadPageByPageWithoutALossOrADouble() throws Exception {
        int events = 2500;
        for (int i = 0; i < events; i++) {
            server.eventServices.stored.add(own(i % 3 == 0 ? "A" : "B", i));
        }
        List<Integer> counts = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = json(server.get("/api/events?cluster=10s&limit=90" + cursor, server.viewer));
            page.path("items")
                    .forEach(item ->
                            counts.add(item.path("cluster").path("count").intValue()));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").textValue()
                    : "";
            pages++;
        } while (!cursor.isEmpty());
        assertThat(pages).isGreaterThan(3);
        assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(events);
        assertThat(counts).allMatch(count -> count <= 7);
    }

    @Test
    void eventsAreFoundBySeverityAndOfSeveralCameras() throws Exception {
        EnrichedEvent one = own("A", 1);
        EnrichedEvent hidden = foreign(2);
        server.eventServices.stored.addAll(List.of(one, hidden));
        assertThat(ids("/api/events?severity=WARNING&severity=CRITICAL", server.viewer))
                .containsExactly(id(one));
        assertThat(ids("/api/events?severity=CRITICAL", server.viewer)).isEmpty();
        String both = "/api/events?cameraId=" + server.first.id() + "&cameraId="
                + hidden.message().cameraId().orElseThrow();
        assertThat(ids(both, server.admin)).containsExactly(id(one), id(hidden));
        assertThat(ids(both, server.viewer)).containsExactly(id(one));
        assertThat(server.get("/api/events?severity=LOUD", server.viewer).statusCode())
                .isEqualTo(400);
    }

    @Test
    void whatWasRejectedIsForAdministrators() throws Exception {
        for (int i = 0; i < 3; i++) {
            server.eventServices.rejected.add(
                    new RejectedEvent(new UUID(1, i), NOW, "nats:vms.events.X", "no JSON", new byte[10_000], 10_000));
        }
        assertThat(server.get("/api/events/rejected", server.viewer).statusCode())
                .isEqualTo(403);
        JsonNode page = json(server.get("/api/events/rejected?limit=2", server.admin));
        assertThat(page.path("items")).hasSize(2);
        assertThat(page.path("items").path(0).path("reason").textValue()).isEqualTo("no JSON");
        assertThat(page.path("items").path(0).path("payload").binaryValue()).hasSize(4096);
        assertThat(json(server.get(
                                "/api/events/rejected?limit=2&cursor="
                                        + page.path("nextCursor").textValue(),
                                server.admin))
                        .path("items"))
                .hasSize(1);
    }

    @Test
    void othersPublishByRest() throws Exception {
        String body = "{\"type\":\"DoorOpened\",\"cameraId\":\"" + server.first.id() + "\"}";
        HttpResponse<String> answer = server.call("POST", "/api/events", server.admin, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        EventMessage taken = server.eventServices.published.get(0);
        assertThat(json(answer).path("id").textValue()).isEqualTo(taken.id().toString());
        assertThat(answer.headers().firstValue("Location")).contains("/api/events/" + taken.id());
        assertThat(taken.cameraId()).contains(server.first.id());
        assertThat(server.call("POST", "/api/events", server.viewer, body).statusCode())
                .isEqualTo(403);
        for (String bad :
                List.of("{}", "[]", "{\"type\":\"x\"}", "{\"type\":\"A\",\"time\":\"1970-01-01T00:00:00Z\"}")) {
            HttpResponse<String> refused = server.call("POST", "/api/events", server.admin, bad);
            assertThat(refused.statusCode()).as(bad).isEqualTo(400);
            assertThat(json(refused).path("code").textValue()).isEqualTo("INVALID_REQUEST");
            RejectedEvent kept = server.eventServices.rejected.get(server.eventServices.rejected.size() - 1);
            assertThat(kept.payload()).as("for administrators to look at").isEqualTo(bad.getBytes(UTF_8));
            assertThat(kept.origin()).isEqualTo("rest:admin");
            assertThat(json(refused).path("detail").textValue()).contains(kept.reason());
        }
        assertThat(server.eventServices.rejected).hasSize(4);
        server.eventServices.busy = true;
        assertThat(server.call("POST", "/api/events", server.admin, body).statusCode())
                .isEqualTo(503);
    }

    /** A client that keeps what it hears. */
    private static final class Hearing implements WebSocket.Listener {

        final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        final StringBuilder partial = new StringBuilder();
        final boolean reads;

        Hearing(boolean reads) {
            this.reads = reads;
        }

        @Override
        public void onOpen(WebSocket socket) {
            if (reads) {
                socket.request(1);
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    messages.add(Json.MAPPER.readTree(partial.toString()));
                } catch (JsonProcessingException e) {
                    throw new IllegalStateException(e);
                }
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        JsonNode hear() throws Exception {
            JsonNode message = messages.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            return message;
        }
    }

    private WebSocket open(String token, Hearing client) {
        WebSocket socket = server.client
                .newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/ws"), client)
                .join();
        sockets.add(socket);
        return socket;
    }

    private static String say(WebSocket socket, Hearing client, String message) throws Exception {
        socket.sendText(message, true).join();
        JsonNode answer = client.hear();
        assertThat(answer.path("type").textValue()).isEqualTo("events.subscribed");
        return answer.path("seq").asText();
    }

    @Test
    void clientsHearWhatTheyMaySeeAndWish() throws Exception {
        Hearing viewer = new Hearing(true);
        say(open(server.viewer, viewer), viewer, "{\"type\":\"events.subscribe\",\"types\":[\"A\"]}");
        Hearing admin = new Hearing(true);
        WebSocket adminSocket = open(server.admin, admin);
        say(adminSocket, admin, "{\"type\":\"events.subscribe\"}");

        EnrichedEvent seen = own("A", 1);
        server.eventPushes.eventReceived(foreign(1));
        server.eventPushes.eventReceived(own("B", 1));
        server.eventPushes.eventReceived(event("A", Optional.empty(), 1));
        server.eventPushes.eventReceived(seen);
        server.eventPushes.eventUpdated(seen);

        JsonNode heard = viewer.hear();
        assertThat(heard.path("type").textValue()).isEqualTo("event");
        assertThat(heard.path("event")).isEqualTo(Json.MAPPER.readTree(EventJson.write(seen)));
        JsonNode updated = viewer.hear();
        assertThat(updated.path("type").textValue()).isEqualTo("event.updated");
        assertThat(updated.path("seq").longValue())
                .isGreaterThan(heard.path("seq").longValue());
        for (int i = 0; i < 5; i++) {
            admin.hear();
        }
        adminSocket.sendText("{\"type\":\"events.unsubscribe\"}", true).join();
        say(adminSocket, admin, "{\"type\":\"events.subscribe\",\"cameraIds\":[\"" + server.first.id() + "\"]}");
        server.eventPushes.eventReceived(foreign(1));
        server.eventPushes.eventReceived(own("C", 1));
        assertThat(admin.hear().path("event").path("type").textValue()).isEqualTo("C");
    }

    @Test
    void whoComesBackHearsWhatItMissed() throws Exception {
        Hearing first = new Hearing(true);
        WebSocket socket = open(server.viewer, first);
        String start = say(socket, first, "{\"type\":\"events.subscribe\"}");
        server.eventPushes.eventReceived(own("A", 1));
        long last = first.hear().path("seq").longValue();
        socket.abort();
        for (int i = 0; i < 10; i++) {
            server.eventPushes.eventReceived(own("B", i));
            server.eventPushes.eventReceived(foreign(i));
        }
        Hearing back = new Hearing(true);
        say(open(server.viewer, back), back, "{\"type\":\"events.subscribe\",\"after\":" + last + "}");
        long before = last;
        for (int i = 0; i < 10; i++) {
            JsonNode message = back.hear();
            assertThat(message.path("event").path("data").path("n").intValue()).isEqualTo(i);
            assertThat(message.path("seq").longValue()).isGreaterThan(before);
            before = message.path("seq").longValue();
        }
        Hearing late = new Hearing(true);
        WebSocket lateSocket = open(server.viewer, late);
        lateSocket.sendText("{\"type\":\"events.subscribe\",\"after\":1}", true).join();
        assertThat(late.hear().path("gap").booleanValue())
                .as("that is too long ago")
                .isTrue();
        assertThat(Long.parseLong(start)).isLessThan(last);
    }

    @Test
    void aClientThatDoesNotReadHoldsNobodyUpAndIsToldWhenItReadsAgain() throws Exception {
        Hearing deaf = new Hearing(false);
        open(server.viewer, deaf)
                .sendText("{\"type\":\"events.subscribe\"}", true)
                .join();
        Hearing quick = new Hearing(true);
        say(open(server.viewer, quick), quick, "{\"type\":\"events.subscribe\"}");
        int heard = 0;
        // More than all buffers on the way hold, at a pace that one who reads can follow.
        for (int i = 0; i < 20_000; i++) {
            server.eventPushes.eventReceived(own("A", 1));
            if (i % 100 == 99) {
                for (int k = 0; k < 100; k++) {
                    assertThat(quick.hear().path("type").textValue()).isEqualTo("event");
                    heard++;
                }
            }
        }
        assertThat(heard).isEqualTo(20_000);
        sockets.get(0).request(1);
        boolean told = false;
        for (int i = 0; i < 20_000 && !told; i++) {
            JsonNode message = deaf.messages.poll(5, TimeUnit.SECONDS);
            if (message == null) {
                // All that was kept for it is read; what it lost is told with the next.
                server.eventPushes.eventReceived(own("A", 1));
                message = deaf.hear();
            }
            told = message.path("type").textValue().equals("events.lost");
            if (told) {
                assertThat(message.path("count").longValue()).isPositive();
            }
        }
        assertThat(told).isTrue();
    }
}
