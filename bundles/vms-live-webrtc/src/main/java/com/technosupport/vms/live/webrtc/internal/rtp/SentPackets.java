package com.technosupport.vms.live.webrtc.internal.rtp;

/**
 * The latest packets of one viewer, to be sent again. It keeps what a packet was made of rather than its ciphertext: the payloads
 * are shared with all viewers, and to encipher a packet again yields the same bytes. So a viewer costs 40 kB and not 1.2 MB.
 */
final class SentPackets {

    static final int SIZE = 1024;
    private static final int MASK = SIZE - 1;

    private final AccessUnit[] units = new AccessUnit[SIZE];
    private final int[] payloads = new int[SIZE];
    private final int[] timestamps = new int[SIZE];
    private final long[] indexes = new long[SIZE];
    private final long[] resentAt = new long[SIZE];

    /**
     * @param index roll-over counter and sequence number
     */
    void add(long index, AccessUnit unit, int payload, int timestamp) {
        int slot = (int) index & MASK;
        units[slot] = unit;
        payloads[slot] = payload;
        timestamps[slot] = timestamp;
        indexes[slot] = index;
        resentAt[slot] = Long.MIN_VALUE;
    }

    /** Where the packet with this sequence number is; -1 when it is too old, or never was. */
    int find(int sequenceNumber) {
        int slot = sequenceNumber & MASK;
        return units[slot] != null && ((int) indexes[slot] & 0xffff) == sequenceNumber ? slot : -1;
    }

    AccessUnit unit(int slot) {
        return units[slot];
    }

    int payload(int slot) {
        return payloads[slot];
    }

    int timestamp(int slot) {
        return timestamps[slot];
    }

    long index(int slot) {
        return indexes[slot];
    }

    /** Whether it was not sent again before. */
    boolean missedFirst(int slot) {
        return resentAt[slot] == Long.MIN_VALUE;
    }

    /** Whether it was not sent again within so many nanoseconds; if so, it counts as sent again now. */
    boolean mayResend(int slot, long now, long interval) {
        if (resentAt[slot] != Long.MIN_VALUE && now - resentAt[slot] < interval) {
            return false;
        }
        resentAt[slot] = now;
        return true;
    }
}
