package com.technosupport.vms.itests.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The program behind {@code ./vms bench [NAME…]}: runs benchmarks, prints one table, writes {@code target/bench.json}. */
public final class Bench {

    private static final List<Benchmark> ALL = List.of(
            new LiveBenchmark(),
            new RecordingBenchmark(),
            new DetectionBenchmark(),
            new EventsBenchmark(),
            new DashboardBenchmark());

    private static final int PATIENCE_SECONDS = 90;

    private static final CountDownLatch ENDED = new CountDownLatch(1);

    private Bench() {}

    /** Takes the names of benchmarks; none means all. */
    public static void main(String[] names) throws Exception {
        List<Benchmark> wanted = ALL.stream()
                .filter(one -> names.length == 0 || List.of(names).contains(one.name()))
                .toList();
        if (wanted.size() < names.length || wanted.isEmpty()) {
            System.err.println("vms bench: of " + Arrays.toString(names) + " there are only: "
                    + ALL.stream().map(Benchmark::name).collect(Collectors.joining(", ")));
            System.exit(2);
        }
        Machine machine = Machine.here();
        System.out.printf("%s, %d cores, load %.2f%n", machine.processor(), machine.cores(), machine.load());
        Figures figures = new Figures(System.out);
        endOrderlyWhenInterrupted();
        boolean failed = false;
        for (Benchmark benchmark : wanted) {
            System.out.println("== " + benchmark.name());
            String obstacle = benchmark.obstacle();
            if (!obstacle.isEmpty()) {
                System.out.println("   left out: " + obstacle);
                continue;
            }
            try {
                benchmark.run(figures);
            } catch (InterruptedException e) {
                failed = true;
                System.out.println("   interrupted");
                break;
            } catch (Exception | AssertionError e) {
                failed = true;
                System.out.println("   ended early: " + e);
                e.printStackTrace();
            }
        }
        System.out.println();
        System.out.print(figures.table());
        Path file = Path.of(System.getProperty("vms.root", ".."), "target", "bench.json")
                .toAbsolutePath()
                .normalize();
        figures.write(file, machine);
        System.out.println(file);
        ENDED.countDown();
        System.exit(failed ? 1 : 0);
    }

    /** At Ctrl+C what runs beside us ends with us, and what was measured so far is shown. */
    private static void endOrderlyWhenInterrupted() {
        Thread measuring = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (ENDED.getCount() > 0) {
                                measuring.interrupt();
                            }
                            try {
                                ENDED.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "bench-end"));
    }
}
