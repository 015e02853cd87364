package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.api.store.AuditLog;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into the audit log, and keeps a bounded number of entries while that is not there. Belongs to the keeper's thread. */
final class Trail {

    private static final Logger LOG = LoggerFactory.getLogger(Trail.class);
    private static final int MOST_WAITING = 200;

    private final Clock clock;

    /** Null while it is away. */
    private final Supplier<AuditLog> log;

    private final Deque<AuditLog.Entry> waiting = new ArrayDeque<>();

    Trail(Clock clock, Supplier<AuditLog> log) {
        this.clock = clock;
        this.log = log;
    }

    void append(String action, String plugin, String detail) {
        if (waiting.size() == MOST_WAITING) {
            AuditLog.Entry lost = waiting.removeFirst();
            LOG.warn("The audit log is away; it will lack: {} {} {}", lost.action(), lost.subject(), lost.detail());
        }
        waiting.addLast(new AuditLog.Entry(clock.instant(), "system", action, plugin, detail, ""));
        flush();
    }

    void flush() {
        AuditLog present = log.get();
        while (present != null && !waiting.isEmpty()) {
            try {
                present.append(waiting.getFirst());
            } catch (RuntimeException e) {
                LOG.debug("The audit log takes nothing now", e);
                return;
            }
            waiting.removeFirst();
        }
    }
}
