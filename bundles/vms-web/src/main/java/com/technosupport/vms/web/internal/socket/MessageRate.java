package com.technosupport.vms.web.internal.socket;

import java.util.function.LongSupplier;

/**
 * How fast one socket may send: a burst at once, such as a wall that changes its view, and no more than the rate on average.
 * Safe for use by several threads.
 */
final class MessageRate {

    private static final double NANOS = 1e9;

    private final int perSecond;
    private final int burst;
    private final LongSupplier nanoTime;
    private double left;
    private long last;

    MessageRate(int perSecond, int burst, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.burst = Math.max(burst, perSecond);
        this.nanoTime = nanoTime;
        this.left = this.burst;
        this.last = nanoTime.getAsLong();
    }

    synchronized boolean take() {
        long now = nanoTime.getAsLong();
        left = Math.min(burst, left + (now - last) / NANOS * perSecond);
        last = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
