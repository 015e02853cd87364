package com.technosupport.vms.media.internal.hub;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Subscription;
import java.util.ArrayDeque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription: a bounded queue, emptied by one thread of the pool at a time. */
final class Reader implements Subscription, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);

    /** Then another reader has its turn. */
    private static final int CALLS_A_TURN = 128;

    /** Beyond the queue of a reader that does not come to hear of reconnects. */
    private static final int MAX_SIGNALS = 16;

    /** What waits: a packet, or one of these. */
    private record Started(StreamFormat format, List<Packet> recent) {}

    private record Interrupted(String reason) {}

    private final StreamFanout fanout;
    private final SinkPool pool;
    private final String stream;
    private final String name;
    private final int maxBytes;
    private final PacketSink sink;

    private final ArrayDeque<Object> queue = new ArrayDeque<>();
    private int queuedBytes;
    private int signals;
    private boolean scheduled;
    private boolean awaitKey;
    private boolean closed;
    private long dropped;

    Reader(StreamFanout fanout, SinkPool pool, String stream, String name, int maxBytes, PacketSink sink) {
        this.fanout = fanout;
        this.pool = pool;
        this.stream = stream;
        this.name = name;
        this.maxBytes = maxBytes;
        this.sink = sink;
    }

    String name() {
        return name;
    }

    /** Whether packets are wanted as soon as they come. */
    boolean isLive() {
        return name.startsWith("live") || name.equals("webrtc");
    }

    synchronized void start(StreamFormat format, List<Packet> recent) {
        awaitKey = false;
        signal(new Started(format, recent));
    }

    synchronized void interrupt(String reason) {
        signal(new Interrupted(reason));
    }

    private void signal(Object signal) {
        if (closed) {
            return;
        }
        if (signals >= MAX_SIGNALS) {
            for (Object waiting : queue) {
                dropped += waiting instanceof Packet ? 1 : 0;
            }
            queue.clear();
            queuedBytes = 0;
            signals = 0;
        }
        signals++;
        queue.add(signal);
        schedule();
    }

    /** @param start whether a reader that lost packets can go on with this one */
    synchronized void packet(Packet packet, boolean start) {
        if (closed) {
            return;
        }
        if (awaitKey && !start) {
            dropped++;
            return;
        }
        // A single packet larger than the queue passes when nothing waits.
        if (queuedBytes > 0 && queuedBytes + packet.size() > maxBytes) {
            if (!awaitKey && dropped == 0) {
                LOG.warn("{}: reader {} is too slow and loses packets", stream, name);
            }
            awaitKey = true;
            dropped++;
            return;
        }
        awaitKey = false;
        queue.add(packet);
        queuedBytes += packet.size();
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            pool.execute(this);
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < CALLS_A_TURN; i++) {
            Object next;
            synchronized (this) {
                next = closed ? null : queue.poll();
                if (next == null) {
                    scheduled = false;
                    return;
                }
                if (next instanceof Packet packet) {
                    queuedBytes -= packet.size();
                } else {
                    signals--;
                }
            }
            try {
                call(next);
            } catch (RuntimeException | Error e) {
                LOG.error("{}: reader {} failed and is taken off the stream", stream, name, e);
                close();
            }
        }
        pool.execute(this);
    }

    private void call(Object next) {
        if (next instanceof Packet packet) {
            sink.packet(packet);
        } else if (next instanceof Started started) {
            sink.started(started.format(), started.recent());
        } else if (next instanceof Interrupted interrupted) {
            sink.interrupted(interrupted.reason());
        }
    }

    @Override
    public List<Packet> recent() {
        return fanout.recent();
    }

    @Override
    public List<Packet> history() {
        return fanout.history();
    }

    @Override
    public synchronized long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            queue.clear();
            queuedBytes = 0;
        }
        fanout.remove(this);
    }
}
