package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleCondition;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.RuleRun.State;
import com.technosupport.vms.api.rule.RuleStep;
import com.technosupport.vms.api.rule.RuleStore.Match;
import com.technosupport.vms.api.rule.WeeklyWindow;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;

/** What the store of rules promises, on a store with nothing in it. Called by the tests of the stores, for each server. */
final class RuleContract {

    private static final CameraId GATE = CameraId.next(Samples.CLOCK);

    private RuleContract() {}

    static void rules(Database database) {
        PostgresRuleStore store = new PostgresRuleStore(database);
        assertThat(store.rules()).isEmpty();
        Rule full = new Rule(
                RuleId.next(Samples.CLOCK),
                "Door \"at\" night",
                true,
                new RuleCondition(
                        Set.of("PersonDetected", "DoorOpened"),
                        Set.of(GATE, CameraId.next(Samples.CLOCK)),
                        Set.of("person", "{a,b}"),
                        OptionalDouble.of(0.75),
                        Optional.of("the door"),
                        List.of(new WeeklyWindow(
                                Set.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY), LocalTime.of(22, 30), LocalTime.MIDNIGHT)),
                        Optional.of(new RuleCondition.Input(Optional.of(UUID.randomUUID()), "in 1", false)),
                        Optional.of(new RuleCondition.Repetition(3, Duration.ofSeconds(90)))),
                List.of(
                        new RuleStep("webhook", Map.of("url", "https://example.org/?a=\"b\"", "on", true)),
                        new RuleStep("alarm", Map.of("level", "x'\\ü"))),
                Duration.ofSeconds(60),
                Samples.NOW,
                Samples.NOW);
        store.insert(full);
        assertThat(store.rules()).containsExactly(full);
        assertThat(store.rule(full.id())).contains(full);
        Rule bare = rule("another", Duration.ZERO);
        store.insert(bare);
        assertThat(store.rules()).containsExactly(bare, full);
        assertFails(ErrorCode.ALREADY_EXISTS, () -> store.insert(rule("another", Duration.ZERO)));
        Rule renamed = new Rule(
                bare.id(), "zebra", false, full.when(), full.then(), Duration.ZERO, bare.createdAt(), Samples.NOW);
        store.update(renamed);
        assertThat(store.rules()).containsExactly(full, renamed);
        assertFails(ErrorCode.NOT_FOUND, () -> store.update(rule("none", Duration.ZERO)));
        assertFails(
                ErrorCode.ALREADY_EXISTS,
                () -> store.update(new Rule(
                        bare.id(),
                        full.name(),
                        true,
                        full.when(),
                        full.then(),
                        Duration.ZERO,
                        Samples.NOW,
                        Samples.NOW)));
        store.delete(full.id());
        assertFails(ErrorCode.NOT_FOUND, () -> store.delete(full.id()));
        assertThat(store.rule(full.id())).isEmpty();
    }

    static void runs(Database database) {
        PostgresRuleStore store = new PostgresRuleStore(database);
        Rule rule = rule("each", Duration.ZERO);
        store.insert(rule);
        Instant now = Samples.NOW;
        EnrichedEvent event = event(now);
        List<RuleRun> planned = store.plan(List.of(new Match(rule, event)), now);
        assertThat(planned).extracting(run -> run.step().action()).containsExactly("first", "second");
        assertThat(store.plan(List.of(new Match(rule, event)), now)).as("known").isEmpty();
        assertThat(store.due(now, Set.of(), 10)).isEqualTo(planned);
        assertThat(store.due(now.minusMillis(1), Set.of(), 10)).isEmpty();
        assertThat(store.due(now, Set.of("first"), 10)).containsExactly(planned.get(1));
        assertThat(store.due(now, Set.of(), 1)).hasSize(1);

        RuleRun.Key first = planned.get(0).key();
        assertThat(store.begin(first, 1)).isTrue();
        assertThat(store.begin(first, 1)).as("begun by another").isFalse();
        assertThat(store.due(now, Set.of(), 10).get(0))
                .as("what was begun comes again after a crash")
                .matches(run -> run.state() == State.RUNNING && run.attempts() == 1);
        store.finish(first, State.PENDING, Optional.of(now.plusSeconds(5)), Optional.of("no\0answer"), now);
        assertThat(store.due(now, Set.of(), 10)).containsExactly(planned.get(1));
        RuleRun again = store.due(now.plusSeconds(5), Set.of(), 10).get(1);
        assertThat(again.lastError()).contains("noanswer");
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(store.begin(first, 2)).isTrue();
        store.finish(first, State.DONE, Optional.empty(), Optional.empty(), now);
        assertThat(store.begin(first, 3)).as("it is over").isFalse();
        store.finish(first, State.FAILED, Optional.empty(), Optional.of("late"), now);
        assertThat(store.recent(Optional.of(rule.id()), 10))
                .filteredOn(run -> run.key().equals(first))
                .allMatch(run -> run.state() == State.DONE && run.lastError().isEmpty());
        assertThat(store.recent(Optional.of(RuleId.next(Samples.CLOCK)), 10)).isEmpty();

        assertThat(store.deleteFinished(now)).isZero();
        assertThat(store.deleteFinished(now.plusSeconds(1))).isEqualTo(1);
        store.delete(rule.id());
        assertThat(store.recent(Optional.empty(), 10))
                .as("nothing is left to do")
                .isEmpty();
        assertThat(store.plan(List.of(new Match(rule, event(now))), now))
                .as("of a rule that is gone")
                .isEmpty();
        Rule stills = new Rule(Rule.STILLS, "s", true, rule.when(), rule.then(), Duration.ZERO, now, now);
        assertThat(store.plan(List.of(new Match(stills, event(now))), now)).hasSize(2);
    }

    static void throttles(Database database) {
        PostgresRuleStore store = new PostgresRuleStore(database);
        Rule rule = rule("seldom", Duration.ofSeconds(60));
        store.insert(rule);
        Instant start = Samples.NOW;
        EnrichedEvent first = event(start);
        assertThat(plan(store, rule, first)).isTrue();
        assertThat(plan(store, rule, event(start.plusSeconds(59)))).isFalse();
        assertThat(plan(store, rule, event(start.minusSeconds(59))))
                .as("came late")
                .isFalse();
        assertThat(plan(store, rule, event(start.minusSeconds(61))))
                .as("came very late")
                .isTrue();
        assertThat(plan(store, rule, event(start.plusSeconds(59))))
                .as("one that came late moves nothing")
                .isFalse();
        assertThat(plan(store, rule, event(start.plusSeconds(60)))).isTrue();
        assertThat(plan(store, rule, first)).as("known").isFalse();
        assertThat(plan(store, rule, event(start, Optional.of(CameraId.next(Samples.CLOCK)))))
                .as("another camera")
                .isTrue();
        assertThat(plan(store, rule, event(start, Optional.empty()))).isTrue();
        assertThat(plan(store, rule, event(start, Optional.empty()))).isFalse();
    }

    private static boolean plan(PostgresRuleStore store, Rule rule, EnrichedEvent event) {
        return !store.plan(List.of(new Match(rule, event)), Samples.NOW).isEmpty();
    }

    static void settings(Database database) {
        PostgresSettingStore store = new PostgresSettingStore(database);
        assertThat(store.settings("mail")).isEmpty();
        store.replace("mail", Map.of("host", "a", "port", "25"));
        store.replace("other", Map.of("host", "b"));
        store.replace("mail", Map.of("host", "c", "user", "u"));
        assertThat(store.settings("mail")).isEqualTo(Map.of("host", "c", "user", "u"));
        store.replace("mail", Map.of());
        assertThat(store.settings("mail")).isEmpty();
        assertThat(store.settings("other")).isEqualTo(Map.of("host", "b"));
    }

    private static Rule rule(String name, Duration throttle) {
        return new Rule(
                RuleId.next(Samples.CLOCK),
                name,
                true,
                RuleCondition.of(),
                List.of(new RuleStep("first", Map.of("a", "b")), new RuleStep("second", Map.of())),
                throttle,
                Samples.NOW,
                Samples.NOW);
    }

    private static EnrichedEvent event(Instant time) {
        return event(time, Optional.of(GATE));
    }

    private static EnrichedEvent event(Instant time, Optional<CameraId> camera) {
        return new EnrichedEvent(
                new EventMessage(
                        EventId.next(Samples.CLOCK),
                        "PersonDetected",
                        camera,
                        "test",
                        time,
                        Optional.empty(),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()),
                Optional.empty(),
                Optional.empty(),
                Severity.INFO,
                Optional.empty(),
                time);
    }

    private static void assertFails(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
