package com.technosupport.vms.api.recording;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

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

    /**
     * Reads {@link #text()}.
     *
     * @throws IllegalArgumentException when it is not such
     */
    public static WeeklySlot parse(String text) {
        String[] parts = text.split(" ", -1);
        String[] times = parts.length == 3 ? parts[1].split("-", -1) : new String[0];
        if (times.length != 2) {
            throw new IllegalArgumentException("not a slot of a schedule");
        }
        try {
            return new WeeklySlot(
                    Arrays.stream(parts[0].split(",")).map(DayOfWeek::valueOf).collect(Collectors.toSet()),
                    LocalTime.parse(times[0]),
                    LocalTime.parse(times[1]),
                    RecordingMode.valueOf(parts[2]));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a slot of a schedule", e);
        }
    }

    /** The form it is stored in, such as {@code MONDAY,TUESDAY 08:00-18:00 CONTINUOUS}. */
    public String text() {
        return days.stream().sorted().map(DayOfWeek::name).collect(Collectors.joining(",")) + " " + from + "-" + to
                + " " + mode;
    }
}
