package com.technosupport.vms.api.recording;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * How much there is of a camera's footage over a range, in buckets of equal length.
 *
 * @param coverage of each bucket, from 0 for nothing to 255 for all of it; what is not whole is never 255, and what is
 *     there is never 0
 * @param locked which buckets hold evidence
 * @param gapCount how many gaps touch each bucket
 * @param gaps those with a known cause, in order of time
 * @param truncated whether there is more than this tells of
 */
public record Timeline(
        Instant from,
        Instant to,
        List<Integer> coverage,
        List<Boolean> locked,
        List<Integer> gapCount,
        List<RecordingGap> gaps,
        boolean truncated) {

    /** The most buckets. */
    public static final int MOST_BUCKETS = 4096;

    public Timeline {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        coverage = List.copyOf(coverage);
        locked = List.copyOf(locked);
        gapCount = List.copyOf(gapCount);
        gaps = List.copyOf(gaps);
    }
}
