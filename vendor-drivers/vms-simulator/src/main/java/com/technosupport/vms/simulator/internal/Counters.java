package com.technosupport.vms.simulator.internal;

import com.technosupport.vms.simulator.CameraStats;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What one camera counts. Thread-safe. */
public final class Counters {
    public final AtomicInteger rtspConnections = new AtomicInteger();
    public final AtomicInteger players = new AtomicInteger();
    public final LongAdder rtpPackets = new LongAdder();
    public final LongAdder rtpBytes = new LongAdder();
    public final LongAdder framesDropped = new LongAdder();
    public final LongAdder packetsLost = new LongAdder();
    public final LongAdder clientsDropped = new LongAdder();
    public final LongAdder requests = new LongAdder();
    public final LongAdder refused = new LongAdder();

    public CameraStats read() {
        return new CameraStats(
                rtspConnections.get(),
                players.get(),
                rtpPackets.sum(),
                rtpBytes.sum(),
                framesDropped.sum(),
                packetsLost.sum(),
                clientsDropped.sum(),
                requests.sum(),
                refused.sum());
    }
}
