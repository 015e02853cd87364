package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.store.EventStore.Limits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets old events: whole months where nothing of them is to be kept, else rows. What is kept beyond its time: events within
 * locked footage of their camera, and events that rules have not seen. Each step is one short transaction.
 */
final class EventExpiry {

    private static final Logger log = LoggerFactory.getLogger(EventExpiry.class);

    private static final int ROWS = 2_000;
    private static final int MOST_REJECTED = 100_000;

    private static final String KEPT_FOR_RULES =
            "EXISTS (SELECT FROM event_outbox work WHERE work.event_id = event.id)";

    private static final String KEPT_FOR_FOOTAGE = """
            EXISTS (SELECT FROM recording_segments segment WHERE segment.locked
                        AND segment.camera_id = event.camera_id
                        AND segment.start_time <= event.time
                        AND coalesce(segment.end_time, 'infinity') >= event.time)
            """;

    /** What an alarm is about that is not closed: its latest trigger, and what its camera told between the first and that. */
    private static final String KEPT_FOR_ALARMS = """
            EXISTS (SELECT FROM alarms alarm WHERE alarm.state <> 'CLOSED'
                        AND (alarm.event_id = event.id
                            OR (alarm.camera_id = event.camera_id
                                AND event.time BETWEEN alarm.raised_at AND alarm.last_at)))
            """;

    private static final String KEPT =
            "(" + KEPT_FOR_RULES + " OR " + KEPT_FOR_FOOTAGE + " OR " + KEPT_FOR_ALARMS + ")";

    private final Database database;
    private final EventPartitions partitions;

    EventExpiry(Database database, EventPartitions partitions) {
        this.database = database;
        this.partitions = partitions;
    }

    boolean step(Limits limits, Consumer<List<String>> snapshots) {
        return database.transact(connection -> {
            dropWork(connection, limits);
            dropRejected(connection, limits);
            Instant cutoff = cutoff(connection, limits);
            for (EventPartitions.Partition partition : EventPartitions.list(connection)) {
                if (!partition.end().isAfter(cutoff) && nothingKept(connection, partition)) {
                    dropPartition(connection, partition, snapshots);
                    return true;
                }
            }
            boolean moreRows = dropRows(connection, cutoff, snapshots);
            boolean moreIds = dropIds(connection, cutoff);
            return moreRows || moreIds;
        });
    }

    private static void dropWork(Connection connection, Limits limits) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM event_outbox WHERE created_at < ?")) {
            statement.setObject(1, CameraRows.timestamp(limits.now().minus(limits.workAge())));
            int dropped = statement.executeUpdate();
            if (dropped > 0) {
                log.warn("Rules have not looked at {} events for too long; they will not", dropped);
            }
        }
    }

    private static void dropRejected(Connection connection, Limits limits) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                DELETE FROM rejected_events WHERE received_at < ? OR received_at < (
                    SELECT received_at FROM rejected_events ORDER BY received_at DESC OFFSET ? LIMIT 1)
                """)) {
            statement.setObject(1, CameraRows.timestamp(limits.now().minus(limits.age())));
            statement.setInt(2, MOST_REJECTED);
            statement.executeUpdate();
        }
    }

    /** What is older goes. */
    private static Instant cutoff(Connection connection, Limits limits) throws SQLException {
        Instant byAge = limits.now().minus(limits.age());
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT coalesce(sum(greatest(reltuples, 0)), 0), coalesce(min(reltuples), 0) FROM pg_class
                WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'events'::regclass)
                """);
                ResultSet row = statement.executeQuery()) {
            row.next();
            // Counted only when the statistics say that there may be too many, or nothing yet.
            if (row.getDouble(1) < 0.8 * limits.count() && row.getDouble(2) >= 0) {
                return byAge;
            }
        }
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT time FROM events ORDER BY time DESC OFFSET ? LIMIT 1")) {
            statement.setLong(1, limits.count() - 1);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return byAge;
                }
                Instant byCount = CameraRows.instant(row, "time");
                return byCount.isAfter(byAge) ? byCount : byAge;
            }
        }
    }

    private static boolean nothingKept(Connection connection, EventPartitions.Partition partition) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT EXISTS (SELECT FROM " + partition.name() + " event WHERE " + KEPT + ")")) {
            row.next();
            return !row.getBoolean(1);
        }
    }

    private void dropPartition(
            Connection connection, EventPartitions.Partition partition, Consumer<List<String>> snapshots)
            throws SQLException {
        handOverSnapshots(connection, partition, snapshots);
        try (Statement statement = connection.createStatement()) {
            // Rather another time than to hold up everybody behind somebody who reads for long.
            statement.execute("SET LOCAL lock_timeout = '2s'");
            statement.execute("DROP TABLE " + partition.name());
        }
        partitions.forget();
        log.info("Dropped the events of {}", partition.month());
    }

    /** Piece by piece: there may be millions. No cursor, which would keep the table from being dropped. */
    private static void handOverSnapshots(
            Connection connection, EventPartitions.Partition partition, Consumer<List<String>> snapshots)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT time, id, snapshot_path FROM "
                + partition.name()
                + " WHERE snapshot_path IS NOT NULL AND (time, id) > (?, ?) ORDER BY time, id LIMIT " + ROWS)) {
            OffsetDateTime time = CameraRows.timestamp(Instant.EPOCH);
            UUID id = new UUID(0, 0);
            List<String> paths = new ArrayList<>();
            do {
                paths.clear();
                statement.setObject(1, time);
                statement.setObject(2, id);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        time = row.getObject(1, OffsetDateTime.class);
                        id = row.getObject(2, UUID.class);
                        paths.add(row.getString(3));
                    }
                }
                if (!paths.isEmpty()) {
                    snapshots.accept(List.copyOf(paths));
                }
            } while (paths.size() == ROWS);
        }
    }

    private static boolean dropRows(Connection connection, Instant cutoff, Consumer<List<String>> snapshots)
            throws SQLException {
        List<String> paths = new ArrayList<>();
        int found = 0;
        try (PreparedStatement statement = connection.prepareStatement("""
                WITH old AS (
                    SELECT event.time, event.id FROM events event WHERE event.time < ? AND NOT %s
                    ORDER BY event.time LIMIT %d
                ), gone AS (
                    DELETE FROM events USING old WHERE events.time = old.time AND events.id = old.id
                    RETURNING events.id, events.snapshot_path
                ), ids AS (
                    DELETE FROM event_ids USING gone WHERE event_ids.id = gone.id
                )
                SELECT snapshot_path FROM gone
                """.formatted(KEPT, ROWS))) {
            statement.setObject(1, CameraRows.timestamp(cutoff));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found++;
                    if (row.getString(1) != null) {
                        paths.add(row.getString(1));
                    }
                }
            }
        }
        if (!paths.isEmpty()) {
            snapshots.accept(paths);
        }
        return found == ROWS;
    }

    /** Ids of events that went with their month. */
    private static boolean dropIds(Connection connection, Instant cutoff) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                DELETE FROM event_ids WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM event_ids WHERE time < ?
                        AND NOT EXISTS (SELECT FROM events WHERE events.time = event_ids.time AND events.id = event_ids.id)
                    LIMIT %d))
                """.formatted(ROWS * 10))) {
            statement.setObject(1, CameraRows.timestamp(cutoff));
            return statement.executeUpdate() == ROWS * 10;
        }
    }
}
