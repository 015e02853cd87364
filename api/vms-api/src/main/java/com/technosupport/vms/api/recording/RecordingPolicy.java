package com.technosupport.vms.api.recording;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is kept of a camera, and for how long.
 *
 * @param schedule of mode {@link RecordingMode#SCHEDULE}; where slots overlap, the one that keeps more counts
 * @param preRoll how much before an event is kept; 0 to 60 s
 * @param postRoll how long recording goes on after the last event; 1 s to an hour
 * @param segment the longest that one file gets, but for the wait for a key frame; 10 s to an hour
 * @param segmentBytes the largest that one file gets, likewise; 1 MiB to 16 GiB
 * @param retentionDays footage that is older is deleted; empty for no such limit
 * @param retentionBytes the oldest footage beyond it is deleted; empty for no such limit
 */
public record RecordingPolicy(
        RecordingMode mode,
        List<WeeklySlot> schedule,
        RecordedStreams stream,
        Duration preRoll,
        Duration postRoll,
        Duration segment,
        long segmentBytes,
        OptionalInt retentionDays,
        OptionalLong retentionBytes) {

    /** The most slots that a schedule has. */
    public static final int MOST_SLOTS = 100;

    /** What holds for a camera whose policy nobody set: nothing is kept. */
    public static final RecordingPolicy DEFAULT = new RecordingPolicy(
            RecordingMode.OFF,
            List.of(),
            RecordedStreams.MAIN,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(600),
            1L << 30,
            OptionalInt.empty(),
            OptionalLong.empty());

    public RecordingPolicy {
        Objects.requireNonNull(mode, "mode");
        schedule = List.copyOf(schedule);
        Objects.requireNonNull(stream, "stream");
        between(preRoll, Duration.ZERO, Duration.ofSeconds(60), "the pre-roll is 0 to 60 s");
        between(postRoll, Duration.ofSeconds(1), Duration.ofHours(1), "the post-roll is 1 s to an hour");
        between(segment, Duration.ofSeconds(10), Duration.ofHours(1), "a segment is 10 s to an hour");
        if (segmentBytes < 1 << 20 || segmentBytes > 1L << 34) {
            throw new IllegalArgumentException("a segment is 1 MiB to 16 GiB");
        }
        if (schedule.size() > MOST_SLOTS) {
            throw new IllegalArgumentException("a schedule has at most " + MOST_SLOTS + " slots");
        }
        if (retentionDays.isPresent() && (retentionDays.getAsInt() < 1 || retentionDays.getAsInt() > 36500)) {
            throw new IllegalArgumentException("footage is kept for 1 to 36500 days");
        }
        if (retentionBytes.isPresent() && retentionBytes.getAsLong() < 1 << 20) {
            throw new IllegalArgumentException("at least 1 MiB of footage is kept");
        }
    }

    private static void between(Duration given, Duration least, Duration most, String sentence) {
        if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
