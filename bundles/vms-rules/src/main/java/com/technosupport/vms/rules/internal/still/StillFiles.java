package com.technosupport.vms.rules.internal.still;

import com.technosupport.vms.api.model.EventId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Stills as files, {@code events/<id>.jpg}. A name is made of an id and of nothing else. A file is there whole or not at all:
 * it is written beside its place, brought to the disk, and then renamed.
 */
final class StillFiles {

    private static final String PART = ".part";

    /** Larger than any still of ours. */
    private static final long MOST_BYTES = 64L << 20;

    private final Path directory;

    StillFiles(Path dataDirectory) {
        this.directory = dataDirectory.resolve("events");
    }

    /** As it stands in the database. */
    static String path(EventId id) {
        return "events/" + id + ".jpg";
    }

    private Path file(EventId id) {
        return directory.resolve(id + ".jpg");
    }

    /** Removes what was left half written. */
    void clean() throws IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, "*" + PART)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    boolean exists(EventId id) {
        return Files.isRegularFile(file(id));
    }

    Optional<byte[]> read(EventId id) throws IOException {
        try {
            return Files.size(file(id)) > MOST_BYTES ? Optional.empty() : Optional.of(Files.readAllBytes(file(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    void write(EventId id, byte[] jpeg) throws IOException {
        Files.createDirectories(directory);
        Path part = directory.resolve(id + PART);
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(jpeg);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(part, file(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel entry = FileChannel.open(directory, StandardOpenOption.READ)) {
            entry.force(true);
        } catch (IOException e) {
            // Not every file system lets a directory be opened; there it is as safe as it gets.
        }
    }

    void delete(EventId id) throws IOException {
        Files.deleteIfExists(file(id));
    }
}
