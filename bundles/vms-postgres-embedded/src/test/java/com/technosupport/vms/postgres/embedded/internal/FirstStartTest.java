package com.technosupport.vms.postgres.embedded.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong, or be special, before there is a database. */
class FirstStartTest {

    @TempDir
    Path temporary;

    @Test
    void aFullDiskIsNamedAndOvercome() throws Exception {
        Path dataDirectory = temporary.resolve("vms-data");
        Path home = Files.createDirectories(dataDirectory.resolve("postgres"));
        Binaries binaries = Binaries.unpack(home);
        replace(binaries.program("initdb"), """
                #!/bin/sh
                for word in "$@"; do case "$word" in --pgdata=*) directory="${word#--pgdata=}";; esac; done
                echo half > "$directory/half" || exit 9
                echo 'initdb: error: could not write to file "pg_wal/xlogtemp": No space left on device' >&2
                exit 1
                """);
        try (Running running = new Running(dataDirectory)) {
            running.awaitProblem("No space left on device");
            assertThat(home.resolve("data")).doesNotExist();
            Files.delete(binaries.home().resolve("complete.list"));
            running.awaitReady();
            assertThat(home.resolve("data/half")).doesNotExist();
        }
    }

    /** In the same length, so that the program still looks complete. */
    private static void replace(Path program, String script) throws Exception {
        byte[] content =
                Arrays.copyOf(script.getBytes(java.nio.charset.StandardCharsets.US_ASCII), (int) Files.size(program));
        Arrays.fill(content, script.length(), content.length, (byte) '\n');
        Files.write(program, content);
    }

    @Test
    void leavesADirectoryThatHoldsSomethingElseAlone() throws Exception {
        Path stranger = Files.createDirectories(temporary.resolve("vms-data/postgres/data"))
                .resolve("thesis.txt");
        Files.writeString(stranger, "words");
        try (Running running = new Running(temporary.resolve("vms-data"))) {
            running.awaitProblem("holds files but no database");
        }
        assertThat(stranger).hasContent("words");
    }

    @Test
    void rootGivesTheServerToAnotherAccountThatCanReachTheDirectory() throws Exception {
        assumeTrue((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "needs root");
        assumeTrue(
                Command.run(List.of("id", "-u", "postgres"), java.time.Duration.ofSeconds(5))
                                .status()
                        == 0,
                "needs the account postgres (apt install postgresql)");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path dataDirectory = temporary.resolve("vms data");
        for (int start = 0; start < 2; start++) {
            try (Running running = new Running(dataDirectory).awaitReady()) {
                long pid =
                        Postmaster.find(dataDirectory.resolve("postgres/data")).orElseThrow();
                assertThat(Files.getOwner(Path.of("/proc/" + pid)).getName()).isIn("vms", "postgres");
                assertThat(running.query("SELECT 'works'")).isEqualTo("works");
            }
            assertThat(Files.getOwner(dataDirectory.resolve("postgres/data")).getName())
                    .isIn("vms", "postgres");
            assertThat(Files.getOwner(dataDirectory.resolve("secrets/postgres.password"))
                            .getName())
                    .isEqualTo("root");
        }
    }

    @Test
    void stoppingDuringTheFirstStartLeavesNothingBehindThatHinders() throws Exception {
        Path dataDirectory = temporary.resolve("vms-data");
        Running interrupted = new Running(dataDirectory);
        Await.until(
                () -> "initdb has not begun",
                Running.PATIENCE,
                () -> Files.exists(dataDirectory.resolve("postgres/data.new/PG_VERSION")));
        interrupted.close();
        assertThat(interrupted.published.get()).isNull();
        try (Running running = new Running(dataDirectory).awaitReady()) {
            assertThat(running.query("SELECT 'works'")).isEqualTo("works");
        }
    }
}
