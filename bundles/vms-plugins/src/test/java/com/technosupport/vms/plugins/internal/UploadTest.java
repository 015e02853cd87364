package com.technosupport.vms.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.plugin.Plugin;
import com.technosupport.vms.api.plugin.Plugin.State;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that are sent to the server instead of being copied into its directory. */
class UploadTest {

    @TempDir
    private Path directory;

    private Container container;

    @BeforeEach
    void begin() throws Exception {
        container = new Container(directory);
    }

    @AfterEach
    void end() throws Exception {
        container.close();
    }

    private Plugin send(TestJar jar) throws Exception {
        return container.registry.install(new ByteArrayInputStream(bytes(jar)));
    }

    private byte[] bytes(TestJar jar) throws Exception {
        Path file = directory.resolve("made.jar");
        jar.writeTo(file);
        return Files.readAllBytes(file);
    }

    private List<String> deployed() throws IOException {
        try (var files = Files.list(container.deploy)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private List<String> leftovers() throws IOException {
        try (var files = Files.list(container.data.resolve("plugins"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("upload-"))
                    .toList();
        }
    }

    @Test
    void servesIsReplacedAndRemoved() throws Exception {
        container.settings.put("probationSeconds", 0);
        container.start();
        Plugin first = send(TestJar.driver("1.0.0"));
        assertThat(first.state()).isEqualTo(State.ACTIVE);
        assertThat(first.version()).isEqualTo("1.0.0");
        assertThat(first.kinds()).containsExactly("driver:acme");
        assertThat(deployed()).containsExactly("com.acme.driver.jar");
        assertThat(leftovers()).isEmpty();

        Plugin second = send(TestJar.driver("1.1.0"));
        assertThat(second.state()).isEqualTo(State.ACTIVE);
        assertThat(second.previous()).contains("1.0.0");
        assertThat(deployed()).containsExactly("com.acme.driver.jar");

        container.registry.remove(TestJar.NAME);
        assertThat(deployed()).isEmpty();
        assertThat(container.bundles()).isEmpty();
        assertThat(container.registry.plugins()).isEmpty();
        assertThat(container.audit)
                .anyMatch(entry -> entry.startsWith(
                        "plugin.updated com.acme.driver deploy/com.acme.driver.jar, sha256 " + second.sha256()))
                .anyMatch(entry -> entry.startsWith("plugin.removed com.acme.driver"));
        assertThatThrownBy(() -> container.registry.remove(TestJar.NAME))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void whatIsSeenToBeBadNeverTakesThePlaceOfTheGoodOne() throws Exception {
        container.start();
        Plugin good = send(TestJar.driver("1.0.0"));
        byte[] torn = bytes(TestJar.driver("2.0.0"));
        Plugin damaged = container.registry.install(new ByteArrayInputStream(torn, 0, torn.length / 2));
        assertThat(damaged.state()).isEqualTo(State.REJECTED);
        assertThat(damaged.detail()).isEqualTo("it is no jar, or it is damaged");
        assertThat(damaged.file()).isEmpty();
        assertThat(damaged.sha256()).hasSize(64);
        Plugin foreign = send(TestJar.driver("2.0.0").header("Import-Package", "com.nowhere.at.all"));
        assertThat(foreign.state()).isEqualTo(State.REJECTED);
        assertThat(foreign.name()).isEqualTo(TestJar.NAME);
        assertThat(foreign.detail()).contains("com.nowhere.at.all");

        assertThat(container.registry.plugins()).hasSize(1).first().satisfies(plugin -> {
            assertThat(plugin.sha256()).isEqualTo(good.sha256());
            assertThat(plugin.version()).isEqualTo("1.0.0");
            assertThat(plugin.state()).isNotEqualTo(State.REJECTED);
        });
        assertThat(deployed()).containsExactly("com.acme.driver.jar");
        assertThat(leftovers()).isEmpty();
        assertThat(container.audit)
                .anyMatch(entry -> entry.startsWith("plugin.rejected") && entry.contains(damaged.sha256()))
                .anyMatch(entry -> entry.startsWith("plugin.rejected com.acme.driver sent"));
    }

    @Test
    void whatFailedItsTrialIsTriedAgainWhenItIsSentAgain() throws Exception {
        container.start();
        Plugin refused = send(TestJar.driver("1.0.0").behaviour("throws"));
        assertThat(refused.state()).isEqualTo(State.REJECTED);
        assertThat(refused.detail()).contains("fails to activate");
        container.trials.calls.clear();
        Plugin again = send(TestJar.driver("1.0.0").behaviour("throws"));
        assertThat(again.state()).isEqualTo(State.REJECTED);
        assertThat(again.since()).isAfter(refused.since());
        container.registry.remove(TestJar.NAME);
        assertThat(container.registry.plugins()).isEmpty();
        assertThat(deployed()).isEmpty();
    }

    @Test
    void takesThePlaceOfTheCopiedJarAndOfNoOthers() throws Exception {
        container.start();
        TestJar.driver("1.0.0").writeTo(container.deploy.resolve("my driver.jar"));
        container.await(State.ACTIVE, "1.0.0");
        Plugin sent = send(TestJar.driver("1.2.0"));
        assertThat(sent.file()).isEqualTo("my driver.jar");
        assertThat(deployed()).containsExactly("my driver.jar");
        Files.write(container.deploy.resolve("other.jar"), new byte[] {1, 2, 3});
        container.until(() -> container.registry.plugins().size() == 2);
        container.registry.remove("other.jar");
        assertThat(container.registry.plugins()).hasSize(1);
        assertThat(deployed()).containsExactly("my driver.jar");
    }

    @Test
    void isBounded() throws Exception {
        container.settings.put("maxMegabytes", 1);
        container.start();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 7;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                Arrays.fill(bytes, offset, offset + length, (byte) 7);
                return length;
            }
        };
        assertThatThrownBy(() -> container.registry.install(endless))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageContaining("larger than 1 MB");
        assertThat(leftovers()).isEmpty();
        assertThat(deployed()).isEmpty();
    }
}
