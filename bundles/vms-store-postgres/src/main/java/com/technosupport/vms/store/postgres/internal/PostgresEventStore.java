package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.EventQuery;
import com.technosupport.vms.api.store.EventStore;
import com.technosupport.vms.codec.EventJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Events in the database. */
@Component(service = EventStore.class, immediate = true)
public final class PostgresEventStore implements EventStore {

    private static final int MOST = 10_000;

    private final Database database;
    private final Clock clock;
    private final EventPartitions partitions = new EventPartitions();
    private final EventExpiry expiry;

    @Activate
    public PostgresEventStore(@Reference Database database) {
        this(database, Clock.systemUTC());
    }

    PostgresEventStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.expiry = new EventExpiry(database, partitions);
    }

    @Override
    public Persisted persist(List<NewEvent> events) {
        // The same one twice in a batch is one: the first.
        Map<EventId, NewEvent> byId = new LinkedHashMap<>();
        events.forEach(event -> byId.putIfAbsent(event.event().message().id(), event));
        List<NewEvent> once = List.copyOf(byId.values());
        Set<YearMonth> months = months(once);
        makePartitions(months);
        try {
            return database.transact(connection -> persist(connection, once));
        } catch (PartitionMissingException e) {
            partitions.forget();
            makePartitions(months);
            return database.transact(connection -> persist(connection, once));
        }
    }

    /** Somebody dropped a month that was there. */
    private static final class PartitionMissingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        PartitionMissingException(SQLException cause) {
            super(cause);
        }
    }

    private Set<YearMonth> months(List<NewEvent> events) {
        Set<YearMonth> months = new HashSet<>();
        events.forEach(event ->
                months.add(EventPartitions.month(event.event().message().time())));
        // Made ahead, so that nobody waits for it at midnight.
        months.add(EventPartitions.month(clock.instant()).plusMonths(1));
        return months;
    }

    private void makePartitions(Set<YearMonth> months) {
        if (!partitions.has(months)) {
            database.transact(connection -> {
                partitions.make(connection, months);
                return null;
            });
            partitions.made(months);
        }
    }

    private Persisted persist(Connection connection, List<NewEvent> events) throws SQLException {
        Set<EventId> added = new HashSet<>();
        Map<EventId, RejectedEvent> refused = new LinkedHashMap<>();
        insert(connection, events, added, refused);
        insertRejected(connection, List.copyOf(refused.values()));
        Set<EventId> known = new HashSet<>();
        for (NewEvent event : events) {
            EventId id = event.event().message().id();
            if (!added.contains(id) && !refused.containsKey(id)) {
                known.add(id);
            }
        }
        return new Persisted(added, known, refused.keySet());
    }

    /**
     * All of them, as nearly always; after a refusal in parts. Without a savepoint, which would be two more ways to the database
     * and back: they are the first thing in their transaction.
     */
    private void insert(
            Connection connection, List<NewEvent> events, Set<EventId> added, Map<EventId, RejectedEvent> refused)
            throws SQLException {
        try {
            added.addAll(EventRows.insert(connection, events));
        } catch (SQLException e) {
            requireOfTheRow(e);
            connection.rollback();
            insertInParts(connection, events, e, added, refused);
        }
    }

    /** Each half by itself, so that a bad one is soon alone. */
    private void insertInParts(
            Connection connection,
            List<NewEvent> events,
            SQLException why,
            Set<EventId> added,
            Map<EventId, RejectedEvent> refused)
            throws SQLException {
        if (events.size() == 1) {
            EnrichedEvent event = events.get(0).event();
            refused.put(event.message().id(), rejected(event, why));
            return;
        }
        int half = events.size() / 2;
        for (List<NewEvent> part : List.of(events.subList(0, half), events.subList(half, events.size()))) {
            Savepoint before = connection.setSavepoint();
            try {
                added.addAll(EventRows.insert(connection, part));
                connection.releaseSavepoint(before);
            } catch (SQLException e) {
                requireOfTheRow(e);
                connection.rollback(before);
                connection.releaseSavepoint(before);
                insertInParts(connection, part, e, added, refused);
            }
        }
    }

    private static void requireOfTheRow(SQLException e) throws SQLException {
        if (partitionMissing(e)) {
            throw new PartitionMissingException(e);
        }
        if (!isOfTheRow(e)) {
            throw e;
        }
    }

    private static boolean partitionMissing(SQLException e) {
        return Problems.is(e, "23514") && String.valueOf(e.getMessage()).contains("no partition");
    }

    /** Data that cannot be stored, a broken constraint, or a limit; all else is no fault of an event. */
    private static boolean isOfTheRow(SQLException e) {
        String state = Problems.state(e);
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    }

    private RejectedEvent rejected(EnrichedEvent event, SQLException e) {
        byte[] payload = EventJson.write(event.message());
        return new RejectedEvent(
                event.message().id().value(),
                clock.instant(),
                "store",
                "the database refuses it (" + Problems.state(e) + ")",
                payload.length > RejectedEvent.MOST_BYTES ? Arrays.copyOf(payload, RejectedEvent.MOST_BYTES) : payload,
                payload.length);
    }

    @Override
    public Optional<EnrichedEvent> find(EventId id) {
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT " + EventRows.COLUMNS
                    + " FROM events WHERE id = ? AND time = (SELECT time FROM event_ids WHERE id = ?)")) {
                statement.setObject(1, id.value());
                statement.setObject(2, id.value());
                return one(statement);
            }
        });
    }

    private static Optional<EnrichedEvent> one(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(EventRows.event(row)) : Optional.empty();
        }
    }

    @Override
    public List<EnrichedEvent> page(EventQuery query) {
        return database.transact(connection -> EventPages.read(connection, query));
    }

    @Override
    public EnrichedEvent linkSnapshot(EventId id, String path) {
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("UPDATE events SET snapshot_path = ?"
                    + " WHERE id = ? AND time = (SELECT time FROM event_ids WHERE id = ?) RETURNING "
                    + EventRows.COLUMNS)) {
                statement.setString(1, path);
                statement.setObject(2, id.value());
                statement.setObject(3, id.value());
                return one(statement)
                        .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such event"));
            }
        });
    }

    @Override
    public List<OutboxEntry> outbox(long after, int limit) {
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    SELECT sequence, events.* FROM event_outbox
                    JOIN events ON events.time = event_time AND events.id = event_id
                    WHERE sequence > ? ORDER BY sequence LIMIT ?
                    """)) {
                statement.setLong(1, after);
                statement.setInt(2, Math.max(0, Math.min(limit, MOST)));
                List<OutboxEntry> entries = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        entries.add(new OutboxEntry(row.getLong("sequence"), EventRows.event(row)));
                    }
                }
                return entries;
            }
        });
    }

    @Override
    public void completeOutbox(Collection<Long> sequences) {
        if (sequences.isEmpty()) {
            return;
        }
        database.transact(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM event_outbox WHERE sequence = ANY (?)")) {
                statement.setArray(1, connection.createArrayOf("bigint", sequences.toArray(Long[]::new)));
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public void reject(List<RejectedEvent> rejected) {
        database.transact(connection -> {
            insertRejected(connection, rejected);
            return null;
        });
    }

    private static void insertRejected(Connection connection, List<RejectedEvent> rejected) throws SQLException {
        if (rejected.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO rejected_events (id, received_at, origin, reason, payload, size) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """)) {
            for (RejectedEvent event : rejected) {
                statement.setObject(1, event.id());
                statement.setObject(2, CameraRows.timestamp(event.receivedAt()));
                statement.setString(3, storable(event.origin()));
                statement.setString(4, storable(event.reason()));
                statement.setBytes(5, event.payload());
                statement.setLong(6, event.size());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Where it came from was said by strangers too. */
    private static String storable(String text) {
        return (text.length() > 500 ? text.substring(0, 500) : text).replace('\0', '\uFFFD');
    }

    @Override
    public List<RejectedEvent> rejected(int limit, Optional<EventQuery.Place> before) {
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT id, received_at, origin, reason, payload, size FROM rejected_events "
                            + (before.isPresent() ? "WHERE (received_at, id) < (?, ?) " : "")
                            + "ORDER BY received_at DESC, id DESC LIMIT ?")) {
                int index = 0;
                if (before.isPresent()) {
                    statement.setObject(
                            ++index, CameraRows.timestamp(before.get().time()));
                    statement.setObject(++index, before.get().id());
                }
                statement.setInt(++index, Math.max(0, Math.min(limit, EventQuery.MOST)));
                List<RejectedEvent> found = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(new RejectedEvent(
                                row.getObject("id", UUID.class),
                                CameraRows.instant(row, "received_at"),
                                row.getString("origin"),
                                row.getString("reason"),
                                row.getBytes("payload"),
                                row.getLong("size")));
                    }
                }
                return found;
            }
        });
    }

    @Override
    public boolean expire(Limits limits, Consumer<List<String>> snapshots) {
        return expiry.step(limits, snapshots);
    }
}
