package com.technosupport.vms.simulator;

import java.time.Instant;

/**
 * A piece of footage that a simulated recorder holds of a channel.
 *
 * @param start its first picture
 * @param end after its last picture
 * @param motion whether motion made it, not the schedule
 */
public record NvrRecording(Instant start, Instant end, boolean motion) {
    public NvrRecording {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("A recording ends after it starts: " + start + " to " + end);
        }
    }
}
