package com.technosupport.vms.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PublishOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Events of others, by NATS, on their way to the database and to the WebSocket, while the database and NATS go and come under
 * load and clients do not read. It ends with an account.
 */
class EventsFlowTest {

    private static final int DEAF = Integer.getInteger("vms.deaf", 10);
    private static final int AWAY_SECONDS = Integer.getInteger("vms.away", 4);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Publishes until it is stopped, each event until NATS has it; so what it published is known. */
    private static final class Publisher implements Runnable {

        final List<String> published = new ArrayList<>();
        final AtomicBoolean stop = new AtomicBoolean();
        private final Connection connection;

        Publisher(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void run() {
            while (!stop.get()) {
                String id = UUID.randomUUID().toString();
                byte[] event = ("{\"id\":\"" + id + "\",\"source\":\"test\",\"label\":\"car\"}").getBytes(UTF_8);
                while (!published(id, event)) {
                    Thread.onSpinWait();
                }
                synchronized (published) {
                    published.add(id);
                }
            }
        }

        private boolean published(String id, byte[] event) {
            try {
                connection
                        .jetStream()
                        .publish(
                                "vms.events.LoadTested",
                                event,
                                PublishOptions.builder().messageId(id).build());
                return true;
            } catch (IOException | JetStreamApiException | IllegalStateException e) {
                return false;
            }
        }

        int count() {
            synchronized (published) {
                return published.size();
            }
        }
    }

    @Test
    void everyEventIsStoredOnceWhateverGoesAway() throws Exception {
        Path directory = Server.freshDirectory("everyEventIsStoredOnceWhateverGoesAway");
        try (PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"));
                NatsServer nats = NatsServer.start(directory.resolve("nats"))) {
            Map<String, String> environment = new HashMap<>(postgres.environment());
            environment.putAll(nats.environment());
            try (Server server = Server.start(directory.resolve("data"), environment);
                    Connection other = Nats.connect(Options.builder()
                            .server(nats.url())
                            .maxReconnects(-1)
                            .reconnectWait(Duration.ofMillis(100))
                            .build())) {
                Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
                oneIsSeen(server, api, other);
                badOnesAreSetAside(api, other);
                faults(server, api, other, postgres, nats);
            }
        }
    }

    /** Published from outside by the plain protocol, it is on the WebSocket and in REST. */
    private static void oneIsSeen(Server server, Api api, Connection other) throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (EventSocket socket = EventSocket.open(server, api, heard::add)) {
            Await.until(
                    "it is subscribed",
                    PATIENCE,
                    () -> heard.stream().anyMatch(text -> text.contains("events.subscribed")));
            String id = UUID.randomUUID().toString();
            other.publish("vms.events.DoorOpened", ("{\"id\":\"" + id + "\",\"label\":\"north\"}").getBytes(UTF_8));
            Await.until("the event is heard", PATIENCE, () -> heard.stream().anyMatch(text -> text.contains(id)));
            JsonNode stored = api.get("/api/events/" + id).body();
            assertThat(stored.path("type").asText()).isEqualTo("DoorOpened");
            assertThat(stored.path("label").asText()).isEqualTo("north");
            assertThat(api.post("/api/events", Map.of("type", "GateOpened")).status())
                    .isEqualTo(202);
            Await.until(
                    "what came by REST is heard",
                    PATIENCE,
                    () -> heard.stream().anyMatch(text -> text.contains("GateOpened")));
        }
    }

    private static void badOnesAreSetAside(Api api, Connection other) throws Exception {
        other.publish("vms.events.DoorOpened", "no JSON".getBytes(UTF_8));
        other.publish("vms.events.DoorOpened", "{\"time\":\"1970-01-01T00:00:00Z\"}".getBytes(UTF_8));
        Await.until(
                "they are set aside",
                PATIENCE,
                () -> api.get("/api/events/rejected").body().path("items").size() == 2);
    }

    private static void faults(Server server, Api api, Connection other, PostgresServer postgres, NatsServer nats)
            throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        List<EventSocket> sockets = new ArrayList<>();
        Publisher publisher = new Publisher(other);
        Thread publishing = new Thread(publisher, "test-publisher");
        try {
            for (int i = 0; i < DEAF; i++) {
                sockets.add(EventSocket.deaf(server, api));
            }
            sockets.add(EventSocket.open(server, api, heard::add));
            publishing.start();
            Await.until("it flows", PATIENCE, () -> publisher.count() > 100);

            postgres.stop();
            int before = heard.size();
            Thread.sleep(AWAY_SECONDS * 1000L);
            Await.until("events are shown without the database", PATIENCE, () -> heard.size() > before + 50);
            postgres.restart();

            nats.kill();
            Thread.sleep(1000);
            nats.restart();
            int back = publisher.count();
            Await.until("it flows again", PATIENCE, () -> publisher.count() > back + 100);
        } finally {
            publisher.stop.set(true);
            publishing.join();
            sockets.forEach(EventSocket::close);
        }
        Await.until("all are stored", PATIENCE, () -> stored(api).size() >= publisher.count());
        List<String> stored = stored(api);
        long once = stored.stream().distinct().count();
        System.out.printf(
                "published %d, stored %d, of these once %d, lost %d; heard on the WebSocket %d%n",
                publisher.count(),
                stored.size(),
                once,
                publisher.published.stream().filter(id -> !stored.contains(id)).count(),
                heard.stream()
                        .filter(text -> text.startsWith("{\"type\":\"event\""))
                        .count());
        assertThat(stored).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(publisher.published);
    }

    private static List<String> stored(Api api) throws Exception {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get("/api/events?type=LoadTested" + cursor).body();
            page.path("items").forEach(item -> ids.add(item.path("id").asText()));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        } while (!cursor.isEmpty());
        return ids;
    }
}
