package com.technosupport.vms.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CameraIdTest {

    private static CameraId at(String time) {
        return CameraId.next(Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
    }

    @Test
    void isVersionSevenAndSortsByTime() {
        CameraId earlier = at("2026-03-01T10:00:00.000Z");
        CameraId later = at("2026-03-01T10:00:00.001Z");
        assertThat(earlier.value().version()).isEqualTo(7);
        assertThat(earlier.value().variant()).isEqualTo(2);
        assertThat(earlier).isLessThan(later);
        assertThat(earlier.value().getMostSignificantBits() >>> 16)
                .isEqualTo(Instant.parse("2026-03-01T10:00:00.000Z").toEpochMilli());
    }

    @Test
    void readsItsOwnText() {
        CameraId id = CameraId.next(Clock.systemUTC());
        assertThat(CameraId.parse(id.toString())).isEqualTo(id);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "1-1-1-1-1", "../../etc/passwd", "0190163d-8694-739b-aea5-966c26f8ad9"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> CameraId.parse(text))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }
}
