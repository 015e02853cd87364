package com.technosupport.vms.recording.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.recording.internal.keep.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When this server was last known to run, and from when on the index may lack footage that is on disk: what a start needs to know to
 * explain what is missing. Two lines in a file.
 */
final class Heartbeat {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    /** @param indexedTo all footage that began earlier is in the index */
    record Beat(Instant alive, Instant indexedTo) {}

    private final Path file;

    Heartbeat(Path dataDirectory) {
        this.file = dataDirectory.resolve("recording").resolve("heartbeat");
    }

    Optional<Beat> read() {
        try {
            var lines = Files.readAllLines(file, UTF_8);
            return lines.size() < 2
                    ? Optional.empty()
                    : Optional.of(new Beat(Instant.parse(lines.get(0)), Instant.parse(lines.get(1))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | DateTimeException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
            return Optional.empty();
        }
    }

    void write(Beat beat) {
        try {
            StateFile.replace(file, beat.alive() + "\n" + beat.indexedTo() + "\n");
        } catch (IOException e) {
            LOG.debug("{} cannot be written", file, e);
        }
    }
}
