package com.technosupport.vms.tck.internal;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares the threads and open files of two moments. */
public final class Leaks {

    /** Class loading and logging open a file now and then; a leak in a hundred cycles is many. */
    private static final long SPARE_FILES = 20;

    private final Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    private final long files = openFiles();

    private Leaks() {}

    public static Leaks before() {
        return new Leaks();
    }

    /** Fails where there is more than before, after some time for what is just ending. */
    public void assertNone(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (Thread thread : started()) {
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        List<String> left = started().stream().map(Thread::getName).sorted().toList();
        if (!left.isEmpty()) {
            throw new AssertionError("threads are left behind: " + left);
        }
        long more = openFiles() - files;
        if (more > SPARE_FILES) {
            throw new AssertionError(more + " files or sockets are left open");
        }
    }

    private List<Thread> started() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !threads.contains(thread))
                // The JDK's own, which come when they are first needed.
                .filter(thread -> thread.getThreadGroup() == null
                        || !thread.getThreadGroup().getName().equals("system"))
                .filter(thread -> !thread.getName().startsWith("process reaper"))
                .toList();
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }
}
