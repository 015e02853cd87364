package com.technosupport.vms.security.internal;

import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.api.store.AuditLog.Entry;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the audit log. While there is none, as at the start, up to {@value #MOST_WAITING} entries wait for it; the rest is
 * counted and lost. Safe for use by several threads.
 */
public final class AuditTrail {

    /** Stands for this server in the log; no account may have the name. */
    public static final String SYSTEM = "system";

    static final int MOST_WAITING = 256;
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final Clock clock;
    private final Supplier<Optional<AuditLog>> log;
    private final Queue<Entry> waiting = new ArrayDeque<>();
    private long lost;

    public AuditTrail(Clock clock, Supplier<Optional<AuditLog>> log) {
        this.clock = clock;
        this.log = log;
    }

    /** What somebody did who administers this server. */
    public void add(Actor actor, String action, String subject, String detail) {
        add(actor.name(), action, subject, detail, actor.remote());
    }

    public void add(String actor, String action, String subject, String detail, String remote) {
        Entry entry = new Entry(clock.instant(), actor, action, subject, detail, remote);
        Optional<AuditLog> present = log.get();
        if (present.isPresent()) {
            catchUp();
            append(present.get(), entry);
        } else {
            await(entry);
        }
    }

    private synchronized void await(Entry entry) {
        if (waiting.size() < MOST_WAITING) {
            waiting.add(entry);
        } else if (lost++ == 0) {
            LOG.warn("There is no audit log: from now on logins and changes of accounts go unrecorded");
        }
    }

    /** Writes what waits, when there is a log. */
    void catchUp() {
        Optional<AuditLog> present = log.get();
        if (present.isEmpty()) {
            return;
        }
        Entry entry;
        while ((entry = next()) != null) {
            append(present.get(), entry);
        }
    }

    private synchronized Entry next() {
        if (waiting.isEmpty() && lost > 0) {
            LOG.warn("The audit log is back; {} entries were lost", lost);
            lost = 0;
        }
        return waiting.poll();
    }

    private static void append(AuditLog present, Entry entry) {
        try {
            present.append(entry);
        } catch (RuntimeException e) {
            // A login must not fail because it could not be written down, but somebody should know.
            LOG.warn("The audit log took no entry ({}): {}", entry.action(), e.toString());
        }
    }
}
