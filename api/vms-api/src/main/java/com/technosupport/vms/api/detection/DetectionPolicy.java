package com.technosupport.vms.api.detection;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is looked for in a camera's picture.
 *
 * @param detector {@link DetectorInfo#id()}, installed or not; empty for the server's default one
 * @param framesPerSecond the most that are looked at; above 0 to 30
 * @param minConfidence from which on an object is told; 0 to 1
 * @param labels what is told; empty for all that the detector knows
 * @param zones where; empty for the whole picture. An object is told once for each zone that it has to do with
 * @param minSize height and width of the box, as a part of the picture's, that an object has at least; 0 to 1
 * @param minDuration how long an object is there, and within its zone, before it is told; at most a minute
 * @param keyFramesOnly look at key frames alone, however often the camera sends them: for many cameras on few processors
 * @param motionGate look only while something moves
 * @param edge what the camera's own detection is for
 */
public record DetectionPolicy(
        boolean enabled,
        Optional<String> detector,
        double framesPerSecond,
        double minConfidence,
        Set<String> labels,
        List<DetectionZone> zones,
        double minSize,
        Duration minDuration,
        boolean keyFramesOnly,
        boolean motionGate,
        Edge edge) {

    /** What a camera's own detection, as its driver tells of it, is for. */
    public enum Edge {
        /** Nothing: all frames are looked at here. */
        IGNORE,
        /** Something the camera saw makes us look, for as long as it lasts; nothing is decoded in between. */
        TRIGGER,
        /** What the camera says it saw is told as if it had been seen here; nothing is decoded. Zones, sizes and confidences are the camera's. */
        INSTEAD
    }

    /** The most zones of a camera. */
    public static final int MOST_ZONES = 32;

    /** The most labels of a camera. */
    public static final int MOST_LABELS = 200;

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** What holds for a camera whose policy nobody set: nothing is looked for. */
    public static final DetectionPolicy DEFAULT = new DetectionPolicy(
            false, Optional.empty(), 5, 0.8, Set.of("person"), List.of(), 0, Duration.ZERO, false, true, Edge.IGNORE);

    public DetectionPolicy {
        detector.ifPresent(DetectionPolicy::checkId);
        if (!(framesPerSecond > 0 && framesPerSecond <= 30)) {
            throw new IllegalArgumentException("framesPerSecond is above 0 to 30");
        }
        if (!(minConfidence >= 0 && minConfidence <= 1)) {
            throw new IllegalArgumentException("minConfidence is from 0 to 1");
        }
        labels = Set.copyOf(labels);
        zones = List.copyOf(zones);
        if (labels.size() > MOST_LABELS || labels.stream().anyMatch(label -> label.isBlank() || label.length() > 100)) {
            throw new IllegalArgumentException("labels are at most " + MOST_LABELS + " names");
        }
        if (zones.size() > MOST_ZONES) {
            throw new IllegalArgumentException("a camera has at most " + MOST_ZONES + " zones");
        }
        Set<String> names = new HashSet<>();
        if (!zones.stream().allMatch(zone -> names.add(zone.name()))) {
            throw new IllegalArgumentException("two zones of one name");
        }
        if (!(minSize >= 0 && minSize <= 1)) {
            throw new IllegalArgumentException("minSize is from 0 to 1");
        }
        Objects.requireNonNull(minDuration, "minDuration");
        if (minDuration.isNegative() || minDuration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("minDuration is 0 to 60 s");
        }
        Objects.requireNonNull(edge, "edge");
    }

    /** Without the camera's own detection. */
    public DetectionPolicy(
            boolean enabled,
            Optional<String> detector,
            double framesPerSecond,
            double minConfidence,
            Set<String> labels,
            List<DetectionZone> zones,
            double minSize,
            Duration minDuration,
            boolean keyFramesOnly,
            boolean motionGate) {
        this(
                enabled,
                detector,
                framesPerSecond,
                minConfidence,
                labels,
                zones,
                minSize,
                minDuration,
                keyFramesOnly,
                motionGate,
                Edge.IGNORE);
    }

    private static void checkId(String id) {
        if (id.isBlank() || id.length() > 40) {
            throw new IllegalArgumentException("a detector's id has 1 to 40 characters");
        }
    }
}
