package com.technosupport.vms.itests.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.itests.Api;
import com.technosupport.vms.itests.Await;
import com.technosupport.vms.itests.EventSocket;
import com.technosupport.vms.itests.NatsServer;
import com.technosupport.vms.itests.PostgresServer;
import com.technosupport.vms.itests.Server;
import com.technosupport.vms.itests.bench.Figure.Goal;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.api.PublishAck;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Events from NATS to the database and to the WebSocket, against {@code COPY} of the same rows by psql on the same server; and the
 * time of queries with many events stored.
 */
final class EventsBenchmark implements Benchmark {

    private static final int EVENTS = Integer.getInteger("bench.events", 100_000);
    private static final int STEADY_PER_SECOND = Integer.getInteger("bench.rate", 1000);
    private static final int STEADY_SECONDS = Integer.getInteger("bench.seconds", 20);
    /** For queries; 10,000,000 takes minutes and 8 GB. */
    private static final List<Integer> STORED =
            List.of(System.getProperty("bench.rows", "1000000,10000000").split(",")).stream()
                    .map(Integer::valueOf)
                    .toList();

    /** Before anything is measured: what a server compiles in its first seconds is no part of what it does for months. */
    private static final int WARM = Integer.getInteger("bench.warm", 300_000);

    private static final int QUERIES = 200;
    /** Rows that one statement adds. */
    private static final int CHUNK = 500_000;

    private static final long LOOK_MILLIS = 100;
    private static final int IN_FLIGHT = 2000;
    private static final int CAMERAS = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @Override
    public String name() {
        return "events";
    }

    @Override
    public String obstacle() {
        if (!PostgresServer.isInstalled()) {
            return "PostgreSQL is not installed: apt-get install postgresql";
        }
        return NatsServer.isInstalled() ? "" : "nats-server is not installed: apt-get install nats-server";
    }

    @Override
    public void run(Figures figures) throws Exception {
        Path directory = Server.freshDirectory("bench-events");
        try (PostgresServer postgres = PostgresServer.start(directory.resolve("postgres"));
                NatsServer nats = NatsServer.start(directory.resolve("nats"))) {
            Map<String, String> environment = new HashMap<>(postgres.environment());
            environment.putAll(nats.environment());
            try (Server server = Server.start(directory.resolve("data"), environment);
                    Connection publisher = Nats.connect(nats.url())) {
                Api api = new Api(server).login("admin", Server.ADMIN_PASSWORD);
                // Whatever is done for the first time is done.
                publish(publisher, "BenchWarm", WARM);
                awaitStored(postgres, "BenchWarm", WARM);
                storage(figures, directory, server, postgres, publisher);
                burst(figures, server, api, postgres, publisher);
                steady(figures, server, api, publisher);
                for (int rows : STORED) {
                    queries(figures, api, postgres, rows);
                }
            }
        }
    }

    private static byte[] event(int number) {
        return ("{\"id\":\"" + UUID.randomUUID() + "\",\"cameraId\":\"" + new UUID(0x7000, number % CAMERAS)
                        + "\",\"source\":\"bench\",\"label\":\"person\",\"confidence\":0.75,"
                        + "\"box\":{\"x\":0.1,\"y\":0.2,\"w\":0.3,\"h\":0.4},\"data\":{\"sent\":"
                        + System.currentTimeMillis()
                        + ",\"n\":" + number + "}}")
                .getBytes(UTF_8);
    }

    /** As fast as the stream takes them; returns when it has them all. */
    private static void publish(Connection publisher, String type, int events) throws Exception {
        JetStream stream = publisher.jetStream();
        Deque<CompletableFuture<PublishAck>> flying = new ArrayDeque<>();
        for (int i = 0; i < events; i++) {
            flying.add(stream.publishAsync("vms.events." + type, event(i)));
            if (flying.size() > IN_FLIGHT) {
                flying.remove().get(1, TimeUnit.MINUTES);
            }
        }
        while (!flying.isEmpty()) {
            flying.remove().get(1, TimeUnit.MINUTES);
        }
    }

    /** Looked for seldom, since the counting is on the same machine. */
    private static void awaitStored(PostgresServer postgres, String type, long events) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (count(postgres, type) < events) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("of " + type + " not all were stored in " + PATIENCE);
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Storing alone: the server stands still while the stream is filled, and then has the machine. */
    private static void storage(
            Figures figures, Path directory, Server server, PostgresServer postgres, Connection publisher)
            throws Exception {
        signal(server, "STOP");
        long begin;
        try {
            publish(publisher, "BenchStored", EVENTS);
        } finally {
            begin = System.nanoTime();
            signal(server, "CONT");
        }
        awaitStored(postgres, "BenchStored", EVENTS);
        figures.add(Figure.of("events.stored-rate", "/s", EVENTS / seconds(begin))
                .against("COPY", EVENTS / copySeconds(directory, postgres, "BenchStored"))
                .goal(Goal.atLeast(0.5))
                .note(EVENTS + " out of the stream, each known by its id; COPY of the same rows"));
    }

    private static void signal(Server server, String name) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("the server cannot be sent " + name);
        }
    }

    /** All at once, with somebody who listens: publishing, storing and telling. */
    private static void burst(Figures figures, Server server, Api api, PostgresServer postgres, Connection publisher)
            throws Exception {
        AtomicLong heard = new AtomicLong();
        try (EventSocket socket = EventSocket.open(server, api, text -> {
            if (text.contains("BenchBurst")) {
                heard.incrementAndGet();
            }
        })) {
            long begin = System.nanoTime();
            publish(publisher, "BenchBurst", EVENTS);
            double published = EVENTS / seconds(begin);
            awaitStored(postgres, "BenchBurst", EVENTS);
            double stored = EVENTS / seconds(begin);
            long told = heard.get();
            figures.add(Figure.of("events.publish-rate", "/s", published).note("into the stream, acknowledged"));
            figures.add(Figure.of("events.stored-sustained", "/s", stored)
                    .goal(Goal.atLeast(10_000))
                    .note(EVENTS + " published meanwhile, with one WebSocket"));
            figures.add(Figure.of("events.socket-burst", "%", 100.0 * told / EVENTS)
                    .note("told on one WebSocket when all were stored; the rest is told as lost"));
        }
    }

    private static double copySeconds(Path directory, PostgresServer postgres, String type) throws Exception {
        Path rows = directory.resolve("rows.copy");
        postgres.psql("\\copy (SELECT * FROM events WHERE type = '" + type + "') TO '" + rows + "'");
        postgres.psql("CREATE TABLE copied (LIKE events INCLUDING ALL)");
        long begin = System.nanoTime();
        postgres.psql("\\copy copied FROM '" + rows + "'");
        double seconds = seconds(begin);
        postgres.psql("DROP TABLE copied");
        return seconds;
    }

    private static double seconds(long beginNanos) {
        return (System.nanoTime() - beginNanos) / 1e9;
    }

    private static long count(PostgresServer postgres, String type) throws Exception {
        return Long.parseLong(postgres.psql("SELECT count(*) FROM events WHERE type = '" + type + "'")
                .strip());
    }

    /** At a steady rate: how long after its publishing each event is on the WebSocket. */
    private static void steady(Figures figures, Server server, Api api, Connection publisher) throws Exception {
        Samples latency = new Samples();
        try (EventSocket socket = EventSocket.open(server, api, text -> {
            int at = text.indexOf("\"sent\":");
            if (text.contains("BenchSteady") && at > 0) {
                long sent = Long.parseLong(text.substring(at + 7, at + 20));
                synchronized (latency) {
                    latency.add((double) (System.currentTimeMillis() - sent));
                }
            }
        })) {
            int wanted = STEADY_PER_SECOND * STEADY_SECONDS;
            long begin = System.nanoTime();
            for (int i = 0; i < wanted; i++) {
                long due = begin + i * TimeUnit.SECONDS.toNanos(1) / STEADY_PER_SECOND;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                publisher.publish("vms.events.BenchSteady", event(i));
            }
            Await.until("all are heard", PATIENCE, () -> {
                synchronized (latency) {
                    return latency.size() >= wanted;
                }
            });
        }
        String how = STEADY_PER_SECOND + "/s by NATS, stored, on the WebSocket";
        figures.add(Figure.of("events.latency-median", "ms", latency.median()).note(how));
        figures.add(Figure.of("events.latency-p99", "ms", latency.percentile(99))
                .goal(Goal.atMost(25))
                .note(how));
    }

    private static void queries(Figures figures, Api api, PostgresServer postgres, int rows) throws Exception {
        figures.say("filling the database to " + rows + " events");
        fill(postgres, rows);
        Instant now = Instant.now();
        Instant month = now.atOffset(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .withDayOfMonth(1)
                .toInstant();
        Instant middle = month.plus(Duration.between(month, now).dividedBy(2));
        String camera = "cameraId=" + camera(7);
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("newest", "");
        kinds.put("camera", camera);
        kinds.put("cameras", camera + "&cameraId=" + camera(8) + "&cameraId=" + camera(9));
        kinds.put("type", "type=DoorOpened");
        kinds.put("types", "type=DoorOpened&type=MotionStarted");
        kinds.put("label", "label=person");
        kinds.put("camera-type", camera + "&type=DoorOpened");
        kinds.put("camera-label", camera + "&label=person");
        kinds.put("severity", "severity=CRITICAL");
        kinds.put("time", "from=" + month + "&to=" + middle);
        kinds.put("camera-time", camera + "&to=" + middle);
        pages(api, "", new Samples());
        Samples all = new Samples();
        for (Map.Entry<String, String> kind : kinds.entrySet()) {
            Samples one = pages(api, kind.getValue(), all);
            figures.add(Figure.of("events.query-" + kind.getKey() + "." + rows, "ms", one.percentile(95))
                    .note("p95 of " + QUERIES + " pages of 100 by REST, one after another"));
        }
        figures.add(
                Figure.of("events.query-p95." + rows, "ms", all.percentile(95)).goal(Goal.atMost(20)));
        Samples none = pages(api, camera + "&label=cat", new Samples());
        figures.add(Figure.of("events.query-none." + rows, "ms", none.percentile(95))
                .goal(Goal.atMost(20))
                .note("a label that is often seen, but never by this camera"));
    }

    /** The time of each of many pages, each behind the one before. */
    private static Samples pages(Api api, String query, Samples all) throws Exception {
        Samples times = new Samples();
        String cursor = "";
        for (int i = 0; i < QUERIES; i++) {
            long begin = System.nanoTime();
            JsonNode page = api.get("/api/events?limit=100&" + query + cursor).body();
            times.add((System.nanoTime() - begin) / 1e6);
            all.add(times.last());
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").asText()
                    : "";
        }
        return times;
    }

    private static UUID camera(int number) {
        return new UUID(0x7000, number % CAMERAS);
    }

    /** Spread over the month up to now, as many as are wanted with those that are there. */
    private static void fill(PostgresServer postgres, int rows) throws Exception {
        long there = Long.parseLong(postgres.psql("SELECT count(*) FROM events").strip());
        long more = Math.max(0, rows - there);
        for (long from = 1; from <= more; from += CHUNK) {
            postgres.psql("""
                WITH made AS (
                    INSERT INTO events (id, type, camera_id, time, received_at, source, label, data, severity)
                    SELECT gen_random_uuid(), (ARRAY['PersonDetected', 'MotionStarted', 'MotionEnded', 'DoorOpened'])[1 + n / %1$d %% 4],
                        ('00000000-0000-7000-0000-' || lpad(to_hex(n %% %1$d), 12, '0'))::uuid,
                        date_trunc('month', now(), 'UTC') + (now() - date_trunc('month', now(), 'UTC')) * (n::float8 / %2$d), now(), 'bench',
                        CASE WHEN n %% %1$d = 3 THEN 'cat' WHEN n / %1$d %% 4 = 0 THEN 'person' END, '{}', CASE WHEN n %% 1000 = 0 THEN 'CRITICAL' ELSE 'INFO' END
                    FROM generate_series(%3$d, %4$d) AS n RETURNING id, time)
                INSERT INTO event_ids SELECT id, time FROM made\
                """.formatted(CAMERAS, more, from, Math.min(more, from + CHUNK - 1)));
        }
        postgres.psql("VACUUM (ANALYZE) events");
    }
}
