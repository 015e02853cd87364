package com.technosupport.vms.live.webrtc.internal.rtp;

/** A token bucket: so many at once, so many a second. Not safe for use by several threads. */
final class Allowance {

    private final double capacity;
    private final double perNano;
    private double tokens;
    private long filledAt;

    Allowance(int capacity, int perSecond, long now) {
        this.capacity = capacity;
        this.perNano = perSecond / 1e9;
        this.tokens = capacity;
        this.filledAt = now;
    }

    /** Takes one, if there is one. */
    boolean take(long now) {
        if (now - filledAt > 0) {
            tokens = Math.min(capacity, tokens + (now - filledAt) * perNano);
            filledAt = now;
        }
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
