package com.technosupport.vms.events.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EnrichedEventListener;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.EventId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pipeline in a process of its own that ends at each step in turn, as by {@code kill -9}: nothing is closed, no hook runs. After
 * each end the bus hands over again what was not acknowledged, as buses do.
 */
final class KillTest {

    private static final int BATCHES = 8;
    private static final int BATCH = 25;
    private static final int KILLED_IN_BATCH = 3;

    /** Where the process ends: before or after something that outlives it. */
    enum Step {
        BEFORE_STORING,
        STORED_NOT_TOLD,
        TOLD_NOT_ACKNOWLEDGED,
        SPOOLED_NOT_TOLD,
        SPOOLED_NOT_ACKNOWLEDGED,
        REPLAYED_NOT_TAKEN_OFF,
        REPLAYED,
        /** It does not end. */
        NONE
    }

    @TempDir
    Path directory;

    /** Ids are numbers, so that the bus hands over the same event again. */
    private static EventMessage event(int number) {
        return new EventMessage(
                new EventId(new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L + number)),
                "MotionStarted",
                Optional.empty(),
                "test",
                Instant.now().minusSeconds(60),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("number", number));
    }

    private static List<EventMessage> batch(int number) {
        List<EventMessage> events = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            events.add(event(number * BATCH + i));
        }
        return events;
    }

    /** The process that is killed. Says the number of each batch that it has acknowledged. */
    static final class Victim {

        private final Step step;
        private final Path directory;
        private int batch;

        private Victim(Path directory, Step step) {
            this.directory = directory;
            this.step = step;
        }

        /** Takes the directory, the step at which it ends, and the first batch. */
        public static void main(String[] arguments) throws Exception {
            Victim victim = new Victim(Path.of(arguments[0]), Step.valueOf(arguments[1]));
            victim.batch = Integer.parseInt(arguments[2]);
            victim.run();
        }

        private void reach(Step now) {
            if (now == step && batch == KILLED_IN_BATCH) {
                System.out.flush();
                Runtime.getRuntime().halt(137);
            }
        }

        private boolean isWithoutDatabase() {
            return step != Step.NONE && step.compareTo(Step.SPOOLED_NOT_TOLD) >= 0 && batch <= KILLED_IN_BATCH;
        }

        private void run() throws Exception {
            FileStore store = new FileStore(directory.resolve("database"));
            Announcer announcer = new Announcer();
            announcer.add(event -> {
                reach(Step.BEFORE_STORING);
                return true;
            });
            announcer.add(new EnrichedEventListener() {
                @Override
                public void eventReceived(EnrichedEvent event) {
                    reach(isWithoutDatabase() ? Step.SPOOLED_NOT_TOLD : Step.STORED_NOT_TOLD);
                }

                @Override
                public void eventStored(EnrichedEvent event) {
                    reach(Step.REPLAYED_NOT_TAKEN_OFF);
                }
            });
            Spool spool = new Spool(directory.resolve("spool"), 100_000_000, 20_000);
            Pipeline pipeline = new Pipeline(store, spool, Samples.enricher(), announcer, Samples.CLOCK, new Counts());
            for (; batch < BATCHES; batch++) {
                store.away(isWithoutDatabase());
                // As the thread beside the flow does all the time.
                while (pipeline.replay()) {
                    Thread.onSpinWait();
                }
                pipeline.receive(batch(batch));
                reach(isWithoutDatabase() ? Step.SPOOLED_NOT_ACKNOWLEDGED : Step.TOLD_NOT_ACKNOWLEDGED);
                System.out.println(batch);
                System.out.flush();
                if (isWithoutDatabase() && batch == KILLED_IN_BATCH) {
                    store.away(false);
                    pipeline.replay();
                    reach(Step.REPLAYED);
                }
            }
            while (pipeline.replay()) {
                Thread.onSpinWait();
            }
            System.out.println("spool empty: " + spool.isEmpty());
        }
    }

    @Test
    void whereverTheProcessIsKilledEachEventIsStoredOnce() throws Exception {
        List<String> account = new ArrayList<>();
        for (Step step : EnumSet.complementOf(EnumSet.of(Step.NONE))) {
            Path own = Files.createDirectory(directory.resolve(step.name()));
            List<String> before = run(own, step, 0, 137);
            int acknowledged = before.stream().mapToInt(Integer::parseInt).max().orElse(-1) + 1;
            List<String> after = run(own, Step.NONE, acknowledged, 0);
            assertThat(after).as(step + ": all is replayed in the end").contains("spool empty: true");
            List<String> stored = new ArrayList<>();
            for (String line : Files.readAllLines(own.resolve("database"))) {
                stored.addAll(List.of(line.split(" ")));
            }
            Set<String> published = new LinkedHashSet<>();
            for (int i = 0; i < BATCHES; i++) {
                batch(i).forEach(event -> published.add(event.id().toString()));
            }
            account.add("%s: acknowledged %d of %d batches before the kill, stored %d events of %d"
                    .formatted(step, acknowledged, BATCHES, stored.size(), published.size()));
            assertThat(stored).as(step.name()).doesNotHaveDuplicates().containsExactlyElementsOf(published);
        }
        account.forEach(System.out::println);
    }

    /** Runs it and checks how it ends; returns what it said. */
    private List<String> run(Path own, Step step, int from, int status) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        own.toString(),
                        step.name(),
                        Integer.toString(from))
                .redirectError(own.resolve("errors-" + status).toFile())
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            out.lines().forEach(said::add);
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue())
                .as("%s, %s", step, Files.readString(own.resolve("errors-" + status)))
                .isEqualTo(status);
        return said;
    }
}
