package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.RuleId;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rules have led to an event, in its data: a rule never sees what came of itself, and no chain is longer than
 * {@value #MOST}. Else two rules that publish could keep each other busy for ever.
 */
public final class RuleChain {

    /** Where it stands in {@link EventMessage#data()}. */
    public static final String NAME = "ruleChain";

    public static final int MOST = 8;

    private RuleChain() {}

    /** Whether the rule may act on the event. */
    static boolean allows(EventMessage event, RuleId rule) {
        List<String> chain = of(event);
        return chain.size() < MOST && !chain.contains(rule.toString());
    }

    /** The chain of an event that the rule publishes because of this one. */
    public static List<String> after(EventMessage event, RuleId rule) {
        List<String> chain = new ArrayList<>(of(event));
        chain.add(rule.toString());
        return List.copyOf(chain);
    }

    private static List<String> of(EventMessage event) {
        return event.data().get(NAME) instanceof List<?> chain
                ? chain.stream().map(String::valueOf).toList()
                : List.of();
    }
}
