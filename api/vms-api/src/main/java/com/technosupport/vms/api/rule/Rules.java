package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The rules of this server, for whoever administers them. What it gives out holds no secret: a secret parameter is left out. Every
 * change is in the audit log. Calls may block for the database: {@link ErrorCode#STORE_UNAVAILABLE}.
 */
@ProviderType
public interface Rules {

    /** By name. */
    List<Rule> rules();

    Optional<Rule> rule(RuleId id);

    /** @throws VmsException {@link ErrorCode#INVALID_REQUEST} with what is wrong, {@link ErrorCode#ALREADY_EXISTS} */
    Rule add(Actor actor, Draft draft);

    /**
     * Replaces a rule. A secret that is left out stays, where the step at that place is the same action.
     *
     * @throws VmsException as {@link #add}, and {@link ErrorCode#NOT_FOUND}
     */
    Rule update(Actor actor, RuleId id, Draft draft);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void remove(Actor actor, RuleId id);

    /** What a rule can do now, by name. */
    List<RuleAction> actions();

    /**
     * What a rule would have done with the events of some time, without doing it.
     *
     * @param to at most 31 days after {@code from}
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST}
     */
    DryRun dryRun(Draft draft, Instant from, Instant to);

    /**
     * What was done last, newest first.
     *
     * @param rule only of this one; empty for all
     */
    List<RuleRun> runs(Optional<RuleId> rule, int limit);

    /** A rule as it is to be. */
    record Draft(String name, boolean enabled, RuleCondition when, List<RuleStep> then, Duration throttle) {

        public Draft {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(when, "when");
            then = List.copyOf(then);
            Objects.requireNonNull(throttle, "throttle");
        }
    }

    /**
     * What came of a dry run.
     *
     * @param examined events that were looked at
     * @param matched how many of them the condition held for
     * @param throttled how many of these it was too soon after the last
     * @param fired those left, the oldest first; cut off after 1000
     * @param complete false where there were more events than are looked at in one go: then the oldest are missing
     */
    record DryRun(int examined, int matched, int throttled, List<EnrichedEvent> fired, boolean complete) {

        public DryRun {
            fired = List.copyOf(fired);
        }
    }
}
