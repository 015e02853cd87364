package com.technosupport.vms.rules.internal.alarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmQuery;
import com.technosupport.vms.api.rule.AlarmState;
import com.technosupport.vms.api.rule.AlarmTrigger;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.rules.internal.Await;
import com.technosupport.vms.rules.internal.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The life of alarms, and the server's own. */
class AlarmsTest {

    private static final OptionalInt ANYWAY = OptionalInt.empty();
    private static final Actor OPERATOR = new Actor("op", "192.0.2.1");

    private final MemoryAlarms store = new MemoryAlarms();
    private final List<String> audit = new CopyOnWriteArrayList<>();
    private final List<Alarm> told = new CopyOnWriteArrayList<>();
    private final AlarmService alarms = new AlarmService(
            store,
            new AuditLog() {
                @Override
                public void append(Entry entry) {
                    audit.add(entry.action() + " by " + entry.actor());
                }

                @Override
                public List<StoredEntry> newest(int limit, OptionalLong before) {
                    return List.of();
                }
            },
            Samples.CLOCK);

    AlarmsTest() {
        alarms.addListener(alarm -> {
            throw new IllegalStateException("a listener that fails keeps it from nobody");
        });
        alarms.addListener(told::add);
    }

    @AfterEach
    void stop() {
        alarms.stop();
    }

    private static AlarmTrigger trigger(String key, Optional<Duration> escalateAfter) {
        return new AlarmTrigger(
                key,
                "subject",
                "title",
                Severity.WARNING,
                Optional.empty(),
                Optional.of(Samples.GATE),
                Optional.of("gate"),
                Optional.empty(),
                Instant.parse("2026-11-22T10:00:00Z"),
                escalateAfter,
                Optional.of("Go and look"));
    }

    @Test
    void who_acts_on_what_has_changed_meanwhile_learns_who_was_quicker() {
        Actor ann = new Actor("ann", "");
        Alarm seen = alarms.raise(trigger("1", Optional.empty()));
        assertThat(seen.instructions()).contains("Go and look");
        assertThat(alarms.raise(trigger("2", Optional.empty())).revision())
                .as("a trigger is no reason to look again")
                .isEqualTo(seen.revision());
        OptionalInt revision = OptionalInt.of(seen.revision());
        Alarm acknowledged = alarms.acknowledge(ann, seen.id(), revision, "mine");
        assertThat(acknowledged.revision()).isEqualTo(seen.revision() + 1);
        assertThat(alarms.acknowledge(ann, seen.id(), revision, "mine"))
                .as("asked again since the answer was lost")
                .isEqualTo(acknowledged);
        assertThatThrownBy(() -> alarms.acknowledge(OPERATOR, seen.id(), revision, ""))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHANGED_MEANWHILE))
                .hasMessage("It was acknowledged by ann");
        assertThatThrownBy(() -> alarms.assign(OPERATOR, seen.id(), revision, Optional.of("bo"), ""))
                .hasMessage("It was acknowledged by ann");
        alarms.close(ann, seen.id(), OptionalInt.of(acknowledged.revision()), "");
        assertThatThrownBy(() -> alarms.close(OPERATOR, seen.id(), OptionalInt.of(acknowledged.revision()), ""))
                .hasMessage("It was closed by ann");
        assertThat(alarms.history(seen.id()))
                .extracting(Alarm.Step::kind)
                .containsExactly(Alarm.Kind.ACKNOWLEDGED, Alarm.Kind.CLOSED);
    }

    @Test
    void eachStepIsKeptToldAndAudited() {
        Alarm alarm = alarms.raise(trigger("1", Optional.empty()));
        alarms.raise(trigger("1", Optional.empty()));
        assertThat(told).as("the same trigger is told once").hasSize(1);
        assertThat(alarms.raise(trigger("2", Optional.empty())).count()).isEqualTo(2);
        Alarm seen = alarms.acknowledge(OPERATOR, alarm.id(), ANYWAY, "I go there");
        assertThat(seen.state()).isEqualTo(AlarmState.ACKNOWLEDGED);
        assertThat(seen.owner()).contains("op");
        assertThat(alarms.acknowledge(new Actor("other", ""), alarm.id(), ANYWAY, "")
                        .acknowledgedBy())
                .contains("op");
        assertThat(alarms.assign(OPERATOR, alarm.id(), ANYWAY, Optional.of("bo"), "")
                        .owner())
                .contains("bo");
        alarms.note(OPERATOR, alarm.id(), "a cat");
        Alarm closed = alarms.close(OPERATOR, alarm.id(), ANYWAY, "over");
        assertThat(closed.state()).isEqualTo(AlarmState.CLOSED);
        alarms.close(OPERATOR, alarm.id(), ANYWAY, "again");
        assertThatThrownBy(() -> alarms.acknowledge(OPERATOR, alarm.id(), ANYWAY, ""))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IN_USE));
        assertThat(alarms.history(alarm.id()))
                .extracting(Alarm.Step::kind)
                .containsExactly(Alarm.Kind.ACKNOWLEDGED, Alarm.Kind.ASSIGNED, Alarm.Kind.NOTED, Alarm.Kind.CLOSED);
        assertThat(audit)
                .containsExactly(
                        "alarm.raise by system",
                        "alarm.acknowledge by op",
                        "alarm.assign by op",
                        "alarm.note by op",
                        "alarm.close by op");
        assertThat(told).hasSize(6);
    }

    @Test
    void whatNobodyAcknowledgesBecomesMoreUrgent() throws Exception {
        Alarm alarm = alarms.raise(trigger("1", Optional.of(Duration.ofSeconds(1))));
        Await.until(
                () -> "it did not escalate",
                () -> alarms.alarm(alarm.id()).orElseThrow().escalated());
        assertThat(alarms.alarm(alarm.id()).orElseThrow().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(audit).contains("alarm.escalate by system");
    }

    /** A part that is ready or not. */
    private static final class Part implements HealthCheck {
        volatile Optional<String> problem = Optional.empty();
        volatile Optional<String> warning = Optional.empty();

        @Override
        public Optional<String> warning() {
            return warning;
        }

        @Override
        public String name() {
            return "disk";
        }

        @Override
        public Optional<String> problem() {
            return problem;
        }
    }

    private List<Alarm> open() {
        return alarms.alarms(AlarmQuery.newest(10, AlarmState.OPEN, AlarmState.ACKNOWLEDGED));
    }

    @Test
    void aPartThatIsNotReadyRaisesAnAlarmThatClosesItself() {
        SystemAlarms system = new SystemAlarms(alarms, Duration.ZERO, Duration.ZERO, Optional.empty(), Samples.CLOCK);
        Part disk = new Part();
        system.addCheck(disk);
        try {
            system.look();
            assertThat(open()).isEmpty();
            disk.problem = Optional.of("The disk is full");
            system.look();
            system.look();
            assertThat(open()).hasSize(1);
            assertThat(open().get(0).title()).isEqualTo("disk: The disk is full");
            assertThat(open().get(0).count()).isEqualTo(1);
            disk.problem = Optional.empty();
            system.look();
            assertThat(open()).isEmpty();
            assertThat(audit).containsExactly("alarm.raise by system", "alarm.close by system");
        } finally {
            system.stop();
        }
    }

    @Test
    void howUrgentAPartIsFollowsItsState() {
        SystemAlarms system = new SystemAlarms(alarms, Duration.ZERO, Duration.ZERO, Optional.empty(), Samples.CLOCK);
        Part disk = new Part();
        system.addCheck(disk);
        try {
            disk.warning = Optional.of("One of two fails");
            system.look();
            system.look();
            assertThat(open()).extracting(Alarm::title).containsExactly("disk: One of two fails");
            assertThat(open()).extracting(Alarm::severity).containsExactly(Severity.WARNING);
            Alarm known = alarms.acknowledge(OPERATOR, open().get(0).id(), ANYWAY, "I know");

            disk.problem = Optional.of("Both fail");
            system.look();
            assertThat(open()).extracting(Alarm::title).containsExactly("disk: Both fail");
            assertThat(open().get(0).severity()).isEqualTo(Severity.CRITICAL);
            assertThat(open().get(0).state()).as("told anew").isEqualTo(AlarmState.OPEN);
            assertThat(alarms.alarm(known.id()).orElseThrow().state()).isEqualTo(AlarmState.CLOSED);

            disk.problem = Optional.empty();
            system.look();
            assertThat(open()).extracting(Alarm::severity).containsExactly(Severity.WARNING);
            disk.warning = Optional.empty();
            system.look();
            assertThat(open()).isEmpty();
        } finally {
            system.stop();
        }
    }

    @Test
    void whatWasOpenWhenTheServerEndedIsClosedWhenItIsOver() {
        Part disk = new Part();
        disk.problem = Optional.of("The disk is full");
        SystemAlarms before = new SystemAlarms(alarms, Duration.ZERO, Duration.ZERO, Optional.empty(), Samples.CLOCK);
        before.addCheck(disk);
        before.look();
        before.stop();
        assertThat(open()).hasSize(1);
        disk.problem = Optional.empty();
        SystemAlarms after = new SystemAlarms(alarms, Duration.ZERO, Duration.ZERO, Optional.empty(), Samples.CLOCK);
        after.addCheck(disk);
        after.look();
        after.stop();
        assertThat(open()).isEmpty();
    }

    @Test
    void anAlarmAboutTheDatabaseIsToldAtOnceAndStoredWhenItIsBack() {
        SystemAlarms system = new SystemAlarms(alarms, Duration.ZERO, Duration.ZERO, Optional.empty(), Samples.CLOCK);
        Part database = new Part();
        database.problem = Optional.of("It does not answer");
        system.addCheck(database);
        try {
            store.away(true);
            system.look();
            system.look();
            assertThat(told).hasSize(1);
            assertThat(told.get(0).state()).isEqualTo(AlarmState.OPEN);
            database.problem = Optional.empty();
            system.look();
            store.away(false);
            system.look();
            assertThat(alarms.alarms(AlarmQuery.newest(10)))
                    .as("kept with its end")
                    .hasSize(1)
                    .allMatch(alarm -> alarm.id().equals(told.get(0).id()) && alarm.state() == AlarmState.CLOSED);
        } finally {
            system.stop();
        }
    }

    @Test
    void aDriverThatIsSuspect() {
        SystemAlarms system =
                new SystemAlarms(alarms, Duration.ofHours(1), Duration.ZERO, Optional.empty(), Samples.CLOCK);
        try {
            system.eventStored(
                    Samples.event("DriverSuspect", Optional.empty(), Instant.now(), Map.of("driver", "acme")));
            system.look();
            assertThat(open()).extracting(Alarm::title).containsExactly("The driver acme is suspect");
            system.eventStored(Samples.event(
                    "DriverSuspect", Optional.empty(), Instant.now(), Map.of("driver", "acme", "active", false)));
            system.look();
            assertThat(open()).isEmpty();
        } finally {
            system.stop();
        }
    }
}
