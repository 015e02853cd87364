package com.technosupport.vms.recording.internal.record;

import java.util.concurrent.atomic.LongAdder;

/** What was recorded since the start, of all streams. */
public final class Totals {

    public final LongAdder packets = new LongAdder();
    public final LongAdder bytes = new LongAdder();
    public final LongAdder segments = new LongAdder();

    /** Packets that did not fit into memory, or that the disk did not take. */
    public final LongAdder dropped = new LongAdder();

    /** Packets that no decoder could have used: before the first key frame, or sound within sound. */
    public final LongAdder skipped = new LongAdder();

    /** Pictures let go of before an event came that might have wanted them. */
    public final LongAdder forgotten = new LongAdder();
}
