package com.technosupport.vms.devices.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.device.ArchiveFootage;
import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.device.DeviceDiagnosis;
import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.Discovery;
import com.technosupport.vms.api.device.DriverTrials;
import com.technosupport.vms.api.device.Intercom;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceDiscovery;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.media.Backchannels;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.PipelineListener;
import com.technosupport.vms.api.media.ReplayPlayer;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.CameraStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;

/** The bundle in a framework with Declarative Services: references, their order, and what comes and goes. */
class WiringTest {

    @TempDir
    private Path cache;

    private Framework framework;
    private BundleContext context;
    private Bundle devices;

    @BeforeEach
    void begin() throws Exception {
        String packages = exportedByTheApi();
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
                                packages + ",org.slf4j;version=2.0.0,org.osgi.util.promise;version=1.3.0"
                                        + ",io.micrometer.core.instrument;version=1.99.0"
                                        + ",org.osgi.util.function;version=1.2.0,org.osgi.service.component;version=1.5.1"
                                        + ",org.osgi.service.component.runtime;version=1.5.1,org.osgi.service.component.runtime.dto;version=1.5.1"));
        framework.start();
        context = framework.getBundleContext();
        install("org.apache.felix.scr-").start();
        install("jackson-core-").start();
        Path classes = Path.of(DeviceRegistryComponent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        assertThat(Files.exists(classes.resolve("OSGI-INF"))).isTrue();
        devices = context.installBundle("reference:" + classes.toUri());
    }

    /** With the versions that the packages have by now. */
    private static String exportedByTheApi() throws IOException {
        for (URL url : Collections.list(WiringTest.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
            try (InputStream in = url.openStream()) {
                Attributes manifest = new Manifest(in).getMainAttributes();
                if ("com.technosupport.vms.api".equals(manifest.getValue(Constants.BUNDLE_SYMBOLICNAME))) {
                    return manifest.getValue(Constants.EXPORT_PACKAGE);
                }
            }
        }
        throw new AssertionError("the API is on the class path as a bundle");
    }

    private Bundle install(String jar) throws Exception {
        Path path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(candidate -> candidate.getFileName().toString().startsWith(jar))
                .findFirst()
                .orElseThrow();
        return context.installBundle(path.toUri().toString());
    }

    @AfterEach
    void end() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    private static Dictionary<String, Object> named(String driver) {
        return FrameworkUtil.asDictionary(Map.of("vms.driver", driver));
    }

    private <T> T await(Class<T> type) throws InterruptedException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context, type, null);
        // All services: the framework does not see that its own class path and the bundle's imports are the same
        // classes.
        tracker.open(true);
        T service = tracker.waitForService(10_000);
        assertThat(service).as(type.getSimpleName()).isNotNull();
        return service;
    }

    @Test
    void comesUpWithItsPartsInAnyOrderAndLosesNoStreamByAnUpdate() throws Exception {
        devices.start();
        List<CameraStatus> told = new CopyOnWriteArrayList<>();
        context.registerService(CameraListener.class, (CameraId id, CameraStatus status) -> told.add(status), null);
        PipelineEvents relay = new PipelineEvents();
        FakeMedia media = new FakeMedia(relay);
        context.registerService(MediaPlane.class, media, null);
        context.registerService(StreamHub.class, media, null);
        context.registerService(ReplayPlayer.class, (name, replay, credential, wanted, sink) -> Optional.empty(), null);
        context.registerService(
                Backchannels.class,
                (name, loudspeaker, credential, ended) -> {
                    throw new VmsException(ErrorCode.NOT_SUPPORTED, "none");
                },
                null);
        FakeStore store = new FakeStore();
        context.registerService(CredentialVault.class, store, null);
        context.registerService(CameraStore.class, store, null);
        relay.follow(await(PipelineListener.class));

        DeviceRegistry registry = await(DeviceRegistry.class);
        HealthCheck health = await(HealthCheck.class);
        FakeDriver driver = new FakeDriver();
        ServiceRegistration<VendorDriver> registration =
                context.registerService(VendorDriver.class, driver, named("fake"));
        context.registerService(DeviceDiscovery.class, (subnet, observer) -> {}, named("fake"));
        assertThat(registry.drivers())
                .hasSize(1)
                .allSatisfy(info -> assertThat(info.discovers()).isTrue());
        Await.until("the cameras are read", () -> health.problem().isEmpty());
        Camera camera = registry.onboard(new OnboardRequest(
                DeviceAddress.of("127.0.0.9", 80),
                new Credential("admin", "right"),
                Optional.empty(),
                Optional.of("fake"),
                Map.of()));
        Await.until("the listener heard", () -> told.stream().anyMatch(status -> status.state() == CameraState.ONLINE));
        assertThat(await(Discovery.class)
                        .scan(com.technosupport.vms.api.model.ScanId.next(java.time.Clock.systemUTC())))
                .isEmpty();

        assertThat(await(DriverTrials.class).drivers(0))
                .as("the test's own bundle")
                .containsExactly("fake");
        assertThat(await(DeviceDiagnosis.class)
                        .diagnose(new OnboardRequest(
                                DeviceAddress.of("127.0.0.9", 80),
                                new Credential("admin", "right"),
                                Optional.empty(),
                                Optional.of("fake"),
                                Map.of()))
                        .steps())
                .allMatch(DeviceDiagnosis.Step::succeeded);

        assertThat(await(ArchiveFootage.class)).isNotNull();
        assertThat(await(Intercom.class).mayCall(camera.id())).isFalse();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        context.registerService(MeterRegistry.class, meters, null);
        Await.until("there are figures", () -> !meters.getMeters().isEmpty());

        registration.unregister();
        assertThat(registry.drivers()).isEmpty();
        devices.stop();
        assertThat(meters.getMeters()).as("figures of what is gone").isEmpty();
        devices.start();

        DeviceRegistry again = await(DeviceRegistry.class);
        Await.until("the camera is there again", () -> again.camera(camera.id()).isPresent());
        assertThat(media.running()).hasSize(2);
        assertThat(media.stops()).isZero();
    }
}
