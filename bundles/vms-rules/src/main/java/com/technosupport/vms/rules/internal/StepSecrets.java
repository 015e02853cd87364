package com.technosupport.vms.rules.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.ActionParameter.Kind;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.api.security.CredentialVault;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Seals the secrets among a step's parameters before they are stored. One that is moved to another rule does not open. */
final class StepSecrets {

    /** What is sealed says so, so that what an action declares to be secret only later is not taken for it. */
    private static final String MARK = "sealed:";

    private final CredentialVault vault;

    StepSecrets(CredentialVault vault) {
        this.vault = vault;
    }

    /** @param before of the step in its place until now: what it had and is left out stays */
    Map<String, Object> seal(
            RuleId rule, RuleAction action, Map<String, Object> given, Optional<Map<String, Object>> before) {
        Map<String, Object> sealed = new HashMap<>(given);
        for (String name : secrets(action)) {
            Object value = given.get(name);
            if (value instanceof String text && !text.isEmpty()) {
                byte[] bytes = vault.seal(text.getBytes(UTF_8), context(rule, name));
                sealed.put(name, MARK + Base64.getEncoder().encodeToString(bytes));
            } else {
                sealed.remove(name);
                before.map(parameters -> parameters.get(name)).ifPresent(kept -> sealed.put(name, kept));
            }
        }
        return sealed;
    }

    /** @throws VmsException {@link ErrorCode#INTERNAL} when one does not open */
    Map<String, Object> open(RuleId rule, RuleAction action, Map<String, Object> stored) {
        Map<String, Object> opened = new HashMap<>(stored);
        for (String name : secrets(action)) {
            if (stored.get(name) instanceof String text && text.startsWith(MARK)) {
                byte[] bytes;
                try {
                    bytes = Base64.getDecoder().decode(text.substring(MARK.length()));
                } catch (IllegalArgumentException e) {
                    throw new VmsException(ErrorCode.INTERNAL, "A secret of the rule was changed in the database", e);
                }
                opened.put(name, new String(vault.open(bytes, context(rule, name)), UTF_8));
            }
        }
        return opened;
    }

    /** Without secrets, whether the action is there and says so or not. */
    static Map<String, Object> hide(Map<String, Object> stored) {
        Map<String, Object> shown = new HashMap<>(stored);
        shown.values().removeIf(value -> value instanceof String text && text.startsWith(MARK));
        return shown;
    }

    private static List<String> secrets(RuleAction action) {
        return action.parameters().stream()
                .filter(parameter -> parameter.kind() == Kind.SECRET)
                .map(ActionParameter::name)
                .toList();
    }

    private static String context(RuleId rule, String name) {
        return "rule:" + rule + ":" + name;
    }
}
