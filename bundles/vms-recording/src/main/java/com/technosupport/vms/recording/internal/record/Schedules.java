package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.WeeklySlot;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;

/** What a policy says at an instant. */
public final class Schedules {

    private Schedules() {}

    /** Never {@link RecordingMode#SCHEDULE}. */
    public static RecordingMode mode(RecordingPolicy policy, ZoneId zone, Instant at) {
        if (policy.mode() != RecordingMode.SCHEDULE) {
            return policy.mode();
        }
        LocalDateTime local = LocalDateTime.ofInstant(at, zone);
        RecordingMode most = RecordingMode.OFF;
        for (WeeklySlot slot : policy.schedule()) {
            if (rank(slot.mode()) > rank(most) && covers(slot, local)) {
                most = slot.mode();
            }
        }
        return most;
    }

    private static int rank(RecordingMode mode) {
        return switch (mode) {
            case CONTINUOUS -> 2;
            case EVENT -> 1;
            default -> 0;
        };
    }

    /** By the clock on the wall, which some nights leaves out an hour and others has it twice. */
    private static boolean covers(WeeklySlot slot, LocalDateTime local) {
        LocalTime time = local.toLocalTime();
        LocalDate today = local.toLocalDate();
        if (slot.from().isBefore(slot.to())) {
            return slot.days().contains(today.getDayOfWeek())
                    && !time.isBefore(slot.from())
                    && time.isBefore(slot.to());
        }
        boolean began = slot.days().contains(today.getDayOfWeek()) && !time.isBefore(slot.from());
        boolean goesOn = slot.days().contains(today.minusDays(1).getDayOfWeek()) && time.isBefore(slot.to());
        return began || goesOn;
    }
}
