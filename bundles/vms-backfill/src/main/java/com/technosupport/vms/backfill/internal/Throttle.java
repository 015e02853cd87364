package com.technosupport.vms.backfill.internal;

import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import java.util.concurrent.TimeUnit;

/** Takes no more than so many bytes a second: the device is slowed down by its own connection. For one thread. */
final class Throttle implements FootageSink {

    /** Devices give up a reader that stands for long. */
    private static final long LONGEST_MILLIS = 500;

    private final FootageSink sink;
    private final long bytesPerSecond;
    private final long begun = System.nanoTime();
    private long bytes;

    Throttle(FootageSink sink, long bytesPerSecond) {
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
        long due = bytes * 1000 / bytesPerSecond;
        long ahead = due - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        if (ahead > 0) {
            Thread.sleep(Math.min(ahead, LONGEST_MILLIS));
        }
    }
}
