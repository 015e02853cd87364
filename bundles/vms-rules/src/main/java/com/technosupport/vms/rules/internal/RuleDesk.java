package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.RuleStep;
import com.technosupport.vms.api.rule.RuleStore;
import com.technosupport.vms.api.rule.Rules;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.store.AuditLog;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds, changes and removes rules, each checked against the actions that are there. */
final class RuleDesk implements Rules {

    private final RuleStore store;
    private final Actions actions;
    private final StepSecrets secrets;
    private final AuditLog audit;
    private final DryRunner dryRunner;
    private final Runnable changed;
    private final Clock clock;

    /** @param changed told after each change */
    RuleDesk(
            RuleStore store,
            Actions actions,
            StepSecrets secrets,
            AuditLog audit,
            DryRunner dryRunner,
            Runnable changed,
            Clock clock) {
        this.store = store;
        this.actions = actions;
        this.secrets = secrets;
        this.audit = audit;
        this.dryRunner = dryRunner;
        this.changed = changed;
        this.clock = clock;
    }

    @Override
    public List<Rule> rules() {
        return store.rules().stream().map(RuleDesk::shown).toList();
    }

    @Override
    public Optional<Rule> rule(RuleId id) {
        return store.rule(id).map(RuleDesk::shown);
    }

    @Override
    public Rule add(Actor actor, Draft draft) {
        RuleId id = RuleId.next(clock);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Rule rule = built(id, draft, steps(id, draft, List.of()), now, now);
        store.insert(rule);
        return noted(actor, "rule.add", rule);
    }

    @Override
    public Rule update(Actor actor, RuleId id, Draft draft) {
        Rule before = store.rule(id).orElseThrow(RuleDesk::absent);
        Rule rule = built(
                id,
                draft,
                steps(id, draft, before.then()),
                before.createdAt(),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
        store.update(rule);
        return noted(actor, "rule.update", rule);
    }

    @Override
    public void remove(Actor actor, RuleId id) {
        Rule rule = store.rule(id).orElseThrow(RuleDesk::absent);
        store.delete(id);
        noted(actor, "rule.remove", rule);
    }

    @Override
    public List<RuleAction> actions() {
        return actions.all();
    }

    @Override
    public DryRun dryRun(Draft draft, Instant from, Instant to) {
        RuleId id = RuleId.next(clock);
        return dryRunner.run(built(id, draft, draft.then(), from, from), from, to);
    }

    @Override
    public List<RuleRun> runs(Optional<RuleId> rule, int limit) {
        return store.recent(rule, limit).stream().map(RuleDesk::shown).toList();
    }

    private Rule noted(Actor actor, String action, Rule rule) {
        changed.run();
        audit.append(new AuditLog.Entry(
                clock.instant(),
                actor.name(),
                action,
                rule.id().toString(),
                rule.name() + (rule.enabled() ? "" : " (disabled)"),
                actor.remote()));
        return shown(rule);
    }

    private static Rule built(RuleId id, Draft draft, List<RuleStep> then, Instant createdAt, Instant updatedAt) {
        try {
            return new Rule(
                    id,
                    draft.name().strip(),
                    draft.enabled(),
                    draft.when(),
                    then,
                    draft.throttle(),
                    createdAt,
                    updatedAt);
        } catch (IllegalArgumentException e) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, sentence(e), e);
        }
    }

    private List<RuleStep> steps(RuleId id, Draft draft, List<RuleStep> before) {
        List<RuleStep> steps = new ArrayList<>();
        for (int i = 0; i < draft.then().size(); i++) {
            RuleStep step = draft.then().get(i);
            RuleAction action = actions.named(step.action())
                    .orElseThrow(() -> new VmsException(
                            ErrorCode.INVALID_REQUEST, "The action " + step.action() + " is not installed"));
            Optional<Map<String, Object>> old =
                    i < before.size() && before.get(i).action().equals(step.action())
                            ? Optional.of(before.get(i).parameters())
                            : Optional.empty();
            Map<String, Object> sealed = secrets.seal(id, action, step.parameters(), old);
            // As it will be given to the action, with the secrets that stay.
            action.check(actions.parameters(action, secrets.open(id, action, sealed)));
            steps.add(new RuleStep(step.action(), sealed));
        }
        return steps;
    }

    private static Rule shown(Rule rule) {
        return new Rule(
                rule.id(),
                rule.name(),
                rule.enabled(),
                rule.when(),
                rule.then().stream().map(RuleDesk::shown).toList(),
                rule.throttle(),
                rule.createdAt(),
                rule.updatedAt());
    }

    private static RuleStep shown(RuleStep step) {
        return new RuleStep(step.action(), StepSecrets.hide(step.parameters()));
    }

    private static RuleRun shown(RuleRun run) {
        return new RuleRun(
                run.key(),
                run.ruleName(),
                shown(run.step()),
                run.state(),
                run.attempts(),
                run.nextTry(),
                run.lastError(),
                run.createdAt());
    }

    private static String sentence(IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        return Character.toUpperCase(message.charAt(0)) + message.substring(1);
    }

    private static VmsException absent() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such rule");
    }
}
