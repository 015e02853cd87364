package com.technosupport.vms.postgres.embedded.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This program killed alone: its server goes on, and the next start has to cope with it. */
class OrphanTest {

    @TempDir
    Path dataDirectory;

    @Test
    void theServerOfAKilledProgramIsStoppedAndItsDataServedAgain() throws Exception {
        Path data = dataDirectory.resolve("postgres/data");
        for (int round = 1; round <= 2; round++) {
            killAProgramThatRuns(round);
            long orphan = Postmaster.read(data).orElseThrow().pid();
            assertThat(Postmaster.serves(orphan, data)).as("orphan lives").isTrue();
            long start = System.nanoTime();
            try (Running next = new Running(dataDirectory).awaitReady()) {
                System.out.println("start with an orphan: " + (System.nanoTime() - start) / 1_000_000 + " ms");
                assertThat(next.query("SELECT count(*) FROM kept")).isEqualTo(Integer.toString(round));
                assertThat(Postmaster.serves(orphan, data)).isFalse();
                assertThat(Postmaster.find(data))
                        .hasValueSatisfying(pid -> assertThat(pid).isNotEqualTo(orphan));
            }
            assertThat(Postmaster.find(data)).isEmpty();
        }
    }

    @Test
    void anOrphanIsFoundWithoutItsFile() throws Exception {
        Path data = dataDirectory.resolve("postgres/data");
        killAProgramThatRuns(1);
        long orphan = Postmaster.read(data).orElseThrow().pid();
        java.nio.file.Files.delete(Postmaster.file(data));
        try (Running next = new Running(dataDirectory).awaitReady()) {
            assertThat(Postmaster.serves(orphan, data)).isFalse();
            assertThat(next.query("SELECT count(*) FROM kept")).isEqualTo("1");
        }
    }

    private void killAProgramThatRuns(int rows) throws Exception {
        Process program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProgram.class.getName(),
                        dataDirectory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = program.inputReader(UTF_8)) {
            assertThat(output.readLine()).isEqualTo("ready " + rows);
        } finally {
            program.destroyForcibly().waitFor();
        }
    }
}
