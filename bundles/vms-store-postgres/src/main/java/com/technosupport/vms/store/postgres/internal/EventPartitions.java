package com.technosupport.vms.store.postgres.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The months of the table of events. Each is made when an event first needs it, or a month ahead. */
final class EventPartitions {

    /** Of two programs that make one at a time, one waits. The number is our own. */
    private static final long LOCK = 0x564d5345L;

    private static final String PREFIX = "events_";

    /** Known to be there; others may drop them, so that an insert without its partition clears this. */
    private final Set<YearMonth> known = ConcurrentHashMap.newKeySet();

    /** A partition, with all times from its month's beginning to its end. */
    record Partition(String name, YearMonth month) {

        Instant end() {
            return begin(month.plusMonths(1));
        }
    }

    static YearMonth month(Instant time) {
        return YearMonth.from(time.atOffset(ZoneOffset.UTC));
    }

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    boolean has(Set<YearMonth> months) {
        return known.containsAll(months);
    }

    void forget() {
        known.clear();
    }

    /** In a transaction of its own: others that read or write events go on. */
    void make(Connection connection, Set<YearMonth> months) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            Set<YearMonth> there =
                    Set.copyOf(list(connection).stream().map(Partition::month).toList());
            for (YearMonth month : months) {
                if (!there.contains(month)) {
                    String name = name(month);
                    // Made apart and then attached, since CREATE … PARTITION OF would wait for everybody who reads.
                    statement.execute(
                            "CREATE TABLE " + name + " (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)");
                    statement.execute("ALTER TABLE events ATTACH PARTITION " + name + " FOR VALUES FROM ('"
                            + begin(month) + "') TO ('" + begin(month.plusMonths(1)) + "')");
                }
            }
        }
    }

    void made(Set<YearMonth> months) {
        known.addAll(months);
    }

    /** Oldest first. */
    static List<Partition> list(Connection connection) throws SQLException {
        List<Partition> partitions = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'events'::regclass ORDER BY 1");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                String name = row.getString(1);
                if (name.matches(PREFIX + "\\d{4}_\\d{2}")) {
                    partitions.add(new Partition(
                            name,
                            YearMonth.of(
                                    Integer.parseInt(name.substring(PREFIX.length(), PREFIX.length() + 4)),
                                    Integer.parseInt(name.substring(PREFIX.length() + 5)))));
                }
            }
        }
        return partitions;
    }

    private static String name(YearMonth month) {
        return String.format(Locale.ROOT, "%s%04d_%02d", PREFIX, month.getYear(), month.getMonthValue());
    }
}
