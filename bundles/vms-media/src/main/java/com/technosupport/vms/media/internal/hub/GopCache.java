package com.technosupport.vms.media.internal.hub;

import com.technosupport.vms.api.media.Packet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The packets since the latest key frame, so that a viewer begins with a picture, and the groups of pictures before it, for pictures of
 * a moment that has just passed. Bounded: a group of pictures that grows beyond is let go of, and the next begins it anew. Not safe
 * for use by several threads.
 */
final class GopCache {

    /** How far back it reaches: what is seen in a picture is told within this time. */
    private static final Duration REACH = Duration.ofSeconds(3);

    private final int maxBytes;
    private final int maxPackets;

    /** Whole groups, the oldest first. */
    private final ArrayDeque<List<Packet>> earlier = new ArrayDeque<>();

    private List<Packet> latest = new ArrayList<>();
    private int bytes;
    private int count;

    GopCache(int maxBytes, int maxPackets) {
        this.maxBytes = maxBytes;
        this.maxPackets = maxPackets;
    }

    /** @param start whether this packet is a key frame of the video track, or the stream has none */
    void add(Packet packet, boolean start) {
        if (start) {
            if (!latest.isEmpty()) {
                earlier.add(latest);
                latest = new ArrayList<>();
            }
            while (!earlier.isEmpty() && reaches(packet)) {
                dropOldest();
            }
        } else if (latest.isEmpty()) {
            return;
        }
        while (!fits(packet) && !earlier.isEmpty()) {
            dropOldest();
        }
        if (!fits(packet)) {
            clear();
            return;
        }
        latest.add(packet);
        bytes += packet.size();
        count++;
    }

    /** Whether those after the oldest group reach back far enough by themselves; a clock that was set back counts as far. */
    private boolean reaches(Packet packet) {
        Packet next =
                earlier.stream().skip(1).findFirst().map(group -> group.get(0)).orElse(packet);
        return Duration.between(next.arrival(), packet.arrival()).abs().compareTo(REACH) >= 0;
    }

    private boolean fits(Packet packet) {
        return bytes + packet.size() <= maxBytes && count < maxPackets;
    }

    private void dropOldest() {
        List<Packet> oldest = earlier.remove();
        count -= oldest.size();
        for (Packet packet : oldest) {
            bytes -= packet.size();
        }
    }

    void clear() {
        earlier.clear();
        latest = new ArrayList<>();
        bytes = 0;
        count = 0;
    }

    /** Since the latest key frame. */
    List<Packet> recent() {
        return List.copyOf(latest);
    }

    /** All that is kept, a key frame first. */
    List<Packet> history() {
        List<Packet> all = new ArrayList<>(count);
        earlier.forEach(all::addAll);
        all.addAll(latest);
        return List.copyOf(all);
    }
}
