package com.technosupport.vms.plugins.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs plug-ins' code on threads of its own, so that one that hangs holds up nobody. A thread that does not end on interrupt
 * cannot be ended; such are counted, and when there are too many nothing more is run.
 */
final class Watchdog {

    private static final int MOST_STUCK = 8;
    private static final Duration HEED = Duration.ofSeconds(2);

    private final List<Thread> stuck = new ArrayList<>();

    /** It did not end in time; the message is a sentence that says where it was. */
    static final class Hung extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean ended;

        Hung(String sentence, boolean ended) {
            super(sentence);
            this.ended = ended;
        }

        /** Whether it ended when it was interrupted. */
        boolean ended() {
            return ended;
        }
    }

    /**
     * Runs it.
     *
     * @param what for people and the thread's name, such as {@code start com.acme.driver}
     * @param group for the thread and those that it makes
     */
    <T> T call(String what, ThreadGroup group, Duration limit, Callable<T> work)
            throws Hung, ExecutionException, InterruptedException {
        synchronized (stuck) {
            stuck.removeIf(thread -> !thread.isAlive());
            if (stuck.size() >= MOST_STUCK) {
                throw new Hung(MOST_STUCK + " threads of plug-ins hang already; restart the server", true);
            }
        }
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(group, task, "vms-plugin " + what);
        thread.setDaemon(true);
        thread.start();
        try {
            T result = task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            thread.join();
            return result;
        } catch (TimeoutException e) {
            String where = where(thread);
            boolean ended = end(thread);
            throw new Hung(
                    what + " took longer than " + limit.toSeconds() + " s" + where
                            + (ended ? "" : "; its thread does not end, until the server is restarted"),
                    ended);
        } catch (InterruptedException e) {
            thread.interrupt();
            synchronized (stuck) {
                stuck.add(thread);
            }
            throw e;
        }
    }

    private boolean end(Thread thread) throws InterruptedException {
        thread.interrupt();
        thread.join(HEED.toMillis());
        if (thread.isAlive()) {
            synchronized (stuck) {
                stuck.add(thread);
            }
            return false;
        }
        return true;
    }

    private static String where(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (!frame.getClassName().startsWith("java.")
                    && !frame.getClassName().startsWith("jdk.")) {
                return ", in " + frame.getClassName() + "." + frame.getMethodName();
            }
        }
        return "";
    }
}
