package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmTrigger;
import com.technosupport.vms.api.store.EventQuery;
import com.technosupport.vms.api.store.EventStore.Limits;
import com.technosupport.vms.api.store.EventStore.NewEvent;
import com.technosupport.vms.api.store.EventStore.OutboxEntry;
import com.technosupport.vms.api.store.EventStore.Persisted;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What the store of events promises, on a database with nothing in it. Called by the tests of the stores, for each server. */
final class EventContract {

    private static final Clock CLOCK = Clock.fixed(Samples.NOW, ZoneOffset.UTC);
    private static final CameraId GATE = CameraId.next(Samples.CLOCK);
    private static final CameraId YARD = CameraId.next(Samples.CLOCK);
    private static final CameraId HALL = CameraId.next(Samples.CLOCK);

    private EventContract() {}

    static void storedOnce(Database database) {
        PostgresEventStore store = new PostgresEventStore(database, CLOCK);
        EnrichedEvent full = full();
        EnrichedEvent bare = event("DoorOpened", Optional.empty(), Optional.empty(), Samples.NOW);
        Persisted first = store.persist(List.of(work(full), new NewEvent(bare, false), work(full)));
        assertThat(first).isEqualTo(new Persisted(ids(full, bare), Set.of(), Set.of()));
        assertThat(store.find(full.message().id())).contains(full);
        assertThat(store.find(bare.message().id())).contains(bare);
        assertThat(store.find(EventId.next(CLOCK))).isEmpty();

        // It comes again, with other content: nothing changes. Beside it, a new one of another month is stored.
        EnrichedEvent changed = new EnrichedEvent(
                event("Tampered", Optional.empty(), Optional.empty(), Samples.NOW.minusSeconds(5))
                        .message(),
                Optional.empty(),
                Optional.empty(),
                Severity.INFO,
                Optional.empty(),
                Samples.NOW);
        EnrichedEvent again = withId(changed, full.message().id());
        EnrichedEvent older = event("A", Optional.of(GATE), Optional.empty(), Samples.NOW.minus(Duration.ofDays(400)));
        assertThat(store.persist(List.of(work(again), work(older))))
                .isEqualTo(new Persisted(ids(older), ids(full), Set.of()));
        assertThat(store.find(full.message().id())).contains(full);

        List<OutboxEntry> work = store.outbox(0, 10);
        assertThat(work).extracting(OutboxEntry::event).containsExactly(full, older);
        assertThat(store.outbox(work.get(0).sequence(), 10)).containsExactly(work.get(1));
        assertThat(store.outbox(0, 1)).containsExactly(work.get(0));
        store.completeOutbox(List.of(work.get(0).sequence(), 4711L));
        store.completeOutbox(List.of());
        assertThat(store.outbox(0, 10)).containsExactly(work.get(1));

        String path = "events/" + full.message().id() + ".jpg";
        EnrichedEvent linked = store.linkSnapshot(full.message().id(), path);
        assertThat(linked.snapshotPath()).contains(path);
        assertThat(linked.message()).isEqualTo(full.message());
        assertThat(store.find(full.message().id())).contains(linked);
        assertThatThrownBy(() -> store.linkSnapshot(EventId.next(CLOCK), path))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));

        // Somebody drops a month behind our back.
        execute(database, "DROP TABLE events_2026_11");
        EnrichedEvent later = event("A", Optional.empty(), Optional.empty(), Samples.NOW);
        assertThat(store.persist(List.of(work(later))).added()).isEqualTo(ids(later));
    }

    static void bad(Database database) {
        PostgresEventStore store = new PostgresEventStore(database, CLOCK);
        List<NewEvent> batch = new ArrayList<>();
        Set<EventId> bad = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            EnrichedEvent event = event("A", Optional.of(GATE), Optional.empty(), Samples.NOW.plusSeconds(i));
            if (i % 17 == 3) {
                event = label(event, i % 2 == 0 ? "a\0b" : incompressible());
                bad.add(event.message().id());
            }
            batch.add(work(event));
        }
        Persisted persisted = store.persist(batch);
        assertThat(persisted.refused()).isEqualTo(bad).hasSize(6);
        assertThat(persisted.added()).hasSize(94);
        assertThat(store.rejected(100, Optional.empty()))
                .extracting(rejected -> new EventId(rejected.id()))
                .containsExactlyInAnyOrderElementsOf(bad);
        assertThat(store.rejected(1, Optional.empty()).get(0).reason()).contains("database refuses");
        assertThat(store.outbox(0, 1000))
                .as("work in the order of the events")
                .extracting(entry -> entry.event().message().time())
                .hasSize(94)
                .isSorted();
        // Once more, as after a lost answer.
        Persisted again = store.persist(batch);
        assertThat(again.added()).isEmpty();
        assertThat(again.known()).hasSize(94);
        assertThat(store.rejected(100, Optional.empty())).hasSize(6);
        assertThat(store.outbox(0, 1000)).hasSize(94);
    }

    static void pages(Database database) {
        PostgresEventStore store = new PostgresEventStore(database, CLOCK);
        List<CameraId> cameras = List.of(GATE, YARD, HALL);
        List<EnrichedEvent> all = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            all.add(event(
                    List.of("A", "B", "C").get(i % 3),
                    i % 7 == 0 ? Optional.empty() : Optional.of(cameras.get(i % 5 % 3)),
                    i % 4 == 0 ? Optional.of("person") : Optional.empty(),
                    // Several at one time, over three months.
                    Samples.NOW.minus(Duration.ofHours(12L * (i / 2)))));
        }
        List<EnrichedEvent> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled);
        store.persist(shuffled.stream().map(EventContract::work).toList());
        all.sort(Comparator.comparing((EnrichedEvent event) -> event.message().time())
                .thenComparing(event -> event.message().id().toString())
                .reversed());

        check(store, all, query(Optional.empty(), Set.of(), Optional.empty()), event -> true);
        check(store, all, query(Optional.of(Set.of(GATE)), Set.of(), Optional.empty()), camera(GATE));
        check(
                store,
                all,
                query(Optional.of(Set.of(GATE, HALL)), Set.of("A", "B"), Optional.empty()),
                camera(GATE).or(camera(HALL)).and(type("A").or(type("B"))));
        check(store, all, query(Optional.empty(), Set.of("B"), Optional.empty()), type("B"));
        check(
                store,
                all,
                query(Optional.empty(), Set.of("B", "C"), Optional.empty()),
                type("B").or(type("C")));
        check(
                store,
                all,
                query(Optional.empty(), Set.of(), Optional.of("person")),
                event -> event.message().label().isPresent());
        check(store, all, query(EventQuery.NO_CAMERAS, Set.of(), Optional.empty()), event -> false);
        Instant from = Samples.NOW.minus(Duration.ofDays(20));
        Instant to = Samples.NOW.minus(Duration.ofDays(2));
        check(
                store,
                all,
                new EventQuery(
                        Optional.of(Set.of(GATE, YARD)),
                        Set.of(),
                        Set.of(),
                        Optional.empty(),
                        Optional.of(from),
                        Optional.of(to),
                        Optional.empty(),
                        7),
                camera(GATE)
                        .or(camera(YARD))
                        .and(event -> !event.message().time().isBefore(from)
                                && event.message().time().isBefore(to)));
    }

    private static EventQuery query(Optional<Set<CameraId>> cameras, Set<String> types, Optional<String> label) {
        return new EventQuery(cameras, types, Set.of(), label, Optional.empty(), Optional.empty(), Optional.empty(), 7);
    }

    private static Predicate<EnrichedEvent> camera(CameraId id) {
        return event -> event.message().cameraId().equals(Optional.of(id));
    }

    private static Predicate<EnrichedEvent> type(String type) {
        return event -> event.message().type().equals(type);
    }

    /** Page by page, all that is wanted in its order, and nothing else. */
    private static void check(
            PostgresEventStore store, List<EnrichedEvent> all, EventQuery query, Predicate<EnrichedEvent> wanted) {
        List<EnrichedEvent> found = new ArrayList<>();
        EventQuery next = query;
        while (true) {
            List<EnrichedEvent> page = store.page(next);
            found.addAll(page);
            if (page.size() < query.limit()) {
                break;
            }
            EventMessage last = page.get(page.size() - 1).message();
            next = new EventQuery(
                    query.cameras(),
                    query.types(),
                    query.severities(),
                    query.label(),
                    query.from(),
                    query.to(),
                    Optional.of(new EventQuery.Place(last.time(), last.id().value())),
                    query.limit());
        }
        assertThat(found).containsExactlyElementsOf(all.stream().filter(wanted).toList());
    }

    static void expiry(Database database) {
        PostgresEventStore store = new PostgresEventStore(database, CLOCK);
        List<EnrichedEvent> events = IntStream.range(0, 100)
                .mapToObj(
                        day -> event("A", Optional.of(GATE), Optional.empty(), Samples.NOW.minus(Duration.ofDays(day))))
                .toList();
        store.persist(events.stream().map(event -> new NewEvent(event, false)).toList());
        EnrichedEvent unseen = event("A", Optional.of(GATE), Optional.empty(), Samples.NOW.minus(Duration.ofDays(50)));
        store.persist(List.of(work(unseen)));
        store.linkSnapshot(events.get(99).message().id(), "events/99.jpg");
        store.linkSnapshot(events.get(51).message().id(), "events/51.jpg");
        // Locked footage of day 70, and of another camera at day 71.
        lock(database, GATE, events.get(70).message().time());
        lock(database, YARD, events.get(71).message().time());
        // An alarm about day 80 that nobody has closed, and one about day 81 that somebody has.
        PostgresAlarmStore alarms = new PostgresAlarmStore(database);
        alarm(alarms, events.get(80), "open");
        AlarmId over = alarm(alarms, events.get(81), "over");
        alarms.change(
                over,
                alarm -> AlarmContract.closed(alarm, Samples.NOW),
                new Alarm.Step(Samples.NOW, "op", Alarm.Kind.CLOSED, ""));
        List<String> snapshots = new ArrayList<>();
        Limits limits = new Limits(Samples.NOW, Duration.ofDays(40), 1_000_000, Duration.ofDays(3000));
        while (store.expire(limits, snapshots::addAll)) {
            assertThat(snapshots).hasSizeLessThan(3);
        }
        assertThat(snapshots).containsExactlyInAnyOrder("events/99.jpg", "events/51.jpg");
        List<EnrichedEvent> expected = new ArrayList<>(events.subList(0, 41));
        expected.add(unseen);
        expected.add(events.get(70));
        expected.add(events.get(80));
        assertThat(store.page(EventQuery.newest(1000))).containsExactlyElementsOf(expected);
        assertThat(number(database, "SELECT count(*) FROM event_ids")).isEqualTo(expected.size());
        assertThat(number(database, "SELECT count(*) FROM pg_class WHERE relname LIKE 'events\\_2026\\___'"))
                .as("August is gone; September has what is kept; October, November and December, made ahead")
                .isEqualTo(4);
        // What went may come again, and goes again.
        store.persist(List.of(work(events.get(99))));
        store.completeOutbox(
                store.outbox(0, 10).stream().map(OutboxEntry::sequence).toList());

        Limits fewer = new Limits(Samples.NOW, Duration.ofDays(40), 10, Duration.ofDays(3000));
        while (store.expire(fewer, snapshots::addAll)) {
            assertThat(snapshots).hasSize(2);
        }
        assertThat(store.page(EventQuery.newest(1000)))
                .hasSize(12)
                .startsWith(events.get(0), events.get(1))
                .contains(events.get(9), events.get(70), events.get(80));
        assertThat(number(database, "SELECT count(*) FROM event_ids")).isEqualTo(12);
    }

    private static AlarmId alarm(PostgresAlarmStore alarms, EnrichedEvent event, String subject) {
        return alarms.raise(
                        AlarmId.next(Samples.CLOCK),
                        new AlarmTrigger(
                                event.message().id().toString(),
                                subject,
                                "title",
                                Severity.INFO,
                                Optional.empty(),
                                event.message().cameraId(),
                                Optional.empty(),
                                Optional.of(event.message().id()),
                                event.message().time(),
                                Optional.empty(),
                                Optional.empty()))
                .alarm()
                .id();
    }

    static void rejected(Database database) {
        PostgresEventStore store = new PostgresEventStore(database, CLOCK);
        List<RejectedEvent> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(new RejectedEvent(
                    new UUID(i, i),
                    Samples.NOW.minusSeconds(i / 2),
                    "nats:vms.events." + i,
                    "it is not UTF-8",
                    new byte[] {(byte) i, -1, 0},
                    1000));
        }
        store.reject(all);
        store.reject(all.subList(3, 5));
        List<RejectedEvent> found = new ArrayList<>();
        Optional<EventQuery.Place> before = Optional.empty();
        for (List<RejectedEvent> page = store.rejected(3, before); !page.isEmpty(); page = store.rejected(3, before)) {
            found.addAll(page);
            RejectedEvent last = page.get(page.size() - 1);
            before = Optional.of(new EventQuery.Place(last.receivedAt(), last.id()));
        }
        assertThat(found).extracting(RejectedEvent::receivedAt).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(found)
                .extracting(RejectedEvent::id)
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(RejectedEvent::id).toList());
        assertThat(found.get(0)).usingRecursiveComparison().isEqualTo(all.get(1));
    }

    private static EnrichedEvent full() {
        EventMessage message = new EventMessage(
                EventId.next(Samples.CLOCK),
                "PersonDetected",
                Optional.of(GATE),
                "detector:ssdlite",
                Samples.NOW,
                Optional.of("pérsön \"{},\\ NULL"),
                OptionalDouble.of(0.875),
                Optional.of(new EventMessage.Box(0.1, 0.2, 0.3, 0.4)),
                Optional.of("t,{}1"),
                Map.of(
                        "n",
                        7,
                        "big",
                        BigInteger.TEN.pow(40),
                        "x",
                        0.1,
                        "on",
                        true,
                        "list",
                        List.of("a", Map.of("b", 1))));
        return new EnrichedEvent(
                message,
                Optional.of("Gate \\N"),
                Optional.of(""),
                Severity.CRITICAL,
                Optional.empty(),
                Samples.NOW.plusMillis(12));
    }

    private static EnrichedEvent event(String type, Optional<CameraId> camera, Optional<String> label, Instant time) {
        EventMessage message = new EventMessage(
                EventId.next(Samples.CLOCK),
                type,
                camera,
                "",
                time,
                label,
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        return new EnrichedEvent(
                message, Optional.empty(), Optional.empty(), Severity.INFO, Optional.empty(), Samples.NOW);
    }

    private static EnrichedEvent withId(EnrichedEvent event, EventId id) {
        return rebuilt(event, id, event.message().label());
    }

    private static EnrichedEvent label(EnrichedEvent event, String label) {
        return rebuilt(event, event.message().id(), Optional.of(label));
    }

    private static EnrichedEvent rebuilt(EnrichedEvent event, EventId id, Optional<String> label) {
        EventMessage old = event.message();
        return new EnrichedEvent(
                new EventMessage(
                        id,
                        old.type(),
                        old.cameraId(),
                        old.source(),
                        old.time(),
                        label,
                        old.confidence(),
                        old.box(),
                        old.trackId(),
                        old.data()),
                event.cameraName(),
                event.siteName(),
                event.severity(),
                event.snapshotPath(),
                event.receivedAt());
    }

    /** Larger than an index takes, also when compressed. */
    private static String incompressible() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append(UUID.randomUUID());
        }
        return text.toString();
    }

    private static NewEvent work(EnrichedEvent event) {
        return new NewEvent(event, true);
    }

    private static Set<EventId> ids(EnrichedEvent... events) {
        Collection<EventId> ids = new ArrayList<>();
        for (EnrichedEvent event : events) {
            ids.add(event.message().id());
        }
        return Set.copyOf(ids);
    }

    private static void lock(Database database, CameraId camera, Instant time) {
        execute(
                database,
                "INSERT INTO recording_segments (id, camera_id, role, sequence, start_time, end_time, volume, path,"
                        + " bytes, codec, locked, state, origin) VALUES ('" + UUID.randomUUID() + "', '" + camera
                        + "', 'MAIN', 1, '" + time.minusSeconds(5) + "', '" + time.plusSeconds(5)
                        + "', 'v', '" + camera + "', 1, 'H264', true, 'CLOSED', 'LIVE')");
    }

    private static void execute(Database database, String sql) {
        database.transact(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    private static long number(Database database, String sql) {
        return database.transact(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                if (!row.next()) {
                    throw new SQLException("nothing found");
                }
                return row.getLong(1);
            }
        });
    }
}
