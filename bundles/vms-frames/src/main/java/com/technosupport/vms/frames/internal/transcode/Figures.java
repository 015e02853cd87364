package com.technosupport.vms.frames.internal.transcode;

import java.util.concurrent.atomic.LongAdder;

/** What was coded since the start, all streams together. */
final class Figures {

    /** Pictures coded anew. */
    final LongAdder pictures = new LongAdder();

    /** Pictures left out because the processor did not keep up. */
    final LongAdder leftOut = new LongAdder();

    /** Packets that a stream's coder never looked at, because it was too far behind. */
    final LongAdder dropped = new LongAdder();

    /** Frames of sound coded anew. */
    final LongAdder sounds = new LongAdder();

    /** Packets that no decoder understood. */
    final LongAdder damaged = new LongAdder();

    /** Streams that were not coded, for too many were already. */
    final LongAdder refused = new LongAdder();
}
