package com.technosupport.vms.live.webrtc.internal.session;

import com.technosupport.vms.live.webrtc.internal.rtp.ViewerSender;
import java.util.Collection;

/** Counts over all sessions, for metrics. Safe for use by several threads. */
public final class LiveTotals {

    /**
     * @param udp viewers that are connected over it; and so {@code tcp}
     * @param packets sent for the first time; and so {@code bytes}, of payload
     * @param lost by the viewers' count
     * @param changes to a smaller stream and back
     */
    public record Sums(
            int udp,
            int tcp,
            int talking,
            long packets,
            long bytes,
            long resent,
            long lost,
            long skipped,
            long changes) {}

    private long packets;
    private long bytes;
    private long resent;
    private long lost;
    private long skipped;
    private long changes;

    /** A session ended. */
    synchronized void add(Session session) {
        if (session.content() instanceof Watching watching) {
            ViewerSender.Figures figures = watching.figures();
            packets += figures.packets();
            bytes += figures.bytes();
            resent += figures.resent();
            lost += figures.lost();
            skipped += figures.skipped();
        }
    }

    /** A viewer went on with another stream. */
    synchronized void changed() {
        changes++;
    }

    synchronized Sums with(Collection<Session> open) {
        int udp = 0;
        int tcp = 0;
        int talking = 0;
        long[] sums = {packets, bytes, resent, lost, skipped};
        for (Session session : open) {
            if (!(session.content() instanceof Watching watching)) {
                talking++;
                continue;
            }
            if (session.isConnected()) {
                boolean stream = session.path().description().startsWith("tcp");
                tcp += stream ? 1 : 0;
                udp += stream ? 0 : 1;
            }
            ViewerSender.Figures figures = watching.figures();
            sums[0] += figures.packets();
            sums[1] += figures.bytes();
            sums[2] += figures.resent();
            sums[3] += figures.lost();
            sums[4] += figures.skipped();
        }
        return new Sums(udp, tcp, talking, sums[0], sums[1], sums[2], sums[3], sums[4], changes);
    }
}
