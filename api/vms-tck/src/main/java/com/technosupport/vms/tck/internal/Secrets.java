package com.technosupport.vms.tck.internal;

import com.technosupport.vms.api.driver.Credential;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Looks for a password where it must not be: in what is logged, shown, or stored as a camera's address. */
public final class Secrets {

    private final List<String> forms;

    public Secrets(Credential credential) {
        String basic = credential.user() + ":" + credential.password();
        forms = List.of(
                credential.password(), Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)));
    }

    /** Fails where its text form holds the password, plain or as HTTP's basic authentication has it. */
    public void assertNotIn(String what, Object told) {
        String text = String.valueOf(told);
        for (String form : forms) {
            if (text.contains(form)) {
                throw new AssertionError("the text form of " + what + " holds the password");
            }
        }
    }

    /** Fails where a failure, or what led to it, says it. Null says nothing. */
    public static void assertNotToldBy(Throwable failure, String password) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> open = new ArrayDeque<>();
        if (failure != null) {
            open.add(failure);
        }
        while (!open.isEmpty()) {
            Throwable next = open.remove();
            if (!seen.add(next)) {
                continue;
            }
            if (String.valueOf(next).contains(password)) {
                throw new AssertionError("a " + next.getClass().getSimpleName() + " tells the password");
            }
            open.addAll(List.of(next.getSuppressed()));
            if (next.getCause() != null) {
                open.add(next.getCause());
            }
        }
    }
}
