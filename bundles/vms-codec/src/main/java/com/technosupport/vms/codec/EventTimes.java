package com.technosupport.vms.codec;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which times an event may have. A device whose clock was reset says 1970, one that was set wrongly any year at all; events of such
 * times would lie where nobody looks, and each would need its own part of the table.
 */
public final class EventTimes {

    /** How old an event may be when it comes. */
    public static final Duration OLDEST = Duration.ofDays(3653);

    /** How far ahead of this server's clock an event may be. */
    public static final Duration AHEAD = Duration.ofDays(1);

    private EventTimes() {}

    /** What is wrong with a time; empty when nothing is. */
    public static Optional<String> problem(Instant time, Instant now) {
        if (time.isAfter(now.plus(AHEAD))) {
            return Optional.of("its time is more than a day ahead");
        }
        if (time.isBefore(now.minus(OLDEST))) {
            return Optional.of("its time is more than ten years ago");
        }
        return Optional.empty();
    }
}
