package com.technosupport.vms.devices.internal.http;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** A point in monotonic time until which something must be done. */
record Deadline(long nanos) {

    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /** Milliseconds that are left, at least one: for socket time limits, where zero means for ever. */
    int millisLeft() throws SocketTimeoutException {
        long left = nanos - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("time is over");
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, left / 1_000_000));
    }
}
