package com.technosupport.vms.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.device.DriverTrials.Tally;
import com.technosupport.vms.api.plugin.Plugin.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered when the server is started again. */
class RestartTest {

    @TempDir
    private Path directory;

    private Container container;
    private Path jar;

    @BeforeEach
    void begin() throws Exception {
        container = new Container(directory);
        container.settings.put("probationSeconds", 0);
        jar = container.deploy.resolve("acme.jar");
        container.start();
        TestJar.driver("1.0.0").writeTo(jar);
        container.await(State.ACTIVE, "1.0.0");
    }

    @AfterEach
    void end() throws Exception {
        container.close();
    }

    private void again() throws Exception {
        container.stop();
        container.start();
    }

    @Test
    void comesBackOnce() throws Exception {
        container.audit.clear();
        again();
        container.await(State.ACTIVE, "1.0.0");
        container.until(() -> container.bundles().size() == 1);
        assertThat(container.active()).hasSize(1);
        assertThat(container.audit).isEmpty();
    }

    @Test
    void comesBackWithoutTheFrameworksCache() throws Exception {
        container.stop();
        Files.move(directory.resolve("cache"), directory.resolve("cache-before"));
        container.start();
        container.await(State.ACTIVE, "1.0.0");
        assertThat(container.active()).hasSize(1);
    }

    @Test
    void whatWasRolledBackIsNotTriedAgain() throws Exception {
        container.stop();
        container.settings.put("probationSeconds", 600);
        container.start();
        TestJar.driver("2.0.0").writeTo(jar);
        container.await(State.PROBATION, "2.0.0");
        container.trials.tallies.put(container.active().get(0).getBundleId(), new Tally(0, 5, "no"));
        container.await(State.ROLLED_BACK, "1.0.0");
        again();
        container.await(State.ROLLED_BACK, "1.0.0");
        // Looked at: another file that comes later has been taken.
        TestJar.driver("1.0.0").header("Bundle-SymbolicName", "not.ours").writeTo(container.deploy.resolve("z.jar"));
        container.until(() -> container.registry.plugins().size() == 2
                && container.registry.plugins().get(1).state() == State.REJECTED);
        assertThat(container.trials.calls).noneMatch(call -> call.contains("2.0.0"));
    }

    @Test
    void aTrialThatWasCutShortComesUpWithTheFormerVersionAndIsTriedTwiceAtMost() throws Exception {
        container.stop();
        container.settings.put("probationSeconds", 600);
        container.start();
        TestJar.driver("2.0.0").writeTo(jar);
        container.await(State.PROBATION, "2.0.0");
        for (int kill = 0; kill < 2; kill++) {
            Path ledger = container.data.resolve("plugins/plugins.properties");
            byte[] cut = Files.readAllBytes(ledger);
            container.stop();
            // As after a power cut: what the orderly end has written is not there.
            Files.write(ledger, cut);
            container.startFramework();
            assertThat(container.active()).isEmpty();
            container.startPlugins();
            if (kill == 0) {
                container.await(State.PROBATION, "2.0.0");
            }
        }
        assertThat(container.await(State.REJECTED, "1.0.0").detail()).contains("the server ended");
        assertThat(container.active()).hasSize(1);
    }

    @Test
    void aFileThatWasDeletedMeanwhileIsRemoved() throws Exception {
        container.stop();
        Files.delete(jar);
        container.start();
        container.until(
                () -> container.plugin().isEmpty() && container.bundles().isEmpty());
    }

    @Test
    void isForNobodyElseToReadOrWrite() throws Exception {
        for (Path path : List.of(container.deploy, container.data.resolve("plugins"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
        try (var files = Files.walk(container.data.resolve("plugins"))) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty().allMatch(file -> {
                try {
                    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                            .equals("rw-------");
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void aCopyThatWasTamperedWithDoesNotComeUp() throws Exception {
        container.stop();
        Path home = container.data.resolve("plugins/com.acme.driver");
        try (var jars = Files.list(home)) {
            TestJar.driver("6.6.6").writeTo(jars.findFirst().orElseThrow());
        }
        container.start();
        // The file in deploy/ is still the good one, and is taken anew.
        container.await(State.ACTIVE, "1.0.0");
        assertThat(container.active()).hasSize(1);
    }
}
