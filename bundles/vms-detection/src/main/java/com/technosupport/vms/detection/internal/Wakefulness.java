package com.technosupport.vms.detection.internal;

import java.util.concurrent.TimeUnit;

/** How long a camera's own event keeps us looking. Safe for use by several threads. */
final class Wakefulness {

    /** After something that has no length. */
    private static final long HOLD = TimeUnit.SECONDS.toNanos(10);

    /** After the end of what has a length: whoever was there goes out of the picture. */
    private static final long AFTER = TimeUnit.SECONDS.toNanos(5);

    /** The end may have been lost. */
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(5);

    private boolean begun;
    private long until;

    /** @param now by {@link System#nanoTime()} */
    synchronized void hears(DeviceTale tale, long now) {
        boolean ends = tale.active().filter(active -> !active).isPresent();
        if (ends && !awake(now)) {
            return;
        }
        long next = now + (tale.active().isEmpty() ? HOLD : ends ? AFTER : LONGEST);
        until = ends || !begun || next - until > 0 ? next : until;
        begun = true;
    }

    synchronized boolean awake(long now) {
        return begun && until - now > 0;
    }
}
