package com.technosupport.vms.playback.internal.footage;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of each stretch of time was recorded. What is missing shows however short it is against the stretch, and what is
 * there likewise.
 */
public final class Coverage {

    private static final int FULL = 255;

    /** Files of one recording follow each other within a frame or two; that is no gap. */
    private static final long SEAM_MILLIS = 200;

    private static final Duration LONGEST = Duration.ofDays(400);

    private final long from;
    private final long to;
    private final int buckets;
    private final long[] covered;
    private final boolean[] locked;
    private final int[] gapCount;

    private Coverage(Instant from, Instant to, int buckets) {
        this.from = from.toEpochMilli();
        this.to = to.toEpochMilli();
        this.buckets = buckets;
        this.covered = new long[buckets];
        this.locked = new boolean[buckets];
        this.gapCount = new int[buckets];
    }

    /** @throws VmsException {@link ErrorCode#INVALID_REQUEST} */
    public static Timeline timeline(
            FootageRange footage, CameraId camera, StreamRole role, Instant from, Instant to, int buckets) {
        if (buckets < 1 || buckets > Timeline.MOST_BUCKETS) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "A timeline has from 1 to " + Timeline.MOST_BUCKETS + " buckets");
        }
        if (!from.isBefore(to)) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "A range ends after its start");
        }
        if (Duration.between(from, to).toMillis() < buckets
                || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST,
                    "A timeline is at most " + LONGEST.toDays() + " days long, and a bucket at least a millisecond");
        }
        FootageRange.Found found = footage.find(camera, role, from, to);
        Coverage coverage = new Coverage(from, to, buckets);
        long last = Long.MIN_VALUE;
        for (RecordedSegment segment : found.segments()) {
            long start = segment.start().toEpochMilli();
            long seam = start - last > 0 && start - last <= SEAM_MILLIS ? last : start;
            last = segment.end().toEpochMilli();
            coverage.cover(seam, last, segment.locked());
        }
        for (RecordingGap gap : found.gaps()) {
            coverage.gap(
                    gap.from().toEpochMilli(),
                    gap.to().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE));
        }
        return coverage.timeline(from, to, found);
    }

    private int bucket(long time) {
        return (int) Math.min(buckets - 1L, (time - from) * buckets / (to - from));
    }

    private long begin(int bucket) {
        return from + ((to - from) * bucket + buckets - 1) / buckets;
    }

    private void cover(long start, long end, boolean evidence) {
        long first = Math.max(start, from);
        long last = Math.min(end, to);
        if (first >= last) {
            return;
        }
        for (int i = bucket(first); i <= bucket(last - 1); i++) {
            covered[i] += Math.max(0, Math.min(last, begin(i + 1)) - Math.max(first, begin(i)));
            locked[i] |= evidence;
        }
    }

    private void gap(long start, long end) {
        long first = Math.max(start, from);
        long last = Math.min(end, to);
        if (first >= last) {
            return;
        }
        for (int i = bucket(first); i <= bucket(last - 1); i++) {
            gapCount[i]++;
        }
    }

    private Timeline timeline(Instant begin, Instant end, FootageRange.Found found) {
        List<Integer> coverage = new ArrayList<>(buckets);
        List<Boolean> evidence = new ArrayList<>(buckets);
        List<Integer> gaps = new ArrayList<>(buckets);
        for (int i = 0; i < buckets; i++) {
            long length = Math.max(1, begin(i + 1) - begin(i));
            int fraction = (int) Math.min(FULL, covered[i] * FULL / length);
            if (covered[i] > 0 && fraction == 0) {
                fraction = 1;
            }
            if (fraction == FULL && (covered[i] < length || gapCount[i] > 0)) {
                fraction = FULL - 1;
            }
            coverage.add(fraction);
            evidence.add(locked[i]);
            gaps.add(gapCount[i]);
        }
        return new Timeline(begin, end, coverage, evidence, gaps, found.gaps(), !found.complete());
    }
}
