package com.technosupport.vms.web.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A wall that changes its view may ask for all its tiles at once; nobody may go on like that. */
class MessageRateTest {

    /** 36 tiles: for each a stop, a request, an answer and a candidate. */
    private static final int WALL = 36 * 4;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final MessageRate rate = new MessageRate(50, 200, nanos::get);

    private int taken(int tries) {
        int taken = 0;
        for (int i = 0; i < tries; i++) {
            taken += rate.take() ? 1 : 0;
        }
        return taken;
    }

    @Test
    void a_wall_of_36_tiles_changes_its_view_at_once_and_again_soon_after() {
        assertThat(taken(WALL)).isEqualTo(WALL);
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(taken(WALL)).isEqualTo(WALL);
    }

    @Test
    void beyond_the_burst_only_the_rate_goes_through_however_long_the_silence_was() {
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(taken(1000)).isEqualTo(200);
        int later = 0;
        for (int i = 0; i < 100; i++) {
            nanos.addAndGet(Duration.ofMillis(100).toNanos());
            later += taken(100);
        }
        assertThat(later).isEqualTo(500);
    }
}
