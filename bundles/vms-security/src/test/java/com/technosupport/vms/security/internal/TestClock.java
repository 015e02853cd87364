package com.technosupport.vms.security.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Both clocks, moved by hand. */
public final class TestClock extends Clock {

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private long nanos = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

    /** The monotonic clock starts shortly before it overflows, as it may. */
    public synchronized void advance(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
