package com.technosupport.vms.security.internal;

import com.technosupport.vms.api.store.AuditLog;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the audit log while there is one; what comes in its absence is counted. Safe for use by several threads. */
public final class AuditTrail {

    /** Stands for this server in the log; no account may have the name. */
    public static final String SYSTEM = "system";

    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final Clock clock;
    private final Supplier<Optional<AuditLog>> log;
    private final AtomicLong lost = new AtomicLong();

    public AuditTrail(Clock clock, Supplier<Optional<AuditLog>> log) {
        this.clock = clock;
        this.log = log;
    }

    public void add(String actor, String action, String subject, String detail, String remote) {
        Optional<AuditLog> present = log.get();
        try {
            if (present.isPresent()) {
                present.get().append(new AuditLog.Entry(clock.instant(), actor, action, subject, detail, remote));
                return;
            }
        } catch (RuntimeException e) {
            // A login must not fail because it could not be written down, but somebody should know.
            LOG.warn("The audit log took no entry: {}", e.toString());
        }
        if (lost.getAndIncrement() == 0) {
            LOG.warn("There is no audit log at the moment: logins and changes of accounts go unrecorded");
        }
    }

    long lost() {
        return lost.get();
    }
}
