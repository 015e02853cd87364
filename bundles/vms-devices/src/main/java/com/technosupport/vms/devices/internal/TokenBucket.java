package com.technosupport.vms.devices.internal;

/** Lets so many through in the long run, and a few more at once. Not safe for use by several threads. */
final class TokenBucket {

    private final double perNano;
    private final double burst;
    private double tokens;
    private long filledNanos;

    TokenBucket(int perSecond, int burst, long nowNanos) {
        this.perNano = perSecond / 1e9;
        this.burst = burst;
        this.tokens = burst;
        this.filledNanos = nowNanos;
    }

    boolean take(long nowNanos) {
        tokens = Math.min(burst, tokens + Math.max(0, nowNanos - filledNanos) * perNano);
        filledNanos = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
