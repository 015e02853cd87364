package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmQuery;
import com.technosupport.vms.api.rule.AlarmState;
import com.technosupport.vms.api.rule.AlarmStore.Raised;
import com.technosupport.vms.api.rule.AlarmTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What the store of alarms promises, on a store with nothing in it. Called by the tests of the stores, for each server. */
final class AlarmContract {

    private static final CameraId GATE = CameraId.next(Samples.CLOCK);
    private static final RuleId RULE = RuleId.next(Samples.CLOCK);

    private AlarmContract() {}

    static void alarms(Database database) throws Exception {
        PostgresAlarmStore store = new PostgresAlarmStore(database);
        Instant now = Samples.NOW;
        AlarmTrigger trigger = trigger("k1", "s", Severity.WARNING, now);
        Raised first = store.raise(AlarmId.next(Samples.CLOCK), trigger);
        assertThat(first.isNew()).isTrue();
        assertThat(store.find(first.alarm().id())).contains(first.alarm());
        assertThat(store.open("s")).contains(first.alarm());
        Raised again = store.raise(AlarmId.next(Samples.CLOCK), trigger);
        assertThat(again.counted()).as("the same trigger").isFalse();
        assertThat(again.alarm()).isEqualTo(first.alarm());
        Raised second =
                store.raise(AlarmId.next(Samples.CLOCK), trigger("k2", "s", Severity.CRITICAL, now.plusSeconds(9)));
        assertThat(second.isNew()).isFalse();
        assertThat(second.alarm().id()).isEqualTo(first.alarm().id());
        assertThat(second.alarm().count()).isEqualTo(2);
        assertThat(second.alarm().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(second.alarm().lastAt()).isEqualTo(now.plusSeconds(9));
        Raised other = store.raise(
                AlarmId.next(Samples.CLOCK),
                new AlarmTrigger(
                        "k3",
                        "system:disk",
                        "no \0 room",
                        Severity.INFO,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        now.plusSeconds(1),
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.of("Make\nroom")));
        assertThat(store.page(AlarmQuery.newest(10)))
                .extracting(Alarm::id)
                .containsExactly(other.alarm().id(), first.alarm().id());
        assertThat(store.page(new AlarmQuery(Set.of(), Set.of(), Optional.of(Set.of(GATE)), Optional.empty(), 10)))
                .extracting(Alarm::id)
                .containsExactly(first.alarm().id());
        assertThat(store.page(new AlarmQuery(
                        Set.of(),
                        Set.of(),
                        Optional.empty(),
                        Optional.of(new AlarmQuery.Place(
                                other.alarm().raisedAt(), other.alarm().id())),
                        10)))
                .extracting(Alarm::id)
                .containsExactly(first.alarm().id());
        assertThat(store.page(
                        new AlarmQuery(Set.of(), Set.of(Severity.CRITICAL), Optional.empty(), Optional.empty(), 10)))
                .extracting(Alarm::id)
                .containsExactly(first.alarm().id());
        assertThat(store.find(other.alarm().id()).flatMap(Alarm::instructions)).contains("Make\nroom");
        assertThat(store.toEscalate(now.plusSeconds(300), 10)).isEmpty();
        assertThat(store.toEscalate(now.plusSeconds(301), 10))
                .extracting(Alarm::id)
                .containsExactly(other.alarm().id());

        AlarmId id = first.alarm().id();
        Alarm.Step step = new Alarm.Step(now, "op", Alarm.Kind.CLOSED, "n\0ote");
        Alarm closed = store.change(id, alarm -> closed(alarm, now), step);
        assertThat(store.find(id)).contains(closed);
        store.change(id, alarm -> alarm, step);
        store.change(id, alarm -> alarm, new Alarm.Step(now, "op", Alarm.Kind.NOTED, "seen"));
        assertThat(store.history(id))
                .extracting(Alarm.Step::kind)
                .containsExactly(Alarm.Kind.RAISED, Alarm.Kind.CLOSED, Alarm.Kind.NOTED);
        assertThatThrownBy(() -> store.change(AlarmId.next(Samples.CLOCK), alarm -> alarm, step))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(store.page(AlarmQuery.newest(10, AlarmState.OPEN, AlarmState.ACKNOWLEDGED)))
                .extracting(Alarm::id)
                .containsExactly(other.alarm().id());
        Raised next = store.raise(AlarmId.next(Samples.CLOCK), trigger("k4", "s", Severity.INFO, now));
        assertThat(next.isNew()).as("what was closed is not opened again").isTrue();
        assertThat(next.alarm().id()).isNotEqualTo(id);
        assertThat(store.deleteClosed(now)).isZero();
        assertThat(store.deleteClosed(now.plusSeconds(1))).isEqualTo(1);
        assertThat(store.find(id)).isEmpty();
        manyAtOnce(store, now);
    }

    private static void manyAtOnce(PostgresAlarmStore store, Instant now) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Raised>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String key = "m" + i;
                all.add(threads.submit(
                        () -> store.raise(AlarmId.next(Samples.CLOCK), trigger(key, "many", Severity.INFO, now))));
            }
            int opened = 0;
            for (Future<Raised> each : all) {
                opened += each.get().isNew() ? 1 : 0;
            }
            assertThat(opened).isEqualTo(1);
            assertThat(store.open("many").orElseThrow().count()).isEqualTo(40);
        } finally {
            threads.shutdownNow();
        }
    }

    private static AlarmTrigger trigger(String key, String subject, Severity severity, Instant time) {
        return new AlarmTrigger(
                key,
                subject,
                "Somebody at the gate",
                severity,
                Optional.of(RULE),
                Optional.of(GATE),
                Optional.of("gate"),
                Optional.of(EventId.next(Samples.CLOCK)),
                time,
                Optional.empty(),
                Optional.empty());
    }

    static Alarm closed(Alarm alarm, Instant now) {
        return new Alarm(
                alarm.id(),
                alarm.subject(),
                alarm.title(),
                alarm.severity(),
                AlarmState.CLOSED,
                alarm.rule(),
                alarm.camera(),
                alarm.cameraName(),
                alarm.event(),
                Optional.of("op"),
                alarm.count(),
                alarm.raisedAt(),
                alarm.lastAt(),
                alarm.escalateAt(),
                alarm.escalated(),
                Optional.of("op"),
                Optional.of(now),
                Optional.of("op"),
                Optional.of(now),
                alarm.instructions(),
                alarm.revision() + 1);
    }
}
