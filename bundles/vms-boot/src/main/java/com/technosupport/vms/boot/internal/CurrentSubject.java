package com.technosupport.vms.boot.internal;

import com.technosupport.vms.boot.subject.ThreadSubject;
import java.security.AccessControlContext;
import java.security.Principal;
import java.security.PrivilegedAction;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;

/**
 * Who runs a console command. {@link SubjectWeaving} puts it in the place of Karaf's {@code JaasHelper}, which asks the
 * access control that Java 24 took away; so it has the methods of that, is one class without others inside it, and of ours
 * refers to {@link ThreadSubject} alone.
 */
public final class CurrentSubject {

    private static final String ANYBODY = "*";
    private static final String ROLE = "org.apache.karaf.jaas.boot.principal.RolePrincipal";

    private CurrentSubject() {}

    /** In the place of {@code Subject.getSubject}, which newer Java refuses; null for nobody. */
    @SuppressWarnings("removal") // the parameter is that of the method it stands for
    public static Subject getSubject(AccessControlContext ignored) {
        return ThreadSubject.get();
    }

    /** A role is a name, or the class of a principal with its name after a colon. */
    public static boolean currentUserHasRole(String role) {
        if (ANYBODY.equals(role)) {
            return true;
        }
        Subject subject = ThreadSubject.get();
        return subject != null && currentUserHasRole(subject.getPrincipals(), role);
    }

    public static boolean currentUserHasRole(Set<Principal> principals, String role) {
        if (ANYBODY.equals(role)) {
            return true;
        }
        int colon = role.indexOf(':');
        String type = colon > 0 ? role.substring(0, colon) : ROLE;
        String name = role.substring(colon + 1);
        for (Principal principal : principals) {
            for (Class<?> c = principal.getClass(); c != null; c = c.getSuperclass()) {
                if (c.getName().equals(type) && principal.getName().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    public static void runAs(Subject subject, Runnable action) {
        Objects.requireNonNull(action, "action");
        doAs(subject, (PrivilegedAction<Void>) () -> {
            action.run();
            return null;
        });
    }

    public static <T> T doAs(Subject subject, PrivilegedAction<T> action) {
        Objects.requireNonNull(action, "action");
        try {
            return ThreadSubject.call(subject, action::run);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a privileged action throws nothing checked", e);
        }
    }

    public static <T> T doAs(Subject subject, PrivilegedExceptionAction<T> action) throws PrivilegedActionException {
        Objects.requireNonNull(action, "action");
        try {
            return ThreadSubject.call(subject, action::run);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new PrivilegedActionException(e);
        }
    }
}
