package com.technosupport.vms.boot.subject;

import java.util.concurrent.Callable;
import javax.security.auth.Subject;

/**
 * Who logged in at the console, known to the thread that runs the command and to the threads that it makes, as the access
 * control of older Java did. Java's own current subject does not go over to a new thread, and each part of a command line
 * has one.
 */
public final class ThreadSubject {

    private static final InheritableThreadLocal<Subject> SUBJECT = new InheritableThreadLocal<>();

    private ThreadSubject() {}

    /** Null for nobody. */
    public static Subject get() {
        return SUBJECT.get();
    }

    /** Runs it as this subject, null for nobody, and then goes back to the one before. */
    public static <T> T call(Subject subject, Callable<T> action) throws Exception {
        Subject before = SUBJECT.get();
        SUBJECT.set(subject);
        try {
            return action.call();
        } finally {
            if (before == null) {
                SUBJECT.remove();
            } else {
                SUBJECT.set(before);
            }
        }
    }
}
