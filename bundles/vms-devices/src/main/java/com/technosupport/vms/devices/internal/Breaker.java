package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Spares a device, and us, calls that are bound to fail: after a few failures in a row calls fail at once for a while, then
 * one may try. A refused password is not tried again until it changes, since devices lock accounts. Guarded by its owner.
 */
final class Breaker {

    private static final int FAILURES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration LOCKED_PAUSE = Duration.ofMinutes(5);
    /** No device locks for longer; one whose clock or answer is wrong is asked again some time. */
    private static final Duration LONGEST_LOCK = Duration.ofHours(24);

    private final Clock clock;

    private int failures;
    private volatile long closedUntilNanos;
    private volatile VmsException reason;
    private volatile boolean forGood;

    Breaker(Clock clock) {
        this.clock = clock;
    }

    /** Whether a call would be in vain now; may be asked by anybody. */
    boolean isOpen(long nowNanos) {
        return reason != null && (forGood || closedUntilNanos - nowNanos > 0);
    }

    /** Why a call would be in vain now. */
    Optional<VmsException> objection(long nowNanos) {
        return isOpen(nowNanos)
                ? Optional.of(new VmsException(reason.code(), reason.getMessage(), reason))
                : Optional.empty();
    }

    void succeeded() {
        failures = 0;
        reason = null;
        forGood = false;
    }

    /**
     * Another version of the driver is going to ask.
     *
     * @param trusted whether it has logged in with this password before, so that a refusal was the other version's fault
     */
    void otherVersion(boolean trusted) {
        boolean locked = reason != null && reason.code() == ErrorCode.DEVICE_LOCKED;
        if (!locked && (!forGood || trusted)) {
            succeeded();
        }
    }

    void failed(VmsException e, long nowNanos) {
        if (e.code() == ErrorCode.BAD_CREDENTIALS) {
            reason = e;
            forGood = true;
        } else if (e.code() == ErrorCode.DEVICE_LOCKED) {
            reason = e;
            closedUntilNanos = nowNanos + lock(e).toNanos();
        } else if (e.code() == ErrorCode.DEVICE_UNREACHABLE || e.code() == ErrorCode.DEVICE_PROTOCOL) {
            failures++;
            if (failures >= FAILURES) {
                reason = e;
                closedUntilNanos = nowNanos + PAUSE.toNanos();
            }
        }
    }

    /** For how long: as the device says, if it does. */
    private Duration lock(VmsException e) {
        Duration told = e.retryAt()
                .map(until -> Duration.between(clock.instant(), until))
                .orElse(LOCKED_PAUSE);
        return told.isNegative() ? Duration.ZERO : told.compareTo(LONGEST_LOCK) > 0 ? LONGEST_LOCK : told;
    }
}
