package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleCondition;
import com.technosupport.vms.api.rule.RuleStep;
import com.technosupport.vms.api.rule.Rules.Draft;
import com.technosupport.vms.api.rule.WeeklyWindow;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** A rule as it is to be. */
@Schema(name = "RuleBody")
public record RuleBody(
        @Schema(requiredMode = REQUIRED) String name,
        @Schema(description = "True if it is left out") Boolean enabled,
        When when,

        @Schema(
                requiredMode = REQUIRED,
                description =
                        "Each names its `action`, and beside it the parameters of that action (`GET /api/rules/actions`)")
        List<Map<String, Object>> then,

        @Schema(description = "Between two times for one camera, by the events' own times; 0 if it is left out")
        Integer throttleSeconds) {

    private static final int MOST_TEXT = 128;

    /** Which events it is about: all that is given must hold. */
    @Schema(name = "RuleCondition")
    public record When(
            @Schema(nullable = true) List<String> types,
            @Schema(nullable = true) List<UUID> cameraIds,
            @Schema(nullable = true) List<String> labels,
            @Schema(nullable = true) Double minConfidence,
            @Schema(nullable = true) String zone,

            @Schema(nullable = true, description = "In the time zone of the camera's site")
            List<Window> schedule,

            @Schema(nullable = true) Input input,
            @Schema(nullable = true) Count count) {

        static When of(RuleCondition when) {
            return new When(
                    when.types().stream().sorted().toList(),
                    when.cameras().stream().sorted().map(CameraId::value).toList(),
                    when.labels().stream().sorted().toList(),
                    when.minConfidence().isPresent() ? when.minConfidence().getAsDouble() : null,
                    when.zone().orElse(null),
                    when.schedule().stream().map(Window::of).toList(),
                    when.input()
                            .map(input -> new Input(input.device().orElse(null), input.input(), input.active()))
                            .orElse(null),
                    when.repetition()
                            .map(repetition -> new Count(repetition.times(), (int)
                                    repetition.within().toSeconds()))
                            .orElse(null));
        }
    }

    /** A part of the week; at or before {@code from}, {@code to} is on the next day. */
    @Schema(name = "RuleWindow")
    public record Window(
            @Schema(requiredMode = REQUIRED) List<DayOfWeek> days,

            @Schema(requiredMode = REQUIRED, type = "string", example = "22:00")
            LocalTime from,

            @Schema(requiredMode = REQUIRED, type = "string", example = "06:00")
            LocalTime to) {

        static Window of(WeeklyWindow window) {
            return new Window(window.days().stream().sorted().toList(), window.from(), window.to());
        }
    }

    /** A digital input that has changed. */
    @Schema(name = "RuleInput")
    public record Input(
            @Schema(nullable = true, description = "A camera or a recorder; any if it is left out")
            UUID deviceId,

            @Schema(requiredMode = REQUIRED) String input,
            @Schema(requiredMode = REQUIRED) Boolean active) {}

    /** How often it must have happened, counted for each camera. */
    @Schema(name = "RuleCount")
    public record Count(
            @Schema(requiredMode = REQUIRED) Integer times,
            @Schema(requiredMode = REQUIRED) Integer withinSeconds) {}

    /** A rule as it is. Secrets among the parameters are left out. */
    @Schema(name = "Rule")
    public record View(
            UUID id,
            String name,
            boolean enabled,
            When when,
            List<Map<String, Object>> then,
            long throttleSeconds,
            Instant createdAt,
            Instant updatedAt) {

        static View of(Rule rule) {
            return new View(
                    rule.id().value(),
                    rule.name(),
                    rule.enabled(),
                    When.of(rule.when()),
                    rule.then().stream().map(View::step).toList(),
                    rule.throttle().toSeconds(),
                    rule.createdAt(),
                    rule.updatedAt());
        }

        private static Map<String, Object> step(RuleStep step) {
            Map<String, Object> all = new TreeMap<>(step.parameters());
            all.put("action", step.action());
            return all;
        }
    }

    /** @throws InvalidFieldsException and other refusals that name what is wrong */
    Draft draft() {
        new Fields()
                .required("name", name, MOST_TEXT)
                .require(then != null && !then.isEmpty(), "then", "is missing")
                .range("throttleSeconds", throttleSeconds, 0, 86_400)
                .check();
        try {
            return new Draft(
                    name,
                    enabled == null || enabled,
                    when == null ? RuleCondition.of() : condition(when),
                    steps(),
                    Duration.ofSeconds(throttleSeconds == null ? 0 : throttleSeconds));
        } catch (IllegalArgumentException e) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "Not a rule: " + e.getMessage(), e);
        }
    }

    private List<RuleStep> steps() {
        List<RuleStep> steps = new ArrayList<>();
        for (Map<String, Object> each : then) {
            if (each == null || !(each.get("action") instanceof String action) || action.isBlank()) {
                throw new InvalidFieldsException("then", "each names an action");
            }
            Map<String, Object> parameters = new HashMap<>(each);
            parameters.remove("action");
            // As everywhere: null is absence.
            parameters.values().removeIf(value -> value == null);
            steps.add(new RuleStep(action, parameters));
        }
        return steps;
    }

    private static RuleCondition condition(When when) {
        texts("when.types", when.types());
        texts("when.labels", when.labels());
        new Fields().optional("when.zone", when.zone(), MOST_TEXT).check();
        return new RuleCondition(
                set(when.types()),
                when.cameraIds() == null ? Set.of() : Fields.ids("when.cameraIds", when.cameraIds(), CameraId::new),
                set(when.labels()),
                when.minConfidence() == null ? OptionalDouble.empty() : OptionalDouble.of(when.minConfidence()),
                Optional.ofNullable(when.zone()).filter(zone -> !zone.isBlank()),
                when.schedule() == null
                        ? List.of()
                        : when.schedule().stream().map(RuleBody::window).toList(),
                Optional.ofNullable(when.input()).map(RuleBody::input),
                Optional.ofNullable(when.count()).map(RuleBody::count));
    }

    private static WeeklyWindow window(Window window) {
        new Fields()
                .require(
                        window != null
                                && window.days() != null
                                && !window.days().contains(null)
                                && window.from() != null
                                && window.to() != null,
                        "when.schedule",
                        "each has days, from and to")
                .check();
        return new WeeklyWindow(new HashSet<>(window.days()), window.from(), window.to());
    }

    private static RuleCondition.Input input(Input input) {
        new Fields()
                .required("when.input.input", input.input(), MOST_TEXT)
                .require(input.active() != null, "when.input.active", "is missing")
                .check();
        return new RuleCondition.Input(Optional.ofNullable(input.deviceId()), input.input(), input.active());
    }

    private static RuleCondition.Repetition count(Count count) {
        new Fields()
                .require(count.times() != null, "when.count.times", "is missing")
                .require(count.withinSeconds() != null, "when.count.withinSeconds", "is missing")
                .check();
        return new RuleCondition.Repetition(count.times(), Duration.ofSeconds(count.withinSeconds()));
    }

    private static void texts(String field, List<String> texts) {
        Fields fields = new Fields();
        if (texts != null) {
            fields.require(texts.size() <= RuleCondition.MOST, field, "at most " + RuleCondition.MOST);
            texts.forEach(text -> fields.required(field, text, MOST_TEXT));
        }
        fields.check();
    }

    private static Set<String> set(List<String> texts) {
        return texts == null ? Set.of() : Set.copyOf(texts);
    }
}
