package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.AuditLog;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log in the database. One thread writes what waits in a bounded queue, many entries a transaction. Entries that
 * found the queue full are counted, and their number is an entry itself as soon as there is room.
 */
@Component(service = AuditLog.class, immediate = true)
public final class PostgresAuditLog implements AuditLog {

    private static final Logger log = LoggerFactory.getLogger(PostgresAuditLog.class);

    private static final int WAITING = 10_000;
    private static final int BATCH = 500;
    private static final int LONGEST_DETAIL = 4_000;
    private static final int LONGEST_NAME = 500;
    private static final int MOST_READ = 1_000;
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration LAST_WRITE = Duration.ofSeconds(9);

    private final Database database;
    private final Clock clock;
    private final BlockingQueue<Entry> waiting;
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread = new Thread(this::run, "vms-audit-writer");
    private volatile boolean closed;

    @Activate
    public PostgresAuditLog(@Reference Database database) {
        this(database, Clock.systemUTC(), WAITING);
    }

    PostgresAuditLog(Database database, Clock clock, int capacity) {
        this.database = database;
        this.clock = clock;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        thread.start();
    }

    /** Writes what waits, if the database is there, within a few seconds. */
    @Deactivate
    public void close() {
        closed = true;
        try {
            thread.join(LAST_WRITE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long unwritten = waiting.size() + lost.get();
        if (unwritten > 0) {
            log.error("{} audit entries are lost: the database was away until the end", unwritten);
        }
    }

    @Override
    public void append(Entry entry) {
        Entry clean = new Entry(
                entry.time(),
                clean(entry.actor(), LONGEST_NAME),
                clean(entry.action(), LONGEST_NAME),
                clean(entry.subject(), LONGEST_NAME),
                clean(entry.detail(), LONGEST_DETAIL),
                clean(entry.remote(), LONGEST_NAME));
        if (closed || !waiting.offer(clean)) {
            long count = lost.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                log.error("Audit entries are lost: {} so far, since too many wait for the database", count);
            }
        }
    }

    /** Some of it comes from strangers, such as the name in a failed login: bounded, and without what cannot be stored. */
    private static String clean(String text, int longest) {
        String shorter = text.length() > longest ? text.substring(0, longest) + "…" : text;
        return shorter.replace('\0', '\uFFFD');
    }

    /** Entries that found no room and have not been told of yet. */
    long lost() {
        return lost.get();
    }

    @Override
    public List<StoredEntry> newest(int limit, OptionalLong before) {
        return database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("""
                    SELECT sequence, time, actor, action, subject, detail, remote FROM audit_log
                    WHERE sequence < ? ORDER BY sequence DESC LIMIT ?
                    """)) {
                statement.setLong(1, before.orElse(Long.MAX_VALUE));
                statement.setInt(2, Math.max(0, Math.min(limit, MOST_READ)));
                List<StoredEntry> entries = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        entries.add(new StoredEntry(
                                row.getLong("sequence"),
                                new Entry(
                                        CameraRows.instant(row, "time"),
                                        row.getString("actor"),
                                        row.getString("action"),
                                        row.getString("subject"),
                                        row.getString("detail"),
                                        row.getString("remote"))));
                    }
                }
                return entries;
            }
        });
    }

    private void run() {
        List<Entry> batch = new ArrayList<>();
        while (!closed) {
            try {
                if (batch.isEmpty()) {
                    Entry first = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                    if (first == null) {
                        continue;
                    }
                    batch.add(first);
                    waiting.drainTo(batch, BATCH - 1);
                }
                if (write(batch)) {
                    batch.clear();
                } else {
                    TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
                }
            } catch (InterruptedException e) {
                // Nobody does; an interrupt would break a write in the middle.
                break;
            }
        }
        do {
            waiting.drainTo(batch, BATCH - batch.size());
            if (!write(batch)) {
                lost.addAndGet(batch.size());
                return;
            }
            batch.clear();
        } while (!waiting.isEmpty());
    }

    /** Tells whether nothing of the batch is left to be written: it is stored, or will never be. */
    private boolean write(List<Entry> batch) {
        long told = lost.get();
        List<Entry> entries = new ArrayList<>(batch);
        if (told > 0) {
            entries.add(new Entry(
                    clock.instant(), "system", "audit.lost", "", told + " entries found no room in the queue", ""));
        }
        if (entries.isEmpty()) {
            return true;
        }
        try {
            insert(entries);
            lost.addAndGet(-told);
            return true;
        } catch (VmsException e) {
            if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                return false;
            }
            log.error("An audit entry is refused by the database; trying each by itself", e);
        }
        for (Entry entry : batch) {
            try {
                insert(List.of(entry));
            } catch (VmsException e) {
                lost.incrementAndGet();
                log.error("An audit entry is lost", e);
            }
        }
        return true;
    }

    private void insert(List<Entry> entries) {
        database.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO audit_log (time, actor, action, subject, detail, remote) VALUES (?, ?, ?, ?, ?, ?)")) {
                for (Entry entry : entries) {
                    statement.setObject(1, CameraRows.timestamp(entry.time()));
                    statement.setString(2, entry.actor());
                    statement.setString(3, entry.action());
                    statement.setString(4, entry.subject());
                    statement.setString(5, entry.detail());
                    statement.setString(6, entry.remote());
                    statement.addBatch();
                }
                statement.executeBatch();
            } catch (SQLException e) {
                throw e.getNextException() == null ? e : e.getNextException();
            }
            return null;
        });
    }
}
