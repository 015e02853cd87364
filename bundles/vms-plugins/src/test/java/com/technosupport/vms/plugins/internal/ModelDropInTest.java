package com.technosupport.vms.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorInfo;
import com.technosupport.vms.api.detection.DetectorStatus;
import com.technosupport.vms.api.detection.InferenceEngine;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.plugin.Plugin;
import com.technosupport.vms.api.plugin.Plugin.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.osgi.util.tracker.ServiceTracker;

/** Models that come and change while the framework runs. */
class ModelDropInTest {

    /** Runs no models, and says of each what its jar says. */
    private static final class Engine
            implements InferenceEngine, BundleTrackerCustomizer<CompletableFuture<ServiceRegistration<Detector>>> {

        final AtomicInteger tried = new AtomicInteger();

        /** What loading takes. */
        volatile long loadMillis;

        @Override
        public Optional<String> problem(Path jar) {
            tried.incrementAndGet();
            try {
                return new String(Files.readAllBytes(jar), java.nio.charset.StandardCharsets.ISO_8859_1)
                                .contains("broken")
                        ? Optional.of("its output is not a number")
                        : Optional.empty();
            } catch (java.io.IOException e) {
                return Optional.of(e.toString());
            }
        }

        @Override
        public List<DetectorStatus> refused() {
            return List.of();
        }

        @Override
        public CompletableFuture<ServiceRegistration<Detector>> addingBundle(Bundle bundle, BundleEvent event) {
            if (bundle.getHeaders("").get("VMS-Model") == null) {
                return null;
            }
            String version = bundle.getVersion().toString();
            DetectorInfo info = new DetectorInfo("acme", "Acme", version, List.of("person"), "CPU", "");
            return CompletableFuture.supplyAsync(
                    () -> bundle.getBundleContext().registerService(Detector.class, new Blind(info), null),
                    loadMillis == 0
                            ? Runnable::run
                            : CompletableFuture.delayedExecutor(loadMillis, TimeUnit.MILLISECONDS));
        }

        @Override
        public void modifiedBundle(
                Bundle bundle, BundleEvent event, CompletableFuture<ServiceRegistration<Detector>> detector) {
            // It goes with its bundle.
        }

        @Override
        public void removedBundle(
                Bundle bundle, BundleEvent event, CompletableFuture<ServiceRegistration<Detector>> detector) {
            detector.join().unregister();
        }
    }

    private record Blind(DetectorInfo info) implements Detector {
        @Override
        public List<Detection> detect(Frame frame) {
            return List.of();
        }
    }

    @TempDir
    private Path directory;

    private final Engine engine = new Engine();
    private Container container;
    private Path jar;

    @BeforeEach
    void begin() throws Exception {
        container = new Container(directory);
        container.settings.put("probationSeconds", 1);
        jar = container.deploy.resolve("acme.jar");
    }

    @AfterEach
    void end() throws Exception {
        container.close();
    }

    private static TestJar model(String version) {
        return TestJar.driver(version)
                .without("Service-Component")
                .without("Provide-Capability")
                .without("Import-Package")
                .header("VMS-Model", "model.json");
    }

    private void startEngine() {
        BundleTracker<CompletableFuture<ServiceRegistration<Detector>>> tracker =
                new BundleTracker<>(container.context, Bundle.ACTIVE, engine);
        tracker.open();
        container.context.registerService(InferenceEngine.class, engine, null);
    }

    @Test
    void thereIsAlwaysADetectorWhileItsModelChanges() throws Exception {
        container.start();
        startEngine();
        ServiceTracker<Detector, Detector> detectors = new ServiceTracker<>(container.context, Detector.class, null);
        detectors.open();
        model("1.0.0").writeTo(jar);
        Plugin plugin = container.await(State.ACTIVE, "1.0.0");
        assertThat(plugin.kinds()).containsExactly("model");
        assertThat(detectors.getService().info().version()).isEqualTo("1.0.0");

        assertThat(withoutADetector(detectors, () -> {
                    model("2.0.0").writeTo(jar);
                    container.await(State.ACTIVE, "2.0.0");
                }))
                .isZero();
        assertThat(detectors.getService().info().version()).isEqualTo("2.0.0");
        assertThat(engine.tried).hasValue(2);
    }

    private interface Action {
        void run() throws Exception;
    }

    /** How often none was seen meanwhile. */
    private static int withoutADetector(ServiceTracker<Detector, Detector> detectors, Action action) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger without = new AtomicInteger();
        Thread watch = new Thread(
                () -> {
                    while (!done.get()) {
                        without.addAndGet(detectors.getService() == null ? 1 : 0);
                    }
                },
                "watch");
        watch.start();
        try {
            action.run();
        } finally {
            done.set(true);
            watch.join();
        }
        return without.get();
    }

    @Test
    void oneThatComesDuringAProbationWaitsUntilTheFormerIsLoaded() throws Exception {
        container.settings.put("probationSeconds", 3600);
        engine.loadMillis = 300;
        container.start();
        startEngine();
        ServiceTracker<Detector, Detector> detectors = new ServiceTracker<>(container.context, Detector.class, null);
        detectors.open();
        model("1.0.0").writeTo(jar);
        container.await(State.ACTIVE, "1.0.0");
        model("2.0.0").writeTo(jar);
        container.await(State.PROBATION, "2.0.0");
        assertThat(withoutADetector(detectors, () -> {
                    model("3.0.0").writeTo(jar);
                    container.await(State.PROBATION, "3.0.0");
                }))
                .isZero();
    }

    @Test
    void aBadOneThatComesDuringAProbationEndsItNot() throws Exception {
        container.settings.put("probationSeconds", 5);
        container.start();
        startEngine();
        model("1.0.0").writeTo(jar);
        container.await(State.ACTIVE, "1.0.0");
        model("2.0.0").writeTo(jar);
        container.await(State.PROBATION, "2.0.0");
        model("3.0.0").entry("broken", "broken").writeTo(jar);
        Plugin refused = container.await(State.REJECTED, "2.0.0");
        assertThat(refused.detail()).isEqualTo("its output is not a number");
        assertThat(refused.previous()).contains("1.0.0");
        container.until(() -> container.bundles().size() == 1);
        assertThat(container.await(State.REJECTED, "2.0.0").detail()).isEqualTo("its output is not a number");
    }

    @Test
    void aModelThatDoesNotWorkLeavesTheOtherAlone() throws Exception {
        container.start();
        startEngine();
        model("1.0.0").writeTo(jar);
        container.await(State.ACTIVE, "1.0.0");
        List<Bundle> before = container.active();
        Files.write(
                jar.resolveSibling(".part"),
                model("2.0.0").entry("broken", "broken").bytes());
        Files.move(jar.resolveSibling(".part"), jar, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Plugin refused = container.await(State.REJECTED, "1.0.0");
        assertThat(refused.detail()).isEqualTo("its output is not a number");
        assertThat(container.bundles()).isEqualTo(before);
    }

    @Test
    void withoutAnythingThatRunsModelsNoneIsTaken() throws Exception {
        container.start();
        model("1.0.0").writeTo(jar);
        assertThat(container.await(State.REJECTED).detail()).contains("nothing on this server runs models");
        assertThat(container.bundles()).isEmpty();
    }

    @Test
    void aModelComesUpAgainBeforeWhatRunsIt() throws Exception {
        container.start();
        startEngine();
        model("1.0.0").writeTo(jar);
        container.await(State.ACTIVE, "1.0.0");
        container.stop();
        container.startFramework();
        container.startPlugins();
        container.await(State.ACTIVE, "1.0.0");
        assertThat(container.active()).hasSize(1);
    }
}
