package com.technosupport.vms.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.device.DriverTrials;
import com.technosupport.vms.api.plugin.Plugin;
import com.technosupport.vms.api.plugin.Plugin.State;
import com.technosupport.vms.api.plugin.PluginRegistry;
import com.technosupport.vms.api.store.AuditLog;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** The bundle in a framework with Declarative Services, Config Admin and File Install, as in the server. */
final class Container implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    final Path data;
    final Path deploy;
    final List<String> audit = new CopyOnWriteArrayList<>();
    final Map<String, Object> settings = new HashMap<>(Map.of(
            "pollMillis", 100,
            "settleSeconds", 1,
            "startSeconds", 3,
            "stopSeconds", 3,
            "probationSeconds", 600));
    private final Path cache;
    private Framework framework;
    BundleContext context;
    FakeTrials trials;
    PluginRegistry registry;

    Container(Path directory) throws IOException {
        data = Files.createDirectories(directory.resolve("data"));
        deploy = Files.createDirectories(data.resolve("deploy"));
        cache = directory.resolve("cache");
    }

    void start() throws Exception {
        startFramework();
        startPlugins();
    }

    void startFramework() throws Exception {
        String api = apiPackages();
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(
                        Map.of(
                                Constants.FRAMEWORK_STORAGE,
                                cache.toString(),
                                "felix.cache.locking",
                                "false",
                                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                api + ",org.slf4j;version=2.0.0,org.osgi.util.promise;version=1.3.0"
                                        + ",org.osgi.util.function;version=1.2.0,org.osgi.service.component;version=1.5.1"
                                        + ",org.osgi.service.component.runtime;version=1.5.1"
                                        + ",org.osgi.service.component.runtime.dto;version=1.5.1,org.osgi.service.cm;version=1.6.0"));
        framework.start();
        context = framework.getBundleContext();
        for (String bundle : List.of("configadmin", "scr", "fileinstall")) {
            install("org.apache.felix." + bundle + "-").start();
        }
        trials = new FakeTrials(context);
        context.registerService(DriverTrials.class, trials, null);
        context.registerService(AuditLog.class, new Audit(), null);
    }

    /** What the API exports, as its manifest has it. */
    private static String apiPackages() throws Exception {
        Path place = Path.of(DriverTrials.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(place)) {
            try (InputStream in = Files.newInputStream(place.resolve("META-INF/MANIFEST.MF"))) {
                return new Manifest(in).getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
            }
        }
        try (JarFile jar = new JarFile(place.toFile())) {
            return jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
        }
    }

    void startPlugins() throws Exception {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("dataDirectory", data.toString());
        service(ConfigurationAdmin.class)
                .getConfiguration("com.technosupport.vms.plugins", "?")
                .update(FrameworkUtil.asDictionary(all));
        Path classes = Path.of(PluginComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        // Not started by the framework itself when that starts again: a test first says what is there.
        context.installBundle("reference:" + classes.toUri()).start(Bundle.START_TRANSIENT);
        registry = service(PluginRegistry.class);
    }

    private Bundle install(String prefix) throws Exception {
        Path jar = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.getFileName().toString().startsWith(prefix))
                .findFirst()
                .orElseThrow();
        return context.installBundle(jar.toUri().toString());
    }

    private <T> T service(Class<T> type) throws InterruptedException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context, type, null);
        tracker.open(true);
        T service = tracker.waitForService(10_000);
        assertThat(service).as(type.getSimpleName()).isNotNull();
        return service;
    }

    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(20_000);
        framework = null;
    }

    @Override
    public void close() throws Exception {
        if (framework != null) {
            stop();
        }
    }

    Optional<Plugin> plugin() {
        return registry.plugins().stream().findFirst();
    }

    Plugin await(State state) throws Exception {
        return await(state, "");
    }

    /** @param version that serves; any when empty */
    Plugin await(State state, String version) throws Exception {
        until(() -> plugin().isPresent()
                && plugin().get().state() == state
                && (version.isEmpty() || plugin().get().version().equals(version)));
        return plugin().orElseThrow();
    }

    void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime())
                    .as("in time; plug-ins: " + registry.plugins() + ", calls: " + trials.calls)
                    .isLessThan(end);
            Thread.sleep(10);
        }
    }

    /** Bundles of the test's plug-in. */
    List<Bundle> bundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> TestJar.NAME.equals(bundle.getSymbolicName()))
                .toList();
    }

    List<Bundle> active() {
        return bundles().stream()
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .toList();
    }

    private final class Audit implements AuditLog {

        @Override
        public void append(Entry entry) {
            audit.add(entry.action() + " " + entry.subject() + " " + entry.detail());
        }

        @Override
        public List<StoredEntry> newest(int limit, OptionalLong before) {
            return List.of();
        }
    }
}
