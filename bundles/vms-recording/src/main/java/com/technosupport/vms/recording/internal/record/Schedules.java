package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.WeeklySlot;
import com.technosupport.vms.api.rule.WeeklyWindow;
import java.time.Instant;
import java.time.ZoneId;

/** What a policy says at an instant. */
public final class Schedules {

    private Schedules() {}

    /** Never {@link RecordingMode#SCHEDULE}. */
    public static RecordingMode mode(RecordingPolicy policy, ZoneId zone, Instant at) {
        if (policy.mode() != RecordingMode.SCHEDULE) {
            return policy.mode();
        }
        RecordingMode most = RecordingMode.OFF;
        for (WeeklySlot slot : policy.schedule()) {
            if (rank(slot.mode()) > rank(most)
                    && new WeeklyWindow(slot.days(), slot.from(), slot.to()).contains(at, zone)) {
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
}
