package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.model.CameraId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;

/**
 * Which events a rule is about. All that is given must hold; what is empty holds always.
 *
 * @param types of the event, such as {@code PersonDetected}
 * @param labels of the event, compared without regard to case
 * @param minConfidence an event that tells none does not reach it
 * @param zone name of a zone of the camera's detection; an event tells its zones as {@code zone}, or several as a list
 * @param schedule parts of the week, of which one must hold the event's time, in the time zone of the camera's site
 */
public record RuleCondition(
        Set<String> types,
        Set<CameraId> cameras,
        Set<String> labels,
        OptionalDouble minConfidence,
        Optional<String> zone,
        List<WeeklyWindow> schedule,
        Optional<Input> input,
        Optional<Repetition> repetition) {

    /** The most entries that a list of a condition has. */
    public static final int MOST = 1000;

    public RuleCondition {
        types = Set.copyOf(types);
        cameras = Set.copyOf(cameras);
        labels = Set.copyOf(labels);
        if (minConfidence.isPresent() && !(minConfidence.getAsDouble() >= 0 && minConfidence.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("a confidence is from 0 to 1");
        }
        Objects.requireNonNull(zone, "zone");
        schedule = List.copyOf(schedule);
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(repetition, "repetition");
        if (Math.max(Math.max(types.size(), cameras.size()), Math.max(labels.size(), schedule.size())) > MOST) {
            throw new IllegalArgumentException("a list of a condition has at most " + MOST + " entries");
        }
    }

    /** One that holds for every event of these types. */
    public static RuleCondition of(String... types) {
        return new RuleCondition(
                Set.of(types),
                Set.of(),
                Set.of(),
                OptionalDouble.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * A digital input that has changed to a state.
     *
     * @param device id of the camera or recorder that it belongs to; empty for any
     * @param input the device's own id of it
     */
    public record Input(Optional<UUID> device, String input, boolean active) {

        public Input {
            Objects.requireNonNull(device, "device");
            if (input.isBlank()) {
                throw new IllegalArgumentException("an input has an id");
            }
        }
    }

    /**
     * Only when it has happened often enough, counted for each camera by the events' own times. Then counting starts anew.
     *
     * @param times 2 to 1000
     * @param within a second to a day
     */
    public record Repetition(int times, Duration within) {

        public Repetition {
            if (times < 2 || times > 1000) {
                throw new IllegalArgumentException("a repetition is 2 to 1000 times");
            }
            if (within.compareTo(Duration.ofSeconds(1)) < 0 || within.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("a repetition is within a second to a day");
            }
        }
    }
}
