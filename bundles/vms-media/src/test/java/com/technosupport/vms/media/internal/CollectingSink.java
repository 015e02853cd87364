package com.technosupport.vms.media.internal;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Keeps what it is given, and notices calls that overlap. */
final class CollectingSink implements PacketSink {

    final List<StreamFormat> formats = new ArrayList<>();
    final List<Packet> recent = new ArrayList<>();
    final List<Packet> packets = new ArrayList<>();
    final List<String> interruptions = new ArrayList<>();
    private boolean inside;
    private boolean overlapped;

    private synchronized void enter() {
        overlapped |= inside;
        inside = true;
    }

    private synchronized void leave() {
        inside = false;
        notifyAll();
    }

    @Override
    public void started(StreamFormat format, List<Packet> packetsBefore) {
        enter();
        synchronized (this) {
            formats.add(format);
            recent.addAll(packetsBefore);
        }
        leave();
    }

    @Override
    public void packet(Packet packet) {
        enter();
        synchronized (this) {
            packets.add(packet);
        }
        leave();
    }

    @Override
    public void interrupted(String reason) {
        enter();
        synchronized (this) {
            interruptions.add(reason);
        }
        leave();
    }

    synchronized boolean overlapped() {
        return overlapped;
    }

    synchronized List<Packet> video() {
        return packets.stream().filter(packet -> packet.track() == 0).toList();
    }

    synchronized List<Packet> all() {
        return List.copyOf(packets);
    }

    /** Waits; fails after the time. */
    synchronized void await(String what, Duration patience, Predicate<CollectingSink> condition)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.test(this)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not within " + patience.toSeconds() + " s: " + what + "; " + formats.size()
                        + " formats, " + packets.size() + " packets, interrupted by " + interruptions);
            }
            wait(left);
        }
    }
}
