package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.SourceListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Keeps what a source tells. */
final class CollectingListener implements SourceListener {

    final List<StreamFormat> formats = new ArrayList<>();
    final List<Packet> packets = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();
    String transport = "";

    @Override
    public synchronized void opened(String by) {
        transport = by;
        notifyAll();
    }

    @Override
    public synchronized void format(StreamFormat format) {
        formats.add(format);
        notifyAll();
    }

    @Override
    public synchronized void packet(Packet packet) {
        packets.add(packet);
        notifyAll();
    }

    @Override
    public void keyFrameWanted() {}

    @Override
    public synchronized void ended(Failure failure) {
        failures.add(failure);
        notifyAll();
    }

    synchronized void await(String what, Duration patience, Predicate<CollectingListener> condition)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.test(this)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not in time: " + what + "; " + formats.size() + " formats, " + packets.size()
                        + " packets, " + failures);
            }
            wait(left);
        }
    }
}
