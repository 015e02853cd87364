package com.technosupport.vms.rules.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleCondition;
import com.technosupport.vms.api.rule.RuleCondition.Input;
import com.technosupport.vms.api.rule.RuleCondition.Repetition;
import com.technosupport.vms.api.rule.WeeklyWindow;
import com.technosupport.vms.api.store.SiteStore;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whether a rule is about an event. */
class ConditionsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final Conditions conditions = new Conditions(new Places(
            new SiteStore() {
                @Override
                public List<Site> sites() {
                    return List.of(new Site(SiteId.DEFAULT, "Berlin", BERLIN, Instant.EPOCH));
                }

                @Override
                public void insert(Site site) {}

                @Override
                public void update(Site site) {}

                @Override
                public void delete(SiteId id) {}
            },
            Optional::empty));

    private static RuleCondition when(
            Set<String> labels, OptionalDouble confidence, String zone, List<WeeklyWindow> schedule, Input input) {
        return new RuleCondition(
                Set.of("PersonDetected", "DigitalInputChanged"),
                Set.of(Samples.GATE),
                labels,
                confidence,
                Optional.ofNullable(zone),
                schedule,
                Optional.ofNullable(input),
                Optional.empty());
    }

    private boolean holds(RuleCondition when, EnrichedEvent event) {
        return conditions.hold(Samples.rule("r", when, "a"), event);
    }

    private static EnrichedEvent person(String label, double confidence, Map<String, Object> data) {
        return Samples.event(
                "PersonDetected",
                Optional.of(Samples.GATE),
                Instant.parse("2026-11-22T10:00:00Z"),
                Optional.ofNullable(label),
                confidence < 0 ? OptionalDouble.empty() : OptionalDouble.of(confidence),
                Optional.empty(),
                data);
    }

    @Test
    void eachPartMustHold() {
        RuleCondition when = when(Set.of("person"), OptionalDouble.of(0.5), "door", List.of(), null);
        assertThat(holds(when, person("Person", 0.5, Map.of("zone", "door")))).isTrue();
        assertThat(holds(when, person("person", 0.9, Map.of("zones", List.of("yard", "door")))))
                .isTrue();
        assertThat(holds(when, person("dog", 0.9, Map.of("zone", "door")))).isFalse();
        assertThat(holds(when, person(null, 0.9, Map.of("zone", "door")))).isFalse();
        assertThat(holds(when, person("person", 0.49, Map.of("zone", "door")))).isFalse();
        assertThat(holds(when, person("person", -1, Map.of("zone", "door")))).isFalse();
        assertThat(holds(when, person("person", 0.9, Map.of("zone", "yard")))).isFalse();
        assertThat(holds(when, person("person", 0.9, Map.of()))).isFalse();
        assertThat(holds(RuleCondition.of("CarDetected"), person("person", 0.9, Map.of())))
                .isFalse();
        assertThat(holds(RuleCondition.of(), person("person", 0.9, Map.of()))).isTrue();
        assertThat(holds(when, Samples.event("PersonDetected", Optional.empty(), Instant.now(), Map.of())))
                .as("of no camera")
                .isFalse();
    }

    @Test
    void anInputOfADevice() {
        UUID recorder = UUID.randomUUID();
        Map<String, Object> data = Map.of("input", "1", "active", true, "nvrId", recorder.toString());
        EnrichedEvent closed = Samples.event("DigitalInputChanged", Optional.of(Samples.GATE), Instant.now(), data);
        assertThat(holds(input(Optional.empty(), "1", true), closed)).isTrue();
        assertThat(holds(input(Optional.of(recorder), "1", true), closed)).isTrue();
        assertThat(holds(input(Optional.of(Samples.GATE.value()), "1", true), closed))
                .isTrue();
        assertThat(holds(input(Optional.of(UUID.randomUUID()), "1", true), closed))
                .isFalse();
        assertThat(holds(input(Optional.empty(), "1", false), closed)).isFalse();
        assertThat(holds(input(Optional.empty(), "2", true), closed)).isFalse();
    }

    private static RuleCondition input(Optional<UUID> device, String input, boolean active) {
        return when(Set.of(), OptionalDouble.empty(), null, List.of(), new Input(device, input, active));
    }

    @Test
    void aPartOfTheWeekByTheClockOnTheWall() {
        // Saturday 22:00 to Sunday 02:30. Clocks in Berlin went back at 03:00 on 25 October 2026, and forward at 02:00
        // on
        // 29 March 2026: both Sundays.
        WeeklyWindow night = new WeeklyWindow(Set.of(DayOfWeek.SATURDAY), LocalTime.of(22, 0), LocalTime.of(2, 30));
        assertThat(at(night, "2026-10-24T19:59:59Z")).isFalse();
        assertThat(at(night, "2026-10-24T20:00:00Z")).isTrue();
        assertThat(at(night, "2026-10-25T00:29:59Z")).as("02:29:59 in summer").isTrue();
        assertThat(at(night, "2026-10-25T00:30:00Z")).as("02:30 in summer").isFalse();
        assertThat(at(night, "2026-10-25T01:00:00Z"))
                .as("02:00 again, in winter")
                .isTrue();
        assertThat(at(night, "2026-10-25T01:30:00Z")).as("02:30 in winter").isFalse();
        assertThat(at(night, "2026-03-29T00:59:59Z")).as("01:59:59 in winter").isTrue();
        assertThat(at(night, "2026-03-29T01:00:00Z")).as("03:00 in summer").isFalse();
        WeeklyWindow day = new WeeklyWindow(Set.of(DayOfWeek.MONDAY), LocalTime.MIDNIGHT, LocalTime.MIDNIGHT);
        assertThat(at(day, "2026-11-22T22:59:59Z")).isFalse();
        assertThat(at(day, "2026-11-22T23:00:00Z")).isTrue();
        assertThat(at(day, "2026-11-23T22:59:59Z")).isTrue();
        assertThat(at(day, "2026-11-23T23:00:00Z")).isFalse();
    }

    private boolean at(WeeklyWindow window, String time) {
        return holds(
                when(Set.of(), OptionalDouble.empty(), null, List.of(window), null),
                Samples.event("PersonDetected", Optional.of(Samples.GATE), Instant.parse(time), Map.of()));
    }

    @Test
    void aRuleNeverSeesWhatCameOfItself() {
        Rule rule = Samples.rule("r", RuleCondition.of(), "publish");
        EnrichedEvent first = Samples.event("A");
        List<String> chain = RuleChain.after(first.message(), rule.id());
        EnrichedEvent second = Samples.event("A", Optional.empty(), Instant.now(), Map.of(RuleChain.NAME, chain));
        assertThat(conditions.hold(rule, first)).isTrue();
        assertThat(conditions.hold(rule, second)).isFalse();
        assertThat(conditions.hold(Samples.rule("other", RuleCondition.of(), "publish"), second))
                .isTrue();
        List<String> longest = List.of("1", "2", "3", "4", "5", "6", "7", "8");
        assertThat(conditions.hold(
                        rule, Samples.event("A", Optional.empty(), Instant.now(), Map.of(RuleChain.NAME, longest))))
                .isFalse();
    }

    @Test
    void oftenEnoughWithinATime() {
        MemoryStore store = new MemoryStore();
        Rule rule = Samples.rule(
                "r",
                new RuleCondition(
                        Set.of("A"),
                        Set.of(),
                        Set.of(),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(new Repetition(3, Duration.ofSeconds(10)))),
                "a");
        Repetitions repetitions = new Repetitions(store::page, conditions::hold);
        Instant start = Instant.parse("2026-11-22T10:00:00Z");
        EnrichedEvent[] events = new EnrichedEvent[8];
        int[] seconds = {0, 4, 11, 13, 14, 15, 16, 40};
        for (int i = 0; i < events.length; i++) {
            events[i] = Samples.event("A", Optional.of(Samples.GATE), start.plusSeconds(seconds[i]), Map.of());
        }
        boolean[] wanted = {false, false, false, true, false, false, true, false};
        for (int i = 0; i < events.length; i++) {
            assertThat(repetitions.reached(rule, events[i])).as("event %s", i).isEqualTo(wanted[i]);
            assertThat(repetitions.reached(rule, events[i]))
                    .as("event %s again", i)
                    .isEqualTo(wanted[i]);
        }
        assertThat(repetitions.reached(
                        rule, Samples.event("A", Optional.of(Samples.YARD), start.plusSeconds(41), Map.of())))
                .as("each camera for itself")
                .isFalse();
        // After a start: the count is made anew of what is stored.
        Repetitions restarted = new Repetitions(store::page, conditions::hold);
        for (EnrichedEvent event : List.of(events[0], events[1], events[2], events[3])) {
            store.add(event);
        }
        assertThat(restarted.reached(rule, events[3])).isTrue();
    }
}
