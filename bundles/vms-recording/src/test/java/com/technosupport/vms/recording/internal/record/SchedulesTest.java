package com.technosupport.vms.recording.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.WeeklySlot;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulesTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static RecordingMode mode(String at, String... slots) {
        RecordingPolicy usual = RecordingPolicy.DEFAULT;
        RecordingPolicy policy = new RecordingPolicy(
                RecordingMode.SCHEDULE,
                List.of(slots).stream().map(WeeklySlot::parse).toList(),
                usual.stream(),
                usual.preRoll(),
                usual.postRoll(),
                usual.segment(),
                usual.segmentBytes(),
                usual.retentionDays(),
                usual.retentionBytes());
        return Schedules.mode(policy, BERLIN, Instant.parse(at));
    }

    @Test
    void aSlotOverMidnightGoesOnTheNextDay() {
        String night = "FRIDAY 22:00-06:00 CONTINUOUS";
        assertThat(mode("2026-11-20T20:59:59Z", night)).isEqualTo(RecordingMode.OFF);
        assertThat(mode("2026-11-20T21:00:00Z", night)).isEqualTo(RecordingMode.CONTINUOUS);
        assertThat(mode("2026-11-21T04:59:59Z", night)).isEqualTo(RecordingMode.CONTINUOUS);
        assertThat(mode("2026-11-21T05:00:00Z", night)).isEqualTo(RecordingMode.OFF);
        assertThat(mode("2026-11-21T21:00:00Z", night)).isEqualTo(RecordingMode.OFF);
    }

    @Test
    void anHourThatComesTwiceIsWithinTwice() {
        String hour = "SUNDAY 02:00-03:00 EVENT";
        assertThat(mode("2026-10-25T00:30:00Z", hour)).isEqualTo(RecordingMode.EVENT);
        assertThat(mode("2026-10-25T01:30:00Z", hour)).isEqualTo(RecordingMode.EVENT);
        assertThat(mode("2026-10-25T02:30:00Z", hour)).isEqualTo(RecordingMode.OFF);
    }

    @Test
    void whereSlotsOverlapTheOneThatKeepsMoreCounts() {
        assertThat(mode("2026-11-23T11:00:00Z", "MONDAY 00:00-00:00 EVENT", "MONDAY 12:00-13:00 CONTINUOUS"))
                .isEqualTo(RecordingMode.CONTINUOUS);
        assertThat(mode("2026-11-23T13:00:00Z", "MONDAY 00:00-00:00 EVENT", "MONDAY 12:00-13:00 CONTINUOUS"))
                .isEqualTo(RecordingMode.EVENT);
    }
}
