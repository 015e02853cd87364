package com.technosupport.vms.api.recording;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Objects;
import java.util.Set;

/**
 * A part of each week, in the time zone of the camera's site. Where clocks are set forward it is shorter by what is left out,
 * and where they are set back longer by what comes twice.
 *
 * @param days on which it begins; not empty
 * @param to exclusive; at or before {@code from} it ends on the next day, so that midnight to midnight is a whole day
 * @param mode within it; not {@link RecordingMode#SCHEDULE}
 */
public record WeeklySlot(Set<DayOfWeek> days, LocalTime from, LocalTime to, RecordingMode mode) {

    public WeeklySlot {
        days = Set.copyOf(days);
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(mode, "mode");
        if (days.isEmpty()) {
            throw new IllegalArgumentException("a slot of a schedule has a day");
        }
        if (mode == RecordingMode.SCHEDULE) {
            throw new IllegalArgumentException("a slot of a schedule is not a schedule itself");
        }
    }
}
