package com.technosupport.vms.live.webrtc.internal.srtp;

/** Remembers which of the latest 64 packets have come (RFC 3711, section 3.3.2). */
final class ReplayWindow {

    private static final int SIZE = 64;

    private long highest = -1;
    /** Bit n: whether {@code highest - n} has come. */
    private long seen;

    boolean isNew(long index) {
        long age = highest - index;
        return age < 0 || (age < SIZE && (seen >>> age & 1) == 0);
    }

    void mark(long index) {
        long age = highest - index;
        if (age >= 0) {
            seen |= age < SIZE ? 1L << age : 0;
        } else {
            seen = -age < SIZE ? seen << -age | 1 : 1;
            highest = index;
        }
    }
}
