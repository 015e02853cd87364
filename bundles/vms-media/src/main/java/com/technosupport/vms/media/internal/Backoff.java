package com.technosupport.vms.media.internal;

import java.util.Random;

/** How long to wait before the next try: doubles from one second to a minute, with a quarter of chance either way. */
final class Backoff {

    private static final long FIRST_MILLIS = 1000;
    private static final long LAST_MILLIS = 60_000;

    private final Random random;
    private int failures;

    Backoff(Random random) {
        this.random = random;
    }

    long nextMillis() {
        long base = Math.min(LAST_MILLIS, FIRST_MILLIS << Math.min(failures, 10));
        failures++;
        return (long) (base * (0.75 + random.nextDouble() / 2));
    }

    void reset() {
        failures = 0;
    }
}
