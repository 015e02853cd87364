package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something that a rule can do. Registered as a service; may come and go: what waits for it is done when it is back. Called by
 * several threads.
 *
 * <p>A call may come again with the same {@link ActionCall#key()}, when the server was killed before it was noted that the call
 * had returned: doing it twice must be as good as once, or be made so by whoever is told, with the key's help.
 */
@ConsumerType
public interface RuleAction {

    /** As rules name it, such as {@code webhook}; lower case, stable, one of its kind. */
    String name();

    /** A sentence for whoever writes a rule. */
    String description();

    /** What it wants to be told. What is not declared here is refused. */
    List<ActionParameter> parameters();

    /** How it is called. */
    default Policy policy() {
        return Policy.DEFAULT;
    }

    /**
     * Looks for what the declarations alone do not show, before a rule is stored.
     *
     * @param parameters each as its declaration says, with what holds where it was not given
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} with a sentence for whoever writes the rule
     */
    default void check(Map<String, Object> parameters) {}

    /**
     * Does it. Blocks, and ends soon when its thread is interrupted, which is how a time limit is kept.
     *
     * @param parameters as for {@link #check}, secrets in clear
     * @throws VmsException whether it is tried again depends on the code: a fault of the caller
     *     ({@link ErrorCode.Blame#CALLER}) or {@link ErrorCode#NOT_SUPPORTED} stays one, all others may pass. The message is
     *     kept and shown
     */
    void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call) throws InterruptedException;

    /**
     * How an action is called.
     *
     * @param timeLimit of one call
     * @param attempts how often it is tried at most, the first time included; tries that ended with the server count
     * @param firstWait before the second try; then twice as long each time, up to an hour
     * @param usefulFor after that time from the event's arrival it is not begun any more, since it would do harm or no good, as
     *     opening a gate for somebody who has left; empty for ever
     */
    record Policy(Duration timeLimit, int attempts, Duration firstWait, Optional<Duration> usefulFor) {

        /** Half a minute, three times, whenever. */
        public static final Policy DEFAULT =
                new Policy(Duration.ofSeconds(30), 3, Duration.ofSeconds(2), Optional.empty());

        public Policy {
            if (timeLimit.isNegative() || timeLimit.isZero() || attempts < 1 || firstWait.isNegative()) {
                throw new IllegalArgumentException("an action is tried once at least, for some time");
            }
            Objects.requireNonNull(usefulFor, "usefulFor");
        }
    }
}
