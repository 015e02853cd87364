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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Events of others, by NATS, on their way to the database and to the WebSocket, while the database and NATS go and come under
 * load and clients do not read. It ends with an account.
 */
class EventsFlowTest {

    /** For CI: a few seconds of each. */
    private static final Plan SHORT = new Plan(10, 1, 4, false, 0);
    /** Half of 200 clients never read; minutes without the database; and the server is killed too. */
    private static final Plan LONG =
            new Plan(100, 100, Integer.getInteger("vms.away", 150), true, Integer.getInteger("vms.pause", 3));

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Of one account; the server allows a few more. */
    private static final int SOCKETS = 25;

    /**
     * What is done.
     *
     * @param deaf clients that never read
     * @param reading clients that do
     * @param awaySeconds without the database
     * @param harder also both away at once, and {@code kill -9} of the server
     * @param pauseMillis of the publisher between two events
     */
    private record Plan(int deaf, int reading, int awaySeconds, boolean harder, int pauseMillis) {}

    /** Publishes until it is stopped, each event until NATS has it; so what it published is known. */
    private static final class Publisher implements Runnable {

        final List<String> published = new ArrayList<>();
        final AtomicBoolean stop = new AtomicBoolean();
        private final Connection connection;

        private final int pauseMillis;

        Publisher(Connection connection, int pauseMillis) {
            this.connection = connection;
            this.pauseMillis = pauseMillis;
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
                if (pauseMillis > 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
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
        run(Server.freshDirectory("everyEventIsStoredOnceWhateverGoesAway"), SHORT);
    }

    @Test
    @Tag("endure")
    void everyEventIsStoredOnceThroughMinutesOfFaultsAndAKillWithManyClients() throws Exception {
        run(Server.freshDirectory("everyEventIsStoredOnceThroughMinutesOfFaults"), LONG);
    }

    private static void run(Path directory, Plan plan) throws Exception {
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
                EventPayloads.judged(server, api, other, postgres);
                faults(plan, server, api, other, postgres, nats);
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

    private static void faults(
            Plan plan, Server server, Api api, Connection other, PostgresServer postgres, NatsServer nats)
            throws Exception {
        List<Api> accounts = accounts(plan, server, api);
        AtomicLong heard = new AtomicLong();
        List<EventSocket> sockets = new ArrayList<>();
        Publisher publisher = new Publisher(other, plan.pauseMillis());
        Thread publishing = new Thread(publisher, "test-publisher");
        try {
            connect(plan, server, accounts, sockets, heard);
            publishing.start();
            Await.until("it flows", PATIENCE, () -> publisher.count() > 100);

            postgres.stop();
            long before = heard.get();
            Thread.sleep(plan.awaySeconds() * 1000L);
            Await.until("events are shown without the database", PATIENCE, () -> heard.get() > before + 50);
            postgres.restart();

            nats.kill();
            Thread.sleep(1000);
            nats.restart();
            flowsAgain(publisher);
            if (plan.harder()) {
                postgres.stop();
                nats.kill();
                Thread.sleep(plan.awaySeconds() * 100L);
                nats.restart();
                flowsAgain(publisher);
                postgres.restart();

                server.kill();
                Thread.sleep(1000);
                server.start();
                server.awaitReady();
                sockets.forEach(EventSocket::close);
                sockets.clear();
                connect(plan, server, accounts, sockets, heard);
                flowsAgain(publisher);
                postgres.stop();
                Thread.sleep(2000);
                // Now there is something in the spool.
                server.kill();
                postgres.restart();
                server.start();
                server.awaitReady();
                flowsAgain(publisher);
            }
        } finally {
            publisher.stop.set(true);
            publishing.join();
            sockets.forEach(EventSocket::close);
        }
        AtomicReference<List<String>> last = new AtomicReference<>(List.of());
        Await.until("all are stored", Duration.ofMinutes(10), () -> {
            last.set(stored(api));
            return last.get().size() >= publisher.count();
        });
        List<String> stored = last.get();
        Set<String> once = Set.copyOf(stored);
        System.out.printf(
                "published %d, stored %d, of these once %d, lost %d; heard by %d clients that read %d, with %d that do"
                        + " not%n",
                publisher.count(),
                stored.size(),
                once.size(),
                publisher.published.stream().filter(id -> !once.contains(id)).count(),
                plan.reading(),
                heard.get(),
                plan.deaf());
        assertThat(stored).doesNotHaveDuplicates();
        assertThat(once).isEqualTo(Set.copyOf(publisher.published));
    }

    /** As many accounts as the clients need: each may have but so many sockets. */
    private static List<Api> accounts(Plan plan, Server server, Api admin) throws Exception {
        List<Api> accounts = new ArrayList<>(List.of(admin));
        for (int i = 1; i * SOCKETS < plan.deaf() + plan.reading(); i++) {
            String password = "planted-First-5d1c-" + i;
            Api.Answer made =
                    admin.post("/api/users", Map.of("username", "wall" + i, "password", password, "role", "ADMIN"));
            assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
            Api account = new Api(server).login("wall" + i, password);
            assertThat(account.post("/api/auth/password", Map.of("old", password, "new", password + "-again"))
                            .status())
                    .isLessThan(300);
            accounts.add(account);
        }
        return accounts;
    }

    /** Deaf ones and those that read in turn, so that each account has some of both. */
    private static void connect(
            Plan plan, Server server, List<Api> accounts, List<EventSocket> sockets, AtomicLong heard) {
        int deaf = plan.deaf();
        int reading = plan.reading();
        for (int i = 0; i < plan.deaf() + plan.reading(); i++) {
            Api account = accounts.get(i / SOCKETS);
            boolean reads = deaf == 0 || (i % 2 == 1 && reading > 0);
            if (reads) {
                reading--;
                sockets.add(EventSocket.open(server, account, text -> {
                    if (text.startsWith("{\"type\":\"event\"")) {
                        heard.incrementAndGet();
                    }
                }));
            } else {
                deaf--;
                sockets.add(EventSocket.deaf(server, account));
            }
        }
    }

    private static void flowsAgain(Publisher publisher) throws InterruptedException {
        int back = publisher.count();
        Await.until("it flows again", PATIENCE, () -> publisher.count() > back + 100);
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
