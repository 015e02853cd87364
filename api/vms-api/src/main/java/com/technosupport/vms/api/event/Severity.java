package com.technosupport.vms.api.event;

/** How loudly an event is told. */
public enum Severity {
    /** Happens every day. */
    INFO,
    /** Somebody should look at it. */
    WARNING,
    /** Something is being lost, or nobody watches. */
    CRITICAL
}
