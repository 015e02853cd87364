package com.technosupport.vms.itests.bench;

/**
 * One part of {@code ./vms bench}: it measures the real distribution, where it can against another program that does the same,
 * in the same run on the same machine.
 *
 * <p>To add one, write a class beside {@link LiveBenchmark} and name it in {@link Bench#ALL}. Start the server with {@code
 * Server}, drive it with {@code Api} and {@code Browser}, and say each figure to {@link Figures} as soon as it is known: what was
 * found before a failure is kept. {@link CpuTime} reads what a process used, {@link Samples} has medians and percentiles. Take
 * turns with the reference (ours, theirs, ours, …), five times or more, and give the medians: other programs on the machine
 * then harm both alike. A figure that misses its goal fails nothing.
 */
interface Benchmark {

    /** By which it is asked for: {@code ./vms bench NAME}. */
    String name();

    /** Why it cannot run here, such as a program that is missing; empty when it can. */
    String obstacle();

    /** Measures. Whatever it started has ended when this returns, also by an exception. */
    void run(Figures figures) throws Exception;
}
