package com.technosupport.vms.api.detection;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * How a candidate and the active detector agree on the same frames. Counted are the objects that each camera's policy asks for, by label
 * and confidence; two are one when their labels are the same and their boxes overlap by half.
 *
 * @param active id and version
 * @param candidate id and version
 * @param running whether it goes on
 * @param cameras on which it ran
 * @param frames that both looked at
 * @param both objects that both saw
 * @param activeOnly objects that the active one alone saw
 * @param candidateOnly objects that the candidate alone saw
 * @param failures of the candidate
 * @param activeTime that the active one took for a frame, on average
 * @param candidateTime that the candidate took for a frame, on average
 */
public record ShadowReport(
        String active,
        String candidate,
        Instant since,
        boolean running,
        int cameras,
        long frames,
        long both,
        long activeOnly,
        long candidateOnly,
        long failures,
        Duration activeTime,
        Duration candidateTime) {

    public ShadowReport {
        Objects.requireNonNull(active, "active");
        Objects.requireNonNull(candidate, "candidate");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(activeTime, "activeTime");
        Objects.requireNonNull(candidateTime, "candidateTime");
    }

    /** Of the objects that either saw, the part that both saw, 0 to 1; 1 when neither saw any. */
    public double agreement() {
        long all = both + activeOnly + candidateOnly;
        return all == 0 ? 1 : (double) both / all;
    }
}
