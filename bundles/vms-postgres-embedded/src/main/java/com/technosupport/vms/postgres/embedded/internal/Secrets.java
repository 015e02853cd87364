package com.technosupport.vms.postgres.embedded.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Generated passwords, each in a file of its own that its owner alone can read. */
final class Secrets {

    private static final int BYTES = 24;

    private final Path directory;

    Secrets(Path directory) {
        this.directory = directory;
    }

    boolean has(String name) {
        return Files.isRegularFile(directory.resolve(name));
    }

    /** The password in a file; made when there is none. */
    String password(String name) throws IOException, ServerException {
        Path file = directory.resolve(name);
        if (!has(name)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            Directories.writePrivate(
                    file, Base64.getUrlEncoder().withoutPadding().encode(random));
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String password = Files.readString(file, US_ASCII).strip();
        if (password.isEmpty()) {
            throw new ServerException("The file " + file + " is empty: it must hold the database's password");
        }
        return password;
    }
}
