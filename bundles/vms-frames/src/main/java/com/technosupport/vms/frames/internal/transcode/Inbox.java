package com.technosupport.vms.frames.internal.transcode;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import java.util.ArrayDeque;
import java.util.List;

/**
 * What waits for the coder of one stream: news and packets, in order and bounded. When the coder is so slow that even decoding does
 * not keep up, all that waits goes, and it begins anew at the next key frame.
 */
final class Inbox implements PacketSink {

    /** A format that packets follow in, with those since the latest key frame. */
    record Started(StreamFormat format, List<Packet> recent) {}

    /** The source is gone for now. */
    record Interrupted(String reason) {}

    /** A few seconds of a camera's pictures and sound. */
    private static final int MOST_PACKETS = 400;

    private static final int MOST_BYTES = 16 << 20;

    private final Figures figures;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private int bytes;
    private int packets;
    private int pictures;
    private int video = -1;
    private boolean awaitKey;

    Inbox(Figures figures) {
        this.figures = figures;
    }

    @Override
    public synchronized void started(StreamFormat format, List<Packet> recent) {
        clear();
        video = format.video().map(Track::index).orElse(-1);
        awaitKey = false;
        waiting.add(new Started(format, recent));
        notifyAll();
    }

    @Override
    public synchronized void packet(Packet packet) {
        boolean picture = packet.track() == video;
        if (awaitKey) {
            if (!picture || !packet.key()) {
                figures.dropped.increment();
                return;
            }
            awaitKey = false;
        }
        if (packets > 0 && (packets >= MOST_PACKETS || bytes + packet.size() > MOST_BYTES)) {
            figures.dropped.add(packets + 1L);
            waiting.removeIf(Packet.class::isInstance);
            bytes = 0;
            packets = 0;
            pictures = 0;
            awaitKey = video >= 0;
            return;
        }
        waiting.add(packet);
        bytes += packet.size();
        packets++;
        pictures += picture ? 1 : 0;
        notifyAll();
    }

    @Override
    public synchronized void interrupted(String reason) {
        clear();
        waiting.add(new Interrupted(reason));
        notifyAll();
    }

    private void clear() {
        waiting.clear();
        bytes = 0;
        packets = 0;
        pictures = 0;
    }

    /** The next thing; waits for it. */
    synchronized Object take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        Object next = waiting.remove();
        if (next instanceof Packet packet) {
            bytes -= packet.size();
            packets--;
            pictures -= packet.track() == video ? 1 : 0;
        }
        return next;
    }

    /** Pictures that wait. */
    synchronized int pictures() {
        return pictures;
    }
}
