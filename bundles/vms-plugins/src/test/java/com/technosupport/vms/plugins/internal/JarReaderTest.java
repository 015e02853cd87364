package com.technosupport.vms.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.plugins.internal.jar.AvailablePackages;
import com.technosupport.vms.plugins.internal.jar.JarReader;
import com.technosupport.vms.plugins.internal.jar.PluginJar;
import com.technosupport.vms.plugins.internal.jar.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Version;

/** What is a plug-in of this server, and the sentence for what is none. */
class JarReaderTest {

    private static final AvailablePackages PACKAGES = new AvailablePackages(
            Map.of(
                    "com.technosupport.vms.api.driver", List.of(new Version("1.3.0")),
                    "com.technosupport.vms.api.model", List.of(new Version("1.0.0")),
                    "org.slf4j", List.of(new Version("2.0.0")),
                    "javax.net.ssl", List.of(Version.emptyVersion),
                    "com.fasterxml.jackson.core", List.of(new Version("2.22.0"))),
            Set.of("javax.net.ssl"));

    @TempDir
    private Path directory;

    private PluginJar read(TestJar jar, boolean requireContract) throws IOException, Refusal {
        Path file = jar.writeTo(directory.resolve("a.jar"));
        assertThat(JarReader.isWhole(file)).isTrue();
        return new JarReader(PACKAGES, requireContract).read(file);
    }

    @Test
    void readsWhatItIs() throws Exception {
        PluginJar jar = read(
                TestJar.driver("1.2.3.SNAPSHOT")
                        .header("VMS-Model", "model.onnx")
                        .entry(
                                "META-INF/vms-contract.properties",
                                "contract=VendorDriverContract\nversion=1\nresult=passed\ntests=37\ndate=2026-11-22\n"),
                true);
        assertThat(jar.name()).isEqualTo("com.acme.driver");
        assertThat(jar.version()).hasToString("1.2.3.SNAPSHOT");
        assertThat(jar.drivers()).containsExactly("acme");
        assertThat(jar.kinds()).containsExactly("driver:acme", "model");
        assertThat(jar.contract()).isEqualTo("VendorDriverContract 1 passed, 37 tests, 2026-11-22");
    }

    @Test
    void saysWhenItIsUntested() throws Exception {
        assertThat(read(TestJar.driver("1.0.0"), false).contract()).isEqualTo("untested");
        assertThatThrownBy(() -> read(TestJar.driver("1.0.0"), true)).hasMessageContaining("contract tests");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                no(jar -> jar.without("Bundle-ManifestVersion"), "it is no OSGi bundle"),
                no(jar -> jar.without("Bundle-SymbolicName"), "it is no OSGi bundle"),
                no(jar -> jar.header("Bundle-SymbolicName", "../../x"), "symbolic name is malformed"),
                no(jar -> jar.header("Bundle-Version", "one"), "version is malformed"),
                no(jar -> jar.header("Fragment-Host", "com.technosupport.vms.api"), "fragment"),
                no(jar -> jar.header("DynamicImport-Package", "*"), "DynamicImport-Package"),
                no(jar -> jar.header("Require-Bundle", "com.technosupport.vms.api"), "Require-Bundle"),
                no(jar -> jar.header("Export-Package", "com.technosupport.vms.api.driver"), "exports the package"),
                no(
                        jar -> jar.header("Export-Package", "a,com.fasterxml.jackson.core;version=1"),
                        "exports the package"),
                no(jar -> jar.entry("com/technosupport/vms/api/driver/VendorDriver.class", "x"), "holds classes of"),
                no(jar -> jar.header("Import-Package", "com.fasterxml.jackson.core"), "brings everything else"),
                no(
                        jar -> jar.header("Import-Package", "com.fasterxml.jackson.core;resolution:=optional"),
                        "brings everything else"),
                no(jar -> jar.header("Import-Package", "com.technosupport.vms.api.lasers"), "a newer one"),
                no(
                        jar -> jar.header("Import-Package", "com.technosupport.vms.api.driver;version=\"[2.0,3)\""),
                        "it wants com.technosupport.vms.api.driver [2.0.0,3.0.0) and this server has 1.3.0: it is made for"
                                + " another version of the plug-in API"),
                no(jar -> jar.header("Import-Package", "org.slf4j;version=\"[3,x\""), "cannot be read"),
                no(jar -> jar.without("Provide-Capability").without("Service-Component"), "it is not a plug-in"),
                no(jar -> jar.without("Service-Component"), "none of its components is one"),
                no(jar -> jar.header("Service-Component", "OSGI-INF/none.xml"), "lacks the component description"),
                no(
                        jar -> jar.entry(
                                "OSGI-INF/acme.xml",
                                "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>"),
                        "OSGI-INF/acme.xml cannot be read"),
                no(
                        jar -> jar.entry("META-INF/vms-contract.properties", "contract=C\nresult=failed\n"),
                        "failed its contract tests"));
    }

    private static Arguments no(UnaryOperator<TestJar> change, String reason) {
        return Arguments.of(reason, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refuses(String reason, UnaryOperator<TestJar> change) {
        assertThatThrownBy(() -> read(change.apply(TestJar.driver("1.0.0")), false))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(reason);
    }

    @Test
    void takesWhatIsOptionalAndMissing() throws Exception {
        assertThat(read(
                                TestJar.driver("1.0.0")
                                        .header(
                                                "Import-Package",
                                                "javax.net.ssl,com.technosupport.vms.api.lasers;resolution:=optional,"
                                                        + "org.slf4j;version=\"[1.7,3)\""),
                                false)
                        .drivers())
                .containsExactly("acme");
    }

    @Test
    void seesWhatIsNotWhole() throws Exception {
        Path file = directory.resolve("b.jar");
        byte[] whole = TestJar.driver("1.0.0").bytes();
        for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(JarReader.isWhole(file)).as("%d bytes", length).isFalse();
        }
        byte[] flipped = whole.clone();
        flipped[whole.length / 3] ^= 1;
        Files.write(file, flipped);
        assertThat(JarReader.isWhole(file)).isFalse();
        Files.write(file, whole);
        assertThat(JarReader.isWhole(file)).isTrue();
    }
}
