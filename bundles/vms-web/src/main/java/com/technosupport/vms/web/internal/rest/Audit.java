package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.web.internal.Services;
import java.time.Clock;

/** Writes down who changed what. */
final class Audit {

    private final Services services;
    private final Clock clock;

    Audit(Services services, Clock clock) {
        this.services = services;
        this.clock = clock;
    }

    /**
     * @param action such as {@code camera.onboard}
     * @param detail without secrets
     */
    void record(Call call, String action, Object subject, String detail) {
        services.auditLogIfThere()
                .ifPresent(log -> log.append(new AuditLog.Entry(
                        clock.instant(), call.caller().username(), action, subject.toString(), detail, call.remote())));
    }
}
