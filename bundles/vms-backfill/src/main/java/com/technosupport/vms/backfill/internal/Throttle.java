package com.technosupport.vms.backfill.internal;

import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Takes no more than so many bytes a second: the device is slowed down by its own connection. For one thread. */
final class Throttle implements FootageSink {

    /** Devices give up a reader that stands for long. */
    private static final long LONGEST_MILLIS = 500;

    private final FootageSink sink;
    private final long bytesPerSecond;
    private final LongAdder all;
    private final long begun = System.nanoTime();
    private long bytes;

    /** @param all is told of every byte */
    Throttle(FootageSink sink, long bytesPerSecond, LongAdder all) {
        this.all = all;
        this.sink = sink;
        this.bytesPerSecond = bytesPerSecond;
    }

    @Override
    public void started(StreamFormat format) {
        sink.started(format);
    }

    @Override
    public void packet(Packet packet) throws InterruptedException {
        sink.packet(packet);
        bytes += packet.size();
        all.add(packet.size());
        long due = bytes * 1000 / bytesPerSecond;
        long ahead = due - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        if (ahead > 0) {
            Thread.sleep(Math.min(ahead, LONGEST_MILLIS));
        }
    }
}
