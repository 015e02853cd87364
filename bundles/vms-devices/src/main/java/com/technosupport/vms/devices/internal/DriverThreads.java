package com.technosupport.vms.devices.internal;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * Makes the threads that a driver's calls run on. What the driver starts on them belongs to the same group, so that it is
 * known when the driver has gone and left it behind. Safe for use by several threads.
 */
final class DriverThreads implements ThreadFactory {

    /** Before Java 19 a group stays in memory for ever, so those that are empty are used again. */
    private static final Deque<ThreadGroup> IDLE = new ArrayDeque<>();

    private final String name;
    private final NamedThreads numbered;
    private final ThreadGroup group;

    DriverThreads(String name) {
        this.name = name;
        numbered = new NamedThreads(name);
        ThreadGroup idle;
        synchronized (IDLE) {
            idle = IDLE.poll();
        }
        group = idle != null ? idle : new ThreadGroup(root(), "vms-drivers");
    }

    /** Others end with their last thread. */
    private static ThreadGroup root() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        while (root.getParent() != null) {
            root = root.getParent();
        }
        return root;
    }

    @Override
    public Thread newThread(Runnable work) {
        return numbered.newThread(group, work);
    }

    /**
     * Interrupts what is still there of a driver that has gone, and names it. Those that a call still runs on are not named:
     * that they do not end has been said. Call once, last.
     */
    List<String> endThoseLeftBehind() {
        Thread[] all = new Thread[group.activeCount() + 16];
        int count = group.enumerate(all);
        List<Thread> left = Arrays.stream(all, 0, count).filter(Thread::isAlive).toList();
        if (left.isEmpty()) {
            synchronized (IDLE) {
                IDLE.add(group);
            }
        }
        left.forEach(Thread::interrupt);
        return left.stream()
                .map(Thread::getName)
                .filter(thread -> !thread.startsWith(name + "-"))
                .toList();
    }
}
