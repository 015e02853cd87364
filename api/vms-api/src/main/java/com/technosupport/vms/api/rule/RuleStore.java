package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Rules, and what they have done and are to do. Every call may block for the database and throws {@link VmsException} with
 * {@link ErrorCode#STORE_UNAVAILABLE} while it is away. Safe for use by several threads.
 */
@ProviderType
public interface RuleStore {

    /** By name. */
    List<Rule> rules();

    Optional<Rule> rule(RuleId id);

    /** @throws VmsException {@link ErrorCode#ALREADY_EXISTS} when there is one of that name */
    void insert(Rule rule);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#ALREADY_EXISTS} */
    void update(Rule rule);

    /**
     * Forgets a rule and what it was still to do.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}
     */
    void delete(RuleId id);

    /**
     * Writes down what is to be done, all of it in one transaction; may be repeated. A rule that was done for the same camera
     * within its throttle, by the events' times, is left out.
     *
     * @param matches in the order of the events
     * @return what is new
     */
    List<RuleRun> plan(List<Match> matches, Instant now);

    /** Notes that a try begins; false when the run is not there any more, or over. */
    boolean begin(RuleRun.Key key, int attempt);

    /** Notes how a try has ended. */
    void finish(RuleRun.Key key, RuleRun.State state, Optional<Instant> nextTry, Optional<String> error, Instant now);

    /**
     * What is to be done now or was begun, oldest first.
     *
     * @param except actions that are left out
     */
    List<RuleRun> due(Instant now, Set<String> except, int limit);

    /**
     * The newest first.
     *
     * @param rule only of this one; empty for all
     */
    List<RuleRun> recent(Optional<RuleId> rule, int limit);

    /** Forgets what is over since before then, and throttles that are; tells how many runs. */
    int deleteFinished(Instant before);

    /** An event that is what a rule is about. */
    record Match(Rule rule, EnrichedEvent event) {

        public Match {
            Objects.requireNonNull(rule, "rule");
            Objects.requireNonNull(event, "event");
        }
    }
}
