package com.technosupport.vms.backfill.internal;

import java.util.concurrent.atomic.LongAdder;

/** What has been filled since the start. Safe for use by several threads. */
final class Totals {

    /** Milliseconds of gaps that have footage now. */
    final LongAdder filledMillis = new LongAdder();

    /** Of packets that devices sent. */
    final LongAdder bytes = new LongAdder();

    /** Attempts to which a device had nothing. */
    final LongAdder nothing = new LongAdder();

    /** Attempts that a device refused or broke off. */
    final LongAdder failures = new LongAdder();
}
