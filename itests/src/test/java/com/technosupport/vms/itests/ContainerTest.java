package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.mavenBundle;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.logLevel;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.security.CredentialVault;
import com.technosupport.vms.api.store.CameraStore;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.apache.karaf.features.BootFinished;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.karaf.options.LogLevelOption;
import org.ops4j.pax.exam.options.extra.VMOption;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Looks from within at the container as it is shipped: every bundle runs, and every part has registered its service. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ContainerTest {

    // Awaited, so that no bundle is caught in the middle of its start.
    @Inject
    private BootFinished boot;

    @Inject
    private BundleContext context;

    @Inject
    private DeviceRegistry devices;

    @Inject
    private MediaPlane media;

    @Inject
    private StreamHub hub;

    @Inject
    private CredentialVault vault;

    @Inject
    private CameraStore cameras;

    @Configuration
    public Option[] configuration() throws IOException, InterruptedException {
        String karaf = System.getProperty("karaf.version");
        List<Option> options = new ArrayList<>(List.of(
                karafDistributionConfiguration()
                        .frameworkUrl(archive().toUri().toString())
                        .name("Techno Support VMS")
                        .karafVersion(karaf)
                        .unpackDirectory(new File("target/exam"))
                        .useDeployFolder(false),
                keepRuntimeFolder(),
                logLevel(LogLevelOption.LogLevel.WARN),
                mavenBundle("org.assertj", "assertj-core").versionAsInProject(),
                mavenBundle("net.bytebuddy", "byte-buddy").versionAsInProject(),
                // Ours fetches nothing; Pax Exam's own bundles lie in Maven's local repository.
                editConfigurationFilePut(
                        "etc/org.ops4j.pax.url.mvn.cfg",
                        "org.ops4j.pax.url.mvn.localRepository",
                        System.getProperty("vms.repository")),
                systemProperty("vms.data")
                        .value(Path.of("target/exam-data").toAbsolutePath().toString())));
        for (String variable : List.of("VMS_HTTP_PORT", "VMS_HTTPS_PORT", "VMS_SSH_PORT", "VMS_WEBRTC_PORT")) {
            options.add(org.ops4j.pax.exam.CoreOptions.environment(variable + "=" + Ports.free()));
        }
        for (String argument : List.of(
                "--add-opens=java.base/java.security=ALL-UNNAMED",
                "--add-opens=java.base/java.net=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED",
                "--add-opens=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED",
                "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED")) {
            options.add(new VMOption(argument));
        }
        options.add(new VMOption("-classpath"));
        options.add(new VMOption("lib/jdk9plus/*" + File.pathSeparator + "lib/boot/*"));
        return options.toArray(Option[]::new);
    }

    @Test
    public void everyBundleRuns() {
        assertThat(boot).isNotNull();
        assertThat(Arrays.stream(context.getBundles())
                        .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                        .filter(bundle -> bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING))
                .isEmpty();
    }

    @Test
    public void thereIsOneBouncyCastle() {
        assertThat(Arrays.stream(context.getBundles())
                        .map(Bundle::getSymbolicName)
                        .filter(name -> name.startsWith("bc")))
                .containsExactlyInAnyOrder("bcpkix", "bcprov", "bctls", "bcutil");
    }

    @Test
    public void everyPartIsThere() {
        assertThat(devices.drivers())
                .extracting(driver -> driver.descriptor().id())
                .contains("onvif", "rtsp");
        assertThat(media).isNotNull();
        assertThat(hub.statistics()).isEmpty();
        assertThat(cameras.all()).isEmpty();
    }

    @Test
    public void theVaultOpensWhatItSealed() {
        byte[] secret = "secret".getBytes(StandardCharsets.UTF_8);
        assertThat(vault.open(vault.seal(secret, "camera:1"), "camera:1")).isEqualTo(secret);
    }

    private static Path archive() throws IOException, InterruptedException {
        Path distribution = Path.of(System.getProperty("vms.distribution"));
        Path archive = Path.of("target/distribution.tar.gz").toAbsolutePath();
        Process tar = new ProcessBuilder(
                        "tar",
                        "-C",
                        distribution.getParent().toString(),
                        "-I",
                        "gzip -1",
                        "-cf",
                        archive.toString(),
                        distribution.getFileName().toString())
                .inheritIO()
                .start();
        if (tar.waitFor() != 0) {
            throw new IOException("tar failed");
        }
        return archive;
    }
}
