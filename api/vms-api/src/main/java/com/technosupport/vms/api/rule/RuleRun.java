package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One step of one rule for one event, done or to be done.
 *
 * @param step as it stood in the rule when the event came
 * @param attempts that were begun
 * @param nextTry not before; empty when nothing more is done
 * @param lastError of the last try; empty when there was none
 */
public record RuleRun(
        Key key,
        String ruleName,
        RuleStep step,
        State state,
        int attempts,
        Optional<Instant> nextTry,
        Optional<String> lastError,
        Instant createdAt) {

    /** What makes it the same one. */
    public record Key(EventId event, RuleId rule, int index) {

        public Key {
            Objects.requireNonNull(event, "event");
            Objects.requireNonNull(rule, "rule");
        }
    }

    /** How far it is. */
    public enum State {
        /** To be done, for the first time or again. */
        PENDING,
        /** Begun; where the server was killed since, to be done again. */
        RUNNING,
        DONE,
        /** Given up. */
        FAILED
    }

    public RuleRun {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(ruleName, "ruleName");
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(nextTry, "nextTry");
        Objects.requireNonNull(lastError, "lastError");
        Objects.requireNonNull(createdAt, "createdAt");
    }
}
