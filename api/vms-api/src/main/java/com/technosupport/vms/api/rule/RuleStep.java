package com.technosupport.vms.api.rule;

import java.util.Map;

/**
 * One thing that a rule does.
 *
 * @param action a {@link RuleAction#name()}, of one that is there or not
 * @param parameters by the names that the action declares; texts, numbers and booleans. As stored, secrets among them are
 *     sealed
 */
public record RuleStep(String action, Map<String, Object> parameters) {

    public RuleStep {
        if (action.isBlank()) {
            throw new IllegalArgumentException("an action has a name");
        }
        parameters = Map.copyOf(parameters);
        for (Object value : parameters.values()) {
            if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
                throw new IllegalArgumentException("a parameter is a text, a number or a boolean");
            }
        }
    }

    /** Without the parameters, which may hold secrets. */
    @Override
    public String toString() {
        return "RuleStep[" + action + "]";
    }
}
