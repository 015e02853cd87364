package com.technosupport.vms.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleAccessTest {

    @TempDir
    Path directory;

    @Test
    void theContainerGetsTheHashAndThePublicKeyAlone() throws Exception {
        Path secrets = prepare();
        String password = Files.readString(secrets.resolve("console.password")).strip();
        String users = Files.readString(directory.resolve("etc/users.properties"));
        assertThat(users).doesNotContain(password);
        assertThat(users)
                .contains(HexFormat.of()
                        .withUpperCase()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(password.getBytes(StandardCharsets.UTF_8))));
        assertThat(Files.readString(directory.resolve("etc/keys.properties")))
                .startsWith("admin = AAAAB3NzaC1yc2E")
                .doesNotContain("PRIVATE");
    }

    @Test
    void staysTheSameOverRestarts() throws Exception {
        Path secrets = prepare();
        byte[] key = Files.readAllBytes(secrets.resolve("console.key"));
        String keys = Files.readString(directory.resolve("etc/keys.properties"));
        Files.delete(directory.resolve("etc/keys.properties"));
        prepare();
        assertThat(Files.readAllBytes(secrets.resolve("console.key"))).isEqualTo(key);
        assertThat(Files.readString(directory.resolve("etc/keys.properties"))).isEqualTo(keys);
    }

    private Path prepare() throws IOException, java.security.GeneralSecurityException {
        Path secrets = directory.resolve("secrets");
        PrivateFiles.directory(secrets);
        Files.createDirectories(directory.resolve("etc"));
        new ConsoleAccess(secrets, directory.resolve("etc")).prepare();
        return secrets;
    }
}
