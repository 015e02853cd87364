package com.technosupport.vms.plugins.internal;

import com.technosupport.vms.plugins.internal.jar.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory into which plug-ins are dropped. Only files of the server's own user count, and no links. */
final class DeployFolder {

    private static final Logger LOG = LoggerFactory.getLogger(DeployFolder.class);
    private static final int MOST_FILES = 1000;

    private final Path directory;
    private final long maxBytes;
    private final UserPrincipal owner;
    private final Set<String> ignored = new HashSet<>();

    /** @param store a directory that we made, and so belongs to our user */
    DeployFolder(Path directory, Path store, long maxBytes) throws IOException {
        this.directory = directory;
        this.maxBytes = maxBytes;
        owner = Files.getOwner(store);
        if (Files.exists(directory, LinkOption.NOFOLLOW_LINKS)
                && !Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
            throw new IOException(directory + " belongs to another user than the server's");
        }
        PrivateFiles.directory(directory);
    }

    /** By which a change of a file is seen without reading it. */
    record Signature(long size, FileTime modified, Object key) {

        static Signature of(BasicFileAttributes attributes) {
            return new Signature(
                    attributes.size(), attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()));
        }
    }

    /** All jars by name; other files are named in the log once. */
    Map<String, Signature> jars() throws IOException {
        Map<String, Signature> jars = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(".")) {
                    // Programs that copy atomically begin so.
                    continue;
                }
                if (!name.endsWith(".jar") || jars.size() == MOST_FILES) {
                    if (ignored.size() < MOST_FILES && ignored.add(name)) {
                        LOG.warn("deploy/{} is ignored: only plug-ins' jars are taken", printable(name));
                    }
                    continue;
                }
                try {
                    jars.put(
                            name,
                            Signature.of(
                                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
                } catch (NoSuchFileException e) {
                    // Gone since.
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        return jars;
    }

    /** Puts a file of ours there, at once and whole. */
    void put(Path jar, String file) throws IOException {
        Files.move(jar, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** @param file as {@link #jars} named it */
    void delete(String file) throws IOException {
        Files.deleteIfExists(directory.resolve(file));
    }

    static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * Copies a file, so that nobody can change it while it is looked at.
     *
     * @return its SHA-256; empty when it changed meanwhile
     * @throws Refusal when such a file is never taken
     */
    String copy(String file, Path to) throws IOException, Refusal {
        Path from = directory.resolve(file);
        BasicFileAttributes attributes =
                Files.readAttributes(from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new Refusal("it is a link or no file; copy the jar itself into deploy/");
        }
        if (!Files.getOwner(from, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
            throw new Refusal("it belongs to another user; make it a file of " + owner.getName());
        }
        if (attributes.size() > maxBytes) {
            throw new Refusal("it is larger than " + (maxBytes >> 20) + " MB (maxMegabytes)");
        }
        MessageDigest digest = JarStore.sha256();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        long copied = 0;
        try (FileChannel in = FileChannel.open(from, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                FileChannel out = PrivateFiles.create(to)) {
            while (copied <= maxBytes && in.read(buffer) >= 0) {
                buffer.flip();
                copied += buffer.remaining();
                digest.update(buffer.duplicate());
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
                buffer.clear();
            }
            out.force(true);
        }
        Signature after =
                Signature.of(Files.readAttributes(from, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        return copied == attributes.size() && after.equals(Signature.of(attributes))
                ? HexFormat.of().formatHex(digest.digest())
                : "";
    }
}
