package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.RuleAction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The actions that are there now. */
final class Actions {

    private final Supplier<List<RuleAction>> installed;

    Actions(Supplier<List<RuleAction>> installed) {
        this.installed = installed;
    }

    Optional<RuleAction> named(String name) {
        return installed.get().stream()
                .filter(action -> action.name().equals(name))
                .findFirst();
    }

    /** By name; of two of one name, one. */
    List<RuleAction> all() {
        Map<String, RuleAction> byName = new TreeMap<>();
        installed.get().forEach(action -> byName.putIfAbsent(action.name(), action));
        return List.copyOf(byName.values());
    }

    /**
     * Each as its declaration says, with what holds where it was not given.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST}
     */
    Map<String, Object> parameters(RuleAction action, Map<String, Object> given) {
        Set<String> unknown = new HashSet<>(given.keySet());
        Map<String, Object> complete = new LinkedHashMap<>();
        for (ActionParameter parameter : action.parameters()) {
            unknown.remove(parameter.name());
            Object value = given.get(parameter.name());
            if (value != null) {
                complete.put(parameter.name(), parameter.checked(value));
            } else if (parameter.standard().isPresent()) {
                complete.put(parameter.name(), parameter.standard().get());
            } else if (parameter.required()) {
                throw new VmsException(ErrorCode.INVALID_REQUEST, "The parameter " + parameter.name() + " is missing");
            }
        }
        if (!unknown.isEmpty()) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST,
                    "The action " + action.name() + " has no parameter "
                            + unknown.iterator().next());
        }
        return new HashMap<>(complete);
    }
}
