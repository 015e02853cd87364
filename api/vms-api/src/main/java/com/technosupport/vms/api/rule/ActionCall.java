package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import java.util.Objects;

/**
 * Why an action is called.
 *
 * @param ruleName as it was called when the event came
 * @param index of the step in its rule, from 0
 * @param attempt from 1
 */
public record ActionCall(EventId event, RuleId rule, String ruleName, int index, int attempt) {

    public ActionCall {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(ruleName, "ruleName");
    }

    /** The same for every try of one step of one rule for one event, and for nothing else. Printable ASCII. */
    public String key() {
        return event + "." + rule + "." + index;
    }
}
