package com.technosupport.vms.recording.internal.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How volumes are known: each has a file {@code .vms-volume} with its id at its root, and a file of ours says which of them were seen
 * where, so that an empty mount point is not taken for a volume. For one thread.
 */
final class VolumeMarks {

    private static final Logger LOG = LoggerFactory.getLogger(VolumeMarks.class);
    private static final String MARK = ".vms-volume";
    private static final String PROBE = ".vms-probe";
    private static final int PROBE_BYTES = 4096;

    private final Path knownFile;
    private Map<Path, String> known;
    private boolean changed;

    VolumeMarks(Path dataDirectory) {
        this.knownFile = dataDirectory.resolve("recording").resolve("volumes");
    }

    /**
     * The id of the volume at a place; a place that never had one is made one.
     *
     * @return empty where the volume of that place is away
     * @throws IOException when it cannot be read or made
     */
    Optional<String> identify(Path root) throws IOException {
        if (known == null) {
            known = read();
        }
        Path mark = root.resolve(MARK);
        String id;
        try {
            id = UUID.fromString(Files.readString(mark, UTF_8).strip()).toString();
        } catch (NoSuchFileException e) {
            if (known.containsKey(root)) {
                // Not mounted: to begin anew here would fill another disk.
                return Optional.empty();
            }
            Files.createDirectories(root);
            id = UUID.randomUUID().toString();
            Files.writeString(mark, id + "\n", UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (IllegalArgumentException e) {
            throw new IOException("not the mark of a volume: " + mark, e);
        }
        changed |= !id.equals(known.put(root, id));
        return Optional.of(id);
    }

    /** Writes down what was seen, where it is new. */
    void remember() {
        if (!changed) {
            return;
        }
        StringBuilder text = new StringBuilder();
        known.forEach((root, id) -> text.append(id).append('\t').append(root).append('\n'));
        try {
            StateFile.replace(knownFile, text.toString());
            changed = false;
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", knownFile, e.toString());
        }
    }

    private Map<Path, String> read() {
        Map<Path, String> read = new HashMap<>();
        try {
            for (String line : Files.readAllLines(knownFile, UTF_8)) {
                String[] parts = line.split("\t", 2);
                if (parts.length == 2) {
                    read.put(Path.of(parts[1]), parts[0]);
                }
            }
        } catch (NoSuchFileException e) {
            return read;
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", knownFile, e.toString());
        }
        return read;
    }

    /** @throws IOException when the volume does not take a small file */
    static void probe(Path root) throws IOException {
        Path file = root.resolve(PROBE);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.allocate(PROBE_BYTES);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.deleteIfExists(file);
    }
}
