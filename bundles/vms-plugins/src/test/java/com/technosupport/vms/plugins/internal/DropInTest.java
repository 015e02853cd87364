package com.technosupport.vms.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.device.DriverTrials.Tally;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.plugin.Plugin;
import com.technosupport.vms.api.plugin.Plugin.State;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Jars that come, change and go while the framework runs. */
class DropInTest {

    @TempDir
    private Path directory;

    private Container container;
    private Path jar;

    @BeforeEach
    void begin() throws Exception {
        container = new Container(directory);
        jar = container.deploy.resolve("acme.jar");
    }

    @AfterEach
    void end() throws Exception {
        container.close();
    }

    private Plugin installed(String version) throws Exception {
        TestJar.driver(version).writeTo(jar);
        return container.await(State.ACTIVE, version);
    }

    @Test
    void comesAndGoesWithItsFile() throws Exception {
        container.start();
        Map<Long, BundleWiring> wirings = wirings();
        Plugin plugin = installed("1.0.0");
        assertThat(plugin.kinds()).containsExactly("driver:acme");
        assertThat(plugin.contract()).isEqualTo("untested");
        assertThat(plugin.sha256()).hasSize(64);
        assertThat(container.trials.calls).contains("announce 1.0.0 stopped", "promote 1.0.0 active");

        Files.delete(jar);
        container.until(() -> container.plugin().isEmpty());
        assertThat(container.bundles()).isEmpty();
        assertThat(container.audit)
                .anyMatch(entry ->
                        entry.startsWith("plugin.installed com.acme.driver deploy/acme.jar, sha256 " + plugin.sha256()))
                .anyMatch(entry -> entry.startsWith("plugin.removed com.acme.driver"));
        assertThat(container.data.resolve("plugins/com.acme.driver")).doesNotExist();
        assertThat(wirings()).isEqualTo(wirings);
    }

    private Map<Long, BundleWiring> wirings() {
        Map<Long, BundleWiring> wirings = new HashMap<>();
        for (Bundle bundle : container.context.getBundles()) {
            wirings.put(bundle.getBundleId(), bundle.adapt(BundleWiring.class));
        }
        return wirings;
    }

    @ParameterizedTest
    @CsvSource({"2.0.0, 1.0.0 to 2.0.0", "1.0.0, another build", "0.9.0, an older version"})
    void anUpdateIsTriedBesideTheOtherAndThenServes(String version, String told) throws Exception {
        container.settings.put("probationSeconds", 1);
        container.start();
        Plugin first = installed("1.0.0");
        container.trials.calls.clear();
        TestJar.driver(version).behaviour("well").writeTo(jar);
        container.until(() -> !container.plugin().orElseThrow().sha256().equals(first.sha256())
                && container.plugin().orElseThrow().state() == State.ACTIVE);
        assertThat(container.trials.calls)
                .startsWith(
                        "announce " + version + " stopped",
                        "probe " + version + " active",
                        "promote " + version + " active");
        container.until(() -> container.bundles().size() == 1);
        assertThat(container.active())
                .hasSize(1)
                .first()
                .satisfies(bundle -> assertThat(bundle.getVersion()).hasToString(version));
        assertThat(container.plugin().orElseThrow().previous()).contains("1.0.0");
        assertThat(container.audit).anyMatch(entry -> entry.startsWith("plugin.updated") && entry.contains(told));
    }

    @ParameterizedTest
    @CsvSource({
        "throws, its component AcmeDriver fails to activate: java.lang.IllegalStateException: the flux is not",
        "hangs, it hangs: try com.acme.driver took longer than 3 s",
        "leaks, it leaves threads running when it is stopped: acme-leak",
        "leaks a pool, it leaves threads running when it is stopped: pool-",
    })
    void aBadVersionIsNotTakenAndNeverSeenByCore(String behaviour, String reason) throws Exception {
        container.start();
        installed("1.0.0");
        container.trials.calls.clear();
        TestJar.driver("2.0.0").behaviour(behaviour).writeTo(jar);
        Plugin plugin = container.await(State.REJECTED, "1.0.0");
        assertThat(plugin.detail()).startsWith(reason);
        assertThat(container.trials.calls).allMatch(call -> call.startsWith("withdraw"));
        assertThat(container.active()).hasSize(1);
        container.until(() -> container.bundles().size() == 1);
        assertThat(container.audit).anyMatch(entry -> entry.startsWith("plugin.rejected") && entry.contains(reason));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("acme-leak", "vms-plugin try com.acme.driver");
    }

    @Test
    void aVersionWhoseDevicesDoNotAnswerIsNotTaken() throws Exception {
        container.start();
        installed("1.0.0");
        container.trials.answer = "DEVICE_PROTOCOL: gibberish";
        TestJar.driver("2.0.0").writeTo(jar);
        assertThat(container.await(State.REJECTED, "1.0.0").detail())
                .endsWith("answers the version that serves and not this one: DEVICE_PROTOCOL: gibberish");
        assertThat(container.trials.calls).last().isEqualTo("withdraw 2.0.0 active");
        assertThat(container.active()).hasSize(1);
    }

    @Test
    void aVersionThatFailsOnProbationIsRolledBack() throws Exception {
        container.start();
        installed("1.0.0");
        TestJar.driver("2.0.0").writeTo(jar);
        assertThat(container.await(State.PROBATION, "2.0.0").previous()).contains("1.0.0");
        assertThat(container.bundles()).hasSize(2);
        long bundle = container.active().get(0).getBundleId();
        container.trials.calls.clear();
        container.trials.tallies.put(bundle, new Tally(1, 3, "connect timed out"));
        Plugin plugin = container.await(State.ROLLED_BACK, "1.0.0");
        assertThat(plugin.detail()).isEqualTo("3 of 4 calls to devices failed, the last one: connect timed out");
        assertThat(container.trials.calls)
                .filteredOn(call -> !call.startsWith("probe"))
                .containsExactly("announce 1.0.0 stopped", "promote 1.0.0 active", "withdraw 2.0.0 active");
        container.until(() -> container.bundles().size() == 1);
        assertThat(container.audit).anyMatch(entry -> entry.startsWith("plugin.rolledBack"));

        // The same jar is not tried again, another one is.
        container.trials.tallies.clear();
        TestJar.driver("2.0.0").behaviour("mended").writeTo(jar);
        container.await(State.PROBATION, "2.0.0");
    }

    @Test
    void aVersionWhoseDevicesAnswerNoMoreIsRolledBackThoughNobodyAskedForAnything() throws Exception {
        container.settings.put("probationProbeSeconds", 1);
        container.start();
        installed("1.0.0");
        TestJar.driver("2.0.0").writeTo(jar);
        container.await(State.PROBATION, "2.0.0");
        container.trials.calls.clear();
        container.until(() -> container.trials.calls.contains("probe 2.0.0 active"));
        assertThat(container.plugin().orElseThrow().state()).isEqualTo(State.PROBATION);
        container.trials.answer = "The device did not answer within 2 s";
        Plugin plugin = container.await(State.ROLLED_BACK, "1.0.0");
        assertThat(plugin.detail())
                .isEqualTo(
                        "1 of 1 devices do not answer it any more, the last one: The device did not answer within 2 s");
        assertThat(container.trials.calls).containsOnlyOnce("withdraw 2.0.0 active");
    }

    @Test
    void aDeviceThatAnswersAgainIsForgiven() throws Exception {
        container.settings.put("probationProbeSeconds", 1);
        container.start();
        installed("1.0.0");
        container.trials.answers.addAll(List.of("", "away", "", "away", ""));
        TestJar.driver("2.0.0").writeTo(jar);
        container.await(State.PROBATION, "2.0.0");
        container.until(() -> container.trials.answers.isEmpty());
        container.trials.calls.clear();
        container.until(() -> container.trials.calls.contains("probe 2.0.0 active"));
        assertThat(container.plugin().orElseThrow().state()).isEqualTo(State.PROBATION);
    }

    @Test
    void aRollOutGivesSomeCamerasFirst() throws Exception {
        container.settings.putAll(Map.of("rollOutPercent", 25, "rollOutSeconds", 1));
        container.start();
        installed("1.0.0");
        TestJar.driver("2.0.0").writeTo(jar);
        container.await(State.PROBATION, "2.0.0");
        assertThat(container.trials.calls)
                .containsSubsequence("probe 2.0.0 active", "rollOut 2.0.0 active", "promote 2.0.0 active");
    }

    @Test
    void aCorruptJarOverAGoodOneChangesNothing() throws Exception {
        container.start();
        installed("1.0.0");
        byte[] whole = TestJar.driver("2.0.0").bytes();
        Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
        assertThat(container.await(State.REJECTED, "1.0.0").detail()).contains("damaged");
        assertThat(container.active()).hasSize(1);
        TestJar.driver("1.0.0").writeTo(jar);
        container.await(State.ACTIVE, "1.0.0");
    }

    @Test
    void aJarThatIsStillBeingCopiedIsWaitedFor() throws Exception {
        container.settings.put("settleSeconds", 30);
        container.start();
        byte[] whole = TestJar.driver("1.0.0").bytes();
        Files.write(jar, Arrays.copyOf(whole, 1000));
        // A whole jar that comes later is taken up, and the one that is half there is not.
        Path later = container.deploy.resolve("later.jar");
        TestJar.driver("9.0.0")
                .header("Bundle-SymbolicName", "com.acme.later")
                .without("Provide-Capability")
                .writeTo(later);
        container.until(() -> container.registry.plugins().stream()
                .anyMatch(plugin -> plugin.name().equals("com.acme.later")));
        assertThat(container.registry.plugins()).hasSize(1);
        Files.delete(later);
        container.until(() -> container.plugin().isEmpty());
        Files.write(jar, Arrays.copyOfRange(whole, 1000, whole.length), StandardOpenOption.APPEND);
        container.await(State.ACTIVE, "1.0.0");
        assertThat(container.audit)
                .noneMatch(entry -> entry.startsWith("plugin.rejected") && !entry.contains("com.acme.later"));
    }

    @Test
    void anotherFileNameIsAnUpdateAndItsRemovalBringsTheFirstBack() throws Exception {
        container.settings.put("probationSeconds", 0);
        container.start();
        installed("1.0.0");
        Path second = container.deploy.resolve("acme-2.jar");
        TestJar.driver("2.0.0").writeTo(second);
        container.await(State.ACTIVE, "2.0.0");
        container.until(() -> container.bundles().size() == 1);
        Files.delete(second);
        container.await(State.ACTIVE, "1.0.0");
        assertThat(container.plugin().orElseThrow().file()).isEqualTo("acme.jar");
    }

    @Test
    void linksAndForeignThingsAreRefused() throws Exception {
        Path elsewhere = TestJar.driver("1.0.0").writeTo(directory.resolve("elsewhere.jar"));
        container.start();
        Files.createSymbolicLink(jar, elsewhere);
        assertThat(container.await(State.REJECTED, "").detail()).contains("link");
        assertThat(container.bundles()).isEmpty();
        Files.delete(jar);
        container.until(() -> container.plugin().isEmpty());
        Files.writeString(container.deploy.resolve("readme.txt"), "hello");
        Files.createDirectory(container.deploy.resolve("directory.jar"));
        assertThat(container.await(State.REJECTED, "").file()).isEqualTo("directory.jar");
        assertThat(container.registry.plugins()).hasSize(1);
    }

    @Test
    void rolledBackByHand() throws Exception {
        container.settings.put("probationSeconds", 0);
        container.start();
        installed("1.0.0");
        assertThatThrownBy(() -> container.registry.rollBack(TestJar.NAME))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        TestJar.driver("2.0.0").writeTo(jar);
        container.await(State.ACTIVE, "2.0.0");
        Plugin plugin = container.registry.rollBack(TestJar.NAME);
        assertThat(plugin.version()).isEqualTo("1.0.0");
        assertThat(plugin.state()).isEqualTo(State.ROLLED_BACK);
        assertThat(container.active()).hasSize(1);
        container.until(() -> container.bundles().size() == 1);
    }

    @Test
    void replacesABuiltInBundleAndGivesItBack() throws Exception {
        container.settings.put("probationSeconds", 0);
        container.startFramework();
        Bundle builtIn = container.context.installBundle(
                "mvn:built-in", new ByteArrayInputStream(TestJar.driver("0.1.0").bytes()));
        builtIn.start();
        container.startPlugins();
        installed("0.1.0");
        assertThat(builtIn.getState()).isNotEqualTo(Bundle.ACTIVE);
        assertThat(container.active()).hasSize(1);
        assertThat(container.plugin().orElseThrow().previous()).contains("0.1.0");
        Files.delete(jar);
        container.until(() -> container.plugin().isEmpty());
        assertThat(container.active()).containsExactly(builtIn);
    }

    @Test
    void doesNotTakeAnotherBundlesDriver() throws Exception {
        container.start();
        installed("1.0.0");
        TestJar.driver("1.0.0").header("Bundle-SymbolicName", "com.evil").writeTo(container.deploy.resolve("evil.jar"));
        container.until(() -> container.registry.plugins().size() == 2);
        container.until(() -> container.registry.plugins().get(1).state() == State.REJECTED);
        assertThat(container.registry.plugins().get(1).detail()).contains("is that of com.acme.driver");
    }
}
