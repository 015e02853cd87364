package com.technosupport.vms.rules.internal.alarm;

import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmQuery;
import com.technosupport.vms.api.rule.AlarmState;
import com.technosupport.vms.api.rule.AlarmStore;
import com.technosupport.vms.api.rule.AlarmTrigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Alarms in memory; may be away. */
final class MemoryAlarms implements AlarmStore {

    private final Map<AlarmId, Alarm> alarms = new LinkedHashMap<>();
    private final Map<AlarmId, List<Alarm.Step>> steps = new LinkedHashMap<>();
    private final Set<String> keys = new HashSet<>();
    private boolean away;

    synchronized void away(boolean gone) {
        away = gone;
    }

    private void present() {
        if (away) {
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "The database is away");
        }
    }

    @Override
    public synchronized Raised raise(AlarmId id, AlarmTrigger trigger) {
        present();
        Optional<Alarm> open = open(trigger.subject());
        if (!keys.add(trigger.key())) {
            return new Raised(open.orElseThrow(), false, false);
        }
        Alarm alarm = new Alarm(
                open.map(Alarm::id).orElse(id),
                trigger.subject(),
                trigger.title(),
                trigger.severity(),
                open.map(Alarm::state).orElse(AlarmState.OPEN),
                trigger.rule(),
                trigger.camera(),
                trigger.cameraName(),
                trigger.event(),
                open.flatMap(Alarm::owner),
                open.map(Alarm::count).orElse(0) + 1,
                open.map(Alarm::raisedAt).orElse(trigger.time()),
                trigger.time(),
                trigger.escalateAfter().map(trigger.time()::plus),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                trigger.instructions(),
                open.map(Alarm::revision).orElse(0));
        alarms.put(alarm.id(), alarm);
        return new Raised(alarm, open.isEmpty(), true);
    }

    @Override
    public synchronized Alarm change(AlarmId id, UnaryOperator<Alarm> change, Alarm.Step step) {
        present();
        Alarm before = find(id).orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such alarm"));
        Alarm after = change.apply(before);
        if (!after.equals(before) || step.kind() == Alarm.Kind.NOTED) {
            steps.computeIfAbsent(id, key -> new ArrayList<>()).add(step);
        }
        alarms.put(id, after);
        return after;
    }

    @Override
    public synchronized Optional<Alarm> find(AlarmId id) {
        present();
        return Optional.ofNullable(alarms.get(id));
    }

    @Override
    public synchronized Optional<Alarm> open(String subject) {
        present();
        return alarms.values().stream()
                .filter(alarm -> alarm.subject().equals(subject) && alarm.state() != AlarmState.CLOSED)
                .findFirst();
    }

    @Override
    public synchronized List<Alarm> page(AlarmQuery query) {
        present();
        return alarms.values().stream()
                .filter(alarm -> query.states().isEmpty() || query.states().contains(alarm.state()))
                .toList();
    }

    @Override
    public synchronized List<Alarm.Step> history(AlarmId id) {
        return List.copyOf(steps.getOrDefault(id, List.of()));
    }

    @Override
    public synchronized List<Alarm> toEscalate(Instant now, int limit) {
        present();
        return alarms.values().stream()
                .filter(alarm -> alarm.state() == AlarmState.OPEN
                        && !alarm.escalated()
                        && alarm.escalateAt().filter(at -> !at.isAfter(now)).isPresent())
                .toList();
    }

    @Override
    public int deleteClosed(Instant before) {
        return 0;
    }
}
