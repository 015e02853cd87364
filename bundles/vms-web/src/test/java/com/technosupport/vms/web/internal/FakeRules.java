package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmQuery;
import com.technosupport.vms.api.rule.AlarmState;
import com.technosupport.vms.api.rule.AlarmTrigger;
import com.technosupport.vms.api.rule.Alarms;
import com.technosupport.vms.api.rule.Mail;
import com.technosupport.vms.api.rule.MailSettings;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.Rules;
import com.technosupport.vms.api.security.Actor;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Rules, alarms and mail in memory. */
public final class FakeRules implements Rules, Alarms, Mail {

    public final Map<RuleId, Rule> stored = new LinkedHashMap<>();
    public final List<Alarm> raised = new ArrayList<>();
    public final List<String> done = new ArrayList<>();
    public Optional<MailSettings> mail = Optional.empty();
    private final Clock clock = Clock.systemUTC();

    /** Raises an alarm. */
    public Alarm alarm(String title, Optional<CameraId> camera) {
        Instant now = Instant.parse("2026-11-22T10:15:30Z").plusSeconds(raised.size());
        Alarm alarm = new Alarm(
                AlarmId.next(clock),
                title,
                title,
                Severity.WARNING,
                AlarmState.OPEN,
                Optional.empty(),
                camera,
                camera.map(id -> "camera"),
                Optional.empty(),
                Optional.empty(),
                1,
                now,
                now,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("Look"),
                raised.size());
        raised.add(alarm);
        return alarm;
    }

    private Alarm did(String what, Actor actor, AlarmId id, OptionalInt seen, String note) {
        if (seen.isPresent() && seen.getAsInt() != alarm(id).orElseThrow().revision()) {
            throw new VmsException(ErrorCode.CHANGED_MEANWHILE, "It was acknowledged by ann");
        }
        done.add(what + " by " + actor.name() + ": " + note);
        return alarm(id).orElseThrow();
    }

    @Override
    public Alarm raise(AlarmTrigger trigger) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Alarm acknowledge(Actor actor, AlarmId id, OptionalInt seen, String note) {
        return did("ack", actor, id, seen, note);
    }

    @Override
    public Alarm close(Actor actor, AlarmId id, OptionalInt seen, String note) {
        return did("close", actor, id, seen, note);
    }

    @Override
    public Alarm assign(Actor actor, AlarmId id, OptionalInt seen, Optional<String> owner, String note) {
        return did("assign " + owner.orElse("nobody"), actor, id, seen, note);
    }

    @Override
    public Alarm note(Actor actor, AlarmId id, String note) {
        return did("note", actor, id, OptionalInt.empty(), note);
    }

    @Override
    public Optional<Alarm> alarm(AlarmId id) {
        return raised.stream().filter(alarm -> alarm.id().equals(id)).findFirst();
    }

    @Override
    public List<Alarm> alarms(AlarmQuery query) {
        List<Alarm> found = new ArrayList<>(raised);
        Collections.reverse(found);
        return found.stream()
                .filter(alarm -> query.states().isEmpty() || query.states().contains(alarm.state()))
                .filter(alarm ->
                        query.severities().isEmpty() || query.severities().contains(alarm.severity()))
                .filter(alarm -> query.cameras().isEmpty()
                        || alarm.camera()
                                .filter(query.cameras().get()::contains)
                                .isPresent())
                .filter(alarm -> query.before().isEmpty()
                        || alarm.raisedAt().isBefore(query.before().get().raisedAt()))
                .limit(query.limit())
                .toList();
    }

    @Override
    public List<Alarm.Step> history(AlarmId id) {
        return List.of(new Alarm.Step(Instant.EPOCH, "system", Alarm.Kind.RAISED, "so"));
    }

    @Override
    public List<Rule> rules() {
        return List.copyOf(stored.values());
    }

    @Override
    public Optional<Rule> rule(RuleId id) {
        return Optional.ofNullable(stored.get(id));
    }

    @Override
    public Rule add(Actor actor, Draft draft) {
        return put(RuleId.next(clock), draft);
    }

    private Rule put(RuleId id, Draft draft) {
        Rule rule = new Rule(
                id,
                draft.name(),
                draft.enabled(),
                draft.when(),
                draft.then(),
                draft.throttle(),
                Instant.EPOCH,
                Instant.EPOCH);
        stored.put(id, rule);
        return rule;
    }

    @Override
    public Rule update(Actor actor, RuleId id, Draft draft) {
        if (!stored.containsKey(id)) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such rule");
        }
        return put(id, draft);
    }

    @Override
    public void remove(Actor actor, RuleId id) {
        if (stored.remove(id) == null) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such rule");
        }
    }

    @Override
    public List<RuleAction> actions() {
        return List.of(new RuleAction() {
            @Override
            public String name() {
                return "ring";
            }

            @Override
            public String description() {
                return "Rings a bell";
            }

            @Override
            public List<ActionParameter> parameters() {
                return List.of(
                        ActionParameter.wholeNumber("times", "How often", 1, 9, 2),
                        ActionParameter.secret("code", "Of the bell").must());
            }

            @Override
            public void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call) {}
        });
    }

    @Override
    public DryRun dryRun(Draft draft, Instant from, Instant to) {
        return new DryRun(7, 3, 1, List.of(), true);
    }

    @Override
    public List<RuleRun> runs(Optional<RuleId> rule, int limit) {
        return List.of();
    }

    @Override
    public Optional<MailSettings> settings() {
        return mail;
    }

    @Override
    public MailSettings change(Actor actor, MailSettings settings, Optional<String> password) {
        mail = Optional.of(settings);
        return settings;
    }

    @Override
    public void forget(Actor actor) {
        mail = Optional.empty();
    }

    @Override
    public void send(List<String> to, String subject, String text, String key, Optional<byte[]> picture) {
        done.add("mail to " + to);
    }
}
