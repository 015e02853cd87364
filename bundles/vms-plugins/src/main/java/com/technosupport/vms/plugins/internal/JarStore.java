package com.technosupport.vms.plugins.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/** Our own copies of plug-ins' jars, {@code <name>/<sha256>.jar}: what is started is what was looked at. */
final class JarStore {

    private static final String SUFFIX = ".jar";

    private final Path directory;

    JarStore(Path directory) throws IOException {
        this.directory = directory;
        PrivateFiles.directory(directory);
    }

    /** Where a file that is looked at is put meanwhile. */
    Path incoming() {
        return directory.resolve("incoming" + SUFFIX);
    }

    Path path(String name, String sha256) {
        return directory.resolve(name).resolve(sha256 + SUFFIX);
    }

    void keepIncoming(String name, String sha256) throws IOException {
        PrivateFiles.directory(directory.resolve(name));
        Files.move(incoming(), path(name, sha256), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether the copy is there and still what it was. */
    boolean holds(String name, String sha256) throws IOException {
        Path jar = path(name, sha256);
        if (!Files.isRegularFile(jar)) {
            return false;
        }
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(jar)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).equals(sha256);
    }

    /** Deletes a plug-in's copies but those. */
    void keepOnly(String name, Set<String> hashes) throws IOException {
        Path home = directory.resolve(name);
        if (!Files.isDirectory(home)) {
            return;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(home)) {
            for (Path jar : jars) {
                String file = jar.getFileName().toString();
                if (!file.endsWith(SUFFIX) || !hashes.contains(file.substring(0, file.length() - SUFFIX.length()))) {
                    Files.delete(jar);
                }
            }
        }
        if (hashes.isEmpty()) {
            Files.delete(home);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Each Java has SHA-256", e);
        }
    }
}
