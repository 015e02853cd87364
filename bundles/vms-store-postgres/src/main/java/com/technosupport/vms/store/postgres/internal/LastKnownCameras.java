package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.CredentialVault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copy on disk from which cameras are known when the database is away at the start. Sealed, so that nobody reads it or
 * slips cameras in; replaced whole, so that a power cut leaves the old one or the new one.
 */
final class LastKnownCameras {

    private static final Logger log = LoggerFactory.getLogger(LastKnownCameras.class);
    private static final String CONTEXT = "last-known-cameras";

    private final Path file;
    private final CredentialVault vault;
    private boolean behind;

    LastKnownCameras(Path dataDirectory, CredentialVault vault) {
        this.file = dataDirectory.resolve("last-known").resolve("cameras");
        this.vault = vault;
    }

    /** What was last written; nothing when there is no copy, or one that is not ours. */
    List<StoredCamera> read() {
        try {
            return CameraCodec.decode(vault.open(Files.readAllBytes(file), CONTEXT));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (VmsException e) {
            log.error(
                    "The last-known copy of the cameras ({}) is refused: it was changed, or sealed with another key. Cameras are unknown until the database answers",
                    file);
        } catch (IOException e) {
            log.error("The last-known copy of the cameras ({}) cannot be read: {}", file, e.toString());
        }
        return List.of();
    }

    /** Replaces the copy. A failure is logged, once until it works again: what it is a copy of is stored all the same. */
    void write(List<StoredCamera> cameras) {
        try {
            replace(vault.seal(CameraCodec.encode(cameras), CONTEXT));
            behind = false;
        } catch (IOException | VmsException e) {
            if (!behind) {
                log.error("The last-known copy of the cameras ({}) cannot be written: {}", file, e.toString());
            }
            behind = true;
        }
    }

    private void replace(byte[] content) throws IOException {
        Path directory = file.getParent();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
        Path fresh = directory.resolve("cameras.new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
