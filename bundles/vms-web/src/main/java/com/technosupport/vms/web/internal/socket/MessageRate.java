package com.technosupport.vms.web.internal.socket;

/** How fast one socket may send: a second's worth at once, and no more than the rate on average. For one thread at a time. */
final class MessageRate {

    private static final double NANOS = 1e9;

    private final int perSecond;
    private double left;
    private long last = System.nanoTime();

    MessageRate(int perSecond) {
        this.perSecond = perSecond;
        this.left = perSecond;
    }

    synchronized boolean take() {
        long now = System.nanoTime();
        left = Math.min(perSecond, left + (now - last) / NANOS * perSecond);
        last = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
