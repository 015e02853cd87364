package com.technosupport.vms.itests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process of this machine used of the processors, by the kernel's account of its threads (nanoseconds, not ticks). */
final class CpuTime {

    private CpuTime() {}

    /** Since the threads that it has now began. */
    static long nanos(long pid) throws IOException {
        List<Path> threads;
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads = tasks.toList();
        }
        long sum = 0;
        for (Path thread : threads) {
            try {
                sum += Long.parseLong(
                        Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
            } catch (NoSuchFileException e) {
                // It has just ended.
            } catch (IOException e) {
                if (Files.exists(thread)) {
                    throw e;
                }
            }
        }
        return sum;
    }

    /** Percent of one core that the process used over this time, during which this thread sleeps. */
    static double percent(long pid, long millis) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long before = nanos(pid);
        Thread.sleep(millis);
        long used = nanos(pid) - before;
        return 100.0 * used / (System.nanoTime() - start);
    }
}
