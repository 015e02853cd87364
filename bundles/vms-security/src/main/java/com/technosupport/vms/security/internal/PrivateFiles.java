package com.technosupport.vms.security.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that only the service's own user may read. On a file system without POSIX permissions the directory's own rules are
 * relied upon.
 */
public final class PrivateFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);
    private static final Set<PosixFilePermission> FILE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> DIRECTORY = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private PrivateFiles() {}

    /** Makes the directory with mode 0700, or takes the rights of others away from the one that is there. */
    public static void directory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            keepToOwner(directory);
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(directory, attributes(directory, DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
            keepToOwner(directory);
        }
    }

    /**
     * Takes the rights of group and others away, with a warning when they had some.
     *
     * @throws IOException when they have rights that cannot be taken
     */
    public static void keepToOwner(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        EnumSet<PosixFilePermission> own = EnumSet.copyOf(DIRECTORY);
        own.retainAll(permissions);
        if (own.size() == permissions.size()) {
            return;
        }
        view.setPermissions(own);
        LOG.warn(
                "{} was open to other users of this machine (mode {}): now only its owner may use it",
                path,
                PosixFilePermissions.toString(permissions));
    }

    /**
     * Writes a file that must not exist, with mode 0600. Whole or not at all: after a power cut the name either stands for all
     * of the content or for nothing.
     *
     * @throws FileAlreadyExistsException when the name is taken
     */
    public static void writeNew(Path file, byte[] content) throws IOException {
        Path draft = draft(file, content);
        try {
            publishNew(draft, file);
        } finally {
            Files.deleteIfExists(draft);
        }
        syncDirectory(file);
    }

    /** Writes a file with mode 0600 in place of the one that may be there, whole or not at all. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path draft = draft(file, content);
        try {
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
        syncDirectory(file);
    }

    private static Path draft(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".new");
        try (FileChannel channel = FileChannel.open(
                draft, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes(draft, FILE))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(draft);
            throw e;
        }
        return draft;
    }

    /** A hard link is the one way to name a complete file that fails when the name is taken. */
    private static void publishNew(Path draft, Path file) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{} takes no hard links, so the file is renamed into place", file.getParent(), e);
            Files.move(draft, file);
        }
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    /** So that the name, not only the content, survives a power cut. */
    private static void syncDirectory(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no directory; its file system keeps the order by itself.
            LOG.debug("{} cannot be synchronised", directory, e);
        }
    }
}
