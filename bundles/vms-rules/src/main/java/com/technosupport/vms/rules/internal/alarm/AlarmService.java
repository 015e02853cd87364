package com.technosupport.vms.rules.internal.alarm;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmListener;
import com.technosupport.vms.api.rule.AlarmQuery;
import com.technosupport.vms.api.rule.AlarmState;
import com.technosupport.vms.api.rule.AlarmStore;
import com.technosupport.vms.api.rule.AlarmTrigger;
import com.technosupport.vms.api.rule.Alarms;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.rules.internal.NamedThreads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of alarms. One thread, {@code vms-alarms}, makes those more urgent that nobody acknowledges. */
@Component(
        service = {Alarms.class, AlarmService.class},
        immediate = true)
public final class AlarmService implements Alarms {

    private static final Logger LOG = LoggerFactory.getLogger(AlarmService.class);
    private static final int LOOK_SECONDS = 2;
    private static final int BATCH = 100;
    private static final Actor SYSTEM = new Actor("system", "");

    private final AlarmStore store;
    private final AuditLog audit;
    private final Clock clock;
    private final List<AlarmListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new NamedThreads("vms-alarms"));

    @Activate
    public AlarmService(@Reference AlarmStore store, @Reference AuditLog audit) {
        this(store, audit, Clock.systemUTC());
    }

    AlarmService(AlarmStore store, AuditLog audit, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
        // What it throws is logged where it happens.
        var unused = thread.scheduleWithFixedDelay(this::escalate, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    @Deactivate
    void stop() {
        NamedThreads.end(thread, "vms-alarms", Duration.ofSeconds(10));
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addListener(AlarmListener listener) {
        listeners.add(listener);
    }

    void removeListener(AlarmListener listener) {
        listeners.remove(listener);
    }

    @Override
    public Alarm raise(AlarmTrigger trigger) {
        return raise(AlarmId.next(clock), trigger);
    }

    /** @param id if it is new */
    Alarm raise(AlarmId id, AlarmTrigger trigger) {
        AlarmStore.Raised raised = store.raise(id, trigger);
        if (raised.isNew()) {
            note(SYSTEM, "alarm.raise", raised.alarm(), raised.alarm().title());
        }
        if (raised.counted()) {
            tell(raised.alarm());
        }
        return raised.alarm();
    }

    @Override
    public Alarm acknowledge(Actor actor, AlarmId id, OptionalInt seen, String note) {
        Instant now = now();
        return change(actor, id, Alarm.Kind.ACKNOWLEDGED, "alarm.acknowledge", note, now, alarm -> {
            if (alarm.state() != AlarmState.ACKNOWLEDGED || !by(actor, alarm.acknowledgedBy())) {
                requireUnchanged(alarm, seen);
            }
            requireOpen(alarm);
            return alarm.state() == AlarmState.ACKNOWLEDGED ? alarm : Changes.acknowledged(alarm, actor.name(), now);
        });
    }

    @Override
    public Alarm close(Actor actor, AlarmId id, OptionalInt seen, String note) {
        Instant now = now();
        return change(actor, id, Alarm.Kind.CLOSED, "alarm.close", note, now, alarm -> {
            if (alarm.state() != AlarmState.CLOSED || !by(actor, alarm.closedBy())) {
                requireUnchanged(alarm, seen);
            }
            return alarm.state() == AlarmState.CLOSED ? alarm : Changes.closed(alarm, actor.name(), now);
        });
    }

    @Override
    public Alarm assign(Actor actor, AlarmId id, OptionalInt seen, Optional<String> owner, String note) {
        String whom = owner.map(name -> "to " + name).orElse("to nobody");
        return change(
                actor,
                id,
                Alarm.Kind.ASSIGNED,
                "alarm.assign",
                note.isBlank() ? whom : whom + ": " + note,
                now(),
                alarm -> {
                    requireOpen(alarm);
                    if (!alarm.owner().equals(owner)) {
                        requireUnchanged(alarm, seen);
                    }
                    return alarm.owner().equals(owner) ? alarm : Changes.owned(alarm, owner);
                });
    }

    @Override
    public Alarm note(Actor actor, AlarmId id, String note) {
        return change(actor, id, Alarm.Kind.NOTED, "alarm.note", note, now(), alarm -> alarm);
    }

    /** Who asks again since the answer was lost was not forestalled by himself. */
    private static boolean by(Actor actor, Optional<String> who) {
        return who.equals(Optional.of(actor.name()));
    }

    /** Says who was quicker: two operators look at the same list. */
    private static void requireUnchanged(Alarm alarm, OptionalInt seen) {
        if (seen.isEmpty() || seen.getAsInt() == alarm.revision()) {
            return;
        }
        throw new VmsException(
                ErrorCode.CHANGED_MEANWHILE,
                switch (alarm.state()) {
                    case CLOSED -> "It was closed by " + alarm.closedBy().orElse("somebody");
                    case ACKNOWLEDGED ->
                        "It was acknowledged by "
                                + alarm.acknowledgedBy().orElse("somebody")
                                + alarm.owner()
                                        .filter(owner -> !alarm.acknowledgedBy().equals(Optional.of(owner)))
                                        .map(owner -> " and is seen to by " + owner)
                                        .orElse("");
                    case OPEN ->
                        alarm.owner()
                                .map(owner -> "It was given to " + owner)
                                .orElse("It has changed since it was read");
                });
    }

    private static void requireOpen(Alarm alarm) {
        if (alarm.state() == AlarmState.CLOSED) {
            throw new VmsException(ErrorCode.IN_USE, "The alarm is closed");
        }
    }

    private Alarm change(
            Actor actor,
            AlarmId id,
            Alarm.Kind kind,
            String action,
            String note,
            Instant now,
            UnaryOperator<Alarm> change) {
        boolean[] changed = {kind == Alarm.Kind.NOTED};
        Alarm alarm = store.change(
                id,
                before -> {
                    Alarm after = change.apply(before);
                    changed[0] |= !after.equals(before);
                    return after;
                },
                new Alarm.Step(now, actor.name(), kind, note));
        if (changed[0]) {
            note(actor, action, alarm, note);
            tell(alarm);
        }
        return alarm;
    }

    @Override
    public Optional<Alarm> alarm(AlarmId id) {
        return store.find(id);
    }

    @Override
    public List<Alarm> alarms(AlarmQuery query) {
        return store.page(query);
    }

    @Override
    public List<Alarm.Step> history(AlarmId id) {
        return store.history(id);
    }

    /** The one of that subject that is not closed. */
    Optional<Alarm> open(String subject) {
        return store.open(subject);
    }

    private void escalate() {
        try {
            Instant now = now();
            for (Alarm due : store.toEscalate(now, BATCH)) {
                change(
                        SYSTEM,
                        due.id(),
                        Alarm.Kind.ESCALATED,
                        "alarm.escalate",
                        "Nobody has acknowledged it",
                        now,
                        alarm -> alarm.state() != AlarmState.OPEN || alarm.escalated()
                                ? alarm
                                : Changes.escalated(alarm, Severity.CRITICAL));
            }
        } catch (VmsException e) {
            LOG.debug("Alarms escalate later", e);
        } catch (RuntimeException e) {
            LOG.warn("Alarms could not be escalated", e);
        }
    }

    /** Tells everybody; one that fails keeps it from nobody else. */
    void tell(Alarm alarm) {
        for (AlarmListener listener : listeners) {
            try {
                listener.alarmChanged(alarm);
            } catch (RuntimeException e) {
                LOG.warn("{} could not be told of an alarm", listener.getClass().getName(), e);
            }
        }
    }

    private void note(Actor actor, String action, Alarm alarm, String detail) {
        audit.append(new AuditLog.Entry(
                clock.instant(),
                actor.name(),
                action,
                alarm.id().toString(),
                detail.isBlank() ? alarm.title() : detail,
                actor.remote()));
    }

    /** As the database keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
