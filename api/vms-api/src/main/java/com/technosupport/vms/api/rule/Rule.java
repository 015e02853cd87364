package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.model.RuleId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is to be done when something happens.
 *
 * @param name as operators call it; unique, not blank
 * @param then done one beside the other: none waits for another
 * @param throttle after it was done for a camera, it is not done again for that camera for so long, by the events' own times;
 *     {@link Duration#ZERO} for each time; at most a day
 */
public record Rule(
        RuleId id,
        String name,
        boolean enabled,
        RuleCondition when,
        List<RuleStep> then,
        Duration throttle,
        Instant createdAt,
        Instant updatedAt) {

    /** Of the server's own rule, which keeps stills of events. It is in no list and cannot be changed. */
    public static final RuleId STILLS = RuleId.parse("00000000-0000-7000-8000-000000000002");

    /** The most that one rule does. */
    public static final int MOST_STEPS = 20;

    public Rule {
        Objects.requireNonNull(id, "id");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a rule has a name");
        }
        Objects.requireNonNull(when, "when");
        then = List.copyOf(then);
        if (then.isEmpty() || then.size() > MOST_STEPS) {
            throw new IllegalArgumentException("a rule does 1 to " + MOST_STEPS + " things");
        }
        if (throttle.isNegative() || throttle.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("a rule is throttled for a day at most");
        }
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
    }
}
