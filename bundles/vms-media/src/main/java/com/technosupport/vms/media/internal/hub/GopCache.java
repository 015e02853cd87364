package com.technosupport.vms.media.internal.hub;

import com.technosupport.vms.api.media.Packet;
import java.util.ArrayList;
import java.util.List;

/**
 * The packets since the latest key frame, so that a viewer begins with a picture. Bounded: a group of pictures that grows beyond
 * is let go of, and the next begins it anew. Not safe for use by several threads.
 */
final class GopCache {

    private final int maxBytes;
    private final int maxPackets;
    private final List<Packet> packets = new ArrayList<>();
    private int bytes;

    GopCache(int maxBytes, int maxPackets) {
        this.maxBytes = maxBytes;
        this.maxPackets = maxPackets;
    }

    /** @param start whether this packet is a key frame of the video track, or the stream has none */
    void add(Packet packet, boolean start) {
        if (start) {
            clear();
        } else if (packets.isEmpty()) {
            return;
        }
        if (bytes + packet.size() > maxBytes || packets.size() >= maxPackets) {
            clear();
            return;
        }
        packets.add(packet);
        bytes += packet.size();
    }

    void clear() {
        packets.clear();
        bytes = 0;
    }

    List<Packet> snapshot() {
        return List.copyOf(packets);
    }
}
