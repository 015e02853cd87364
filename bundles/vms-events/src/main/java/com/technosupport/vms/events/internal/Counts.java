package com.technosupport.vms.events.internal;

import java.util.concurrent.atomic.LongAdder;

/** What became of events since the start. */
final class Counts {

    /** Stored for the first time. */
    final LongAdder stored = new LongAdder();

    /** Came again. */
    final LongAdder known = new LongAdder();

    /** Could not be taken, and are kept as rejected. */
    final LongAdder rejected = new LongAdder();

    /** Went to the spool. */
    final LongAdder spooled = new LongAdder();

    /** Came out of it. */
    final LongAdder replayed = new LongAdder();

    /** Records of the spool that nobody can read. */
    final LongAdder unreadable = new LongAdder();
}
