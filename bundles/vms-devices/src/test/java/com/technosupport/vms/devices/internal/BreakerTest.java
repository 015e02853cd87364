package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final Breaker breaker = new Breaker(Clock.fixed(NOW, ZoneOffset.UTC));

    private static long nanos(Duration time) {
        return time.toNanos();
    }

    @Test
    void aLockIsKeptAsLongAsTheDeviceSays() {
        VmsException locked = new VmsException(ErrorCode.DEVICE_LOCKED, "locked", NOW.plus(Duration.ofMinutes(30)));
        breaker.failed(locked, 0);
        VmsException objection =
                breaker.objection(nanos(Duration.ofMinutes(29))).orElseThrow();
        assertThat(objection.code()).isEqualTo(ErrorCode.DEVICE_LOCKED);
        assertThat(objection.retryAt()).contains(NOW.plus(Duration.ofMinutes(30)));
        assertThat(breaker.objection(nanos(Duration.ofMinutes(31)))).isEmpty();

        breaker.failed(new VmsException(ErrorCode.DEVICE_LOCKED, "locked", NOW.plus(Duration.ofDays(400))), 0);
        assertThat(breaker.objection(nanos(Duration.ofHours(25)))).isEmpty();
        breaker.failed(new VmsException(ErrorCode.DEVICE_LOCKED, "locked"), 0);
        assertThat(breaker.objection(nanos(Duration.ofMinutes(4)))).isPresent();
        assertThat(breaker.objection(nanos(Duration.ofMinutes(6)))).isEmpty();
    }
}
