package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.DetectionPolicy.Edge;
import com.technosupport.vms.api.detection.DetectionZone;
import com.technosupport.vms.api.detection.DetectionZone.Point;
import com.technosupport.vms.api.detection.DetectionZone.Trigger;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is looked for in a camera's picture, as it goes over the wire. What a request leaves out becomes as it is for a new camera. */
@Schema(name = "Detection")
public record DetectionBody(
        @Schema(requiredMode = REQUIRED) Boolean enabled,

        @Schema(nullable = true, description = "Id of a detector; null for the server's default one")
        String detector,

        @Schema(description = "The most that are looked at; above 0 to 30")
        Double framesPerSecond,

        @Schema(description = "From which on an object is told; 0 to 1")
        Double minConfidence,

        @Schema(description = "What is told; empty for all that the detector knows")
        List<String> labels,

        @Schema(description = "Where; empty for the whole picture")
        List<ZoneBody> zones,

        @Schema(description = "Of an object's box, as a part of the picture's width and height; 0 to 1")
        Double minSize,

        @Schema(description = "How long an object is there before it is told; 0 to 60")
        Double minSeconds,

        @Schema(description = "Look at key frames alone") Boolean keyFramesOnly,

        @Schema(description = "Look only while something moves")
        Boolean motionGate,

        @Schema(
                description =
                        "What the camera's own detection is for: nothing, to make us look while it lasts, or to be"
                                + " told instead of looking",
                allowableValues = {"IGNORE", "TRIGGER", "INSTEAD"})
        String edge) {

    /** A part of the picture, or a line through it. */
    @Schema(name = "DetectionZone")
    public record ZoneBody(
            @Schema(requiredMode = REQUIRED) String name,

            @Schema(
                    requiredMode = REQUIRED,
                    description = "x and y of each, 0 to 1 from the upper left corner: a polygon's outline, or a line")
            List<List<Double>> points,

            @Schema(
                    description =
                            "What an object has to do; INSIDE where it is left out. Those of a line begin with CROSS",
                    allowableValues = {"INSIDE", "ENTER", "LEAVE", "CROSS", "CROSS_RIGHT", "CROSS_LEFT"})
            String trigger) {}

    static DetectionBody of(DetectionPolicy policy) {
        return new DetectionBody(
                policy.enabled(),
                policy.detector().orElse(null),
                policy.framesPerSecond(),
                policy.minConfidence(),
                policy.labels().stream().sorted().toList(),
                policy.zones().stream().map(DetectionBody::zone).toList(),
                policy.minSize(),
                policy.minDuration().toMillis() / 1000.0,
                policy.keyFramesOnly(),
                policy.motionGate(),
                policy.edge().name());
    }

    private static ZoneBody zone(DetectionZone zone) {
        return new ZoneBody(
                zone.name(),
                zone.points().stream()
                        .map(point -> List.of(point.x(), point.y()))
                        .toList(),
                zone.trigger().name());
    }

    /** @throws InvalidFieldsException with what is wrong */
    DetectionPolicy policy() {
        DetectionPolicy usual = DetectionPolicy.DEFAULT;
        List<String> names = labels == null ? List.copyOf(usual.labels()) : labels;
        List<ZoneBody> given = zones == null ? List.of() : zones;
        new Fields()
                .require(enabled != null, "enabled", "is missing")
                .optional("detector", detector, 40)
                .require(detector == null || !detector.isBlank(), "detector", "null, or an id")
                .require(
                        framesPerSecond == null || (framesPerSecond > 0 && framesPerSecond <= 30),
                        "framesPerSecond",
                        "above 0 to 30")
                .require(within(minConfidence, 1), "minConfidence", "from 0 to 1")
                .require(within(minSize, 1), "minSize", "from 0 to 1")
                .require(within(minSeconds, 60), "minSeconds", "from 0 to 60")
                .require(
                        names.size() <= DetectionPolicy.MOST_LABELS
                                && names.stream()
                                        .allMatch(name -> name != null && !name.isBlank() && name.length() <= 100),
                        "labels",
                        "at most " + DetectionPolicy.MOST_LABELS + " names")
                .require(given.size() <= DetectionPolicy.MOST_ZONES, "zones", "at most " + DetectionPolicy.MOST_ZONES)
                .check();
        List<DetectionZone> all = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            DetectionZone zone = zone("zones[" + i + "]", given.get(i));
            if (!known.add(zone.name())) {
                throw new InvalidFieldsException("zones[" + i + "].name", "another zone has this name");
            }
            all.add(zone);
        }
        return new DetectionPolicy(
                enabled,
                Optional.ofNullable(detector),
                framesPerSecond == null ? usual.framesPerSecond() : framesPerSecond,
                minConfidence == null ? usual.minConfidence() : minConfidence,
                new HashSet<>(names),
                all,
                minSize == null ? usual.minSize() : minSize,
                minSeconds == null ? usual.minDuration() : Duration.ofMillis(Math.round(minSeconds * 1000)),
                keyFramesOnly == null ? usual.keyFramesOnly() : keyFramesOnly,
                motionGate == null ? usual.motionGate() : motionGate,
                edge == null ? usual.edge() : wantedEdge());
    }

    private Edge wantedEdge() {
        return Arrays.stream(Edge.values())
                .filter(each -> each.name().equals(edge))
                .findFirst()
                .orElseThrow(() -> new InvalidFieldsException("edge", "one of " + List.of(Edge.values())));
    }

    private static boolean within(Double value, double most) {
        return value == null || (value >= 0 && value <= most);
    }

    private static DetectionZone zone(String field, ZoneBody zone) {
        if (zone == null) {
            throw new InvalidFieldsException(field, "is missing");
        }
        new Fields()
                .required(field + ".name", zone.name(), 100)
                .require(zone.points() != null, field + ".points", "is missing")
                .check();
        new Fields()
                .require(
                        zone.points().size() <= DetectionZone.MOST_POINTS,
                        field + ".points",
                        "at most " + DetectionZone.MOST_POINTS)
                .check();
        Trigger trigger = zone.trigger() == null
                ? Trigger.INSIDE
                : Arrays.stream(Trigger.values())
                        .filter(each -> each.name().equals(zone.trigger()))
                        .findFirst()
                        .orElseThrow(() ->
                                new InvalidFieldsException(field + ".trigger", "one of " + List.of(Trigger.values())));
        List<Point> points = new ArrayList<>();
        try {
            for (List<Double> point : zone.points()) {
                if (point == null || point.size() != 2 || point.get(0) == null || point.get(1) == null) {
                    throw new IllegalArgumentException("each point is [x, y]");
                }
                points.add(new Point(point.get(0), point.get(1)));
            }
            return new DetectionZone(zone.name().strip(), points, trigger);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldsException(field + ".points", e.getMessage());
        }
    }
}
