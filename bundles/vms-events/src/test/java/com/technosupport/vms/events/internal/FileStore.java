package com.technosupport.vms.events.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/** A database as one file, which outlives the process: each transaction is a line, there as a whole or not at all. */
final class FileStore extends MemoryStore {

    private final Path file;

    FileStore(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            if (!Files.readString(file).endsWith("\n") && !lines.isEmpty()) {
                lines.remove(lines.size() - 1);
            }
            lines.forEach(line -> List.of(line.split(" ")).forEach(id -> alreadyStored(EventId.parse(id))));
        }
    }

    @Override
    public synchronized Persisted persist(List<NewEvent> events) {
        Persisted persisted = super.persist(events);
        if (!persisted.added().isEmpty()) {
            String line = events.stream()
                    .map(event -> event.event().message().id())
                    .filter(persisted.added()::contains)
                    .distinct()
                    .map(EventId::toString)
                    .collect(Collectors.joining(" ", "", "\n"));
            try {
                Files.write(file, line.getBytes(UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return persisted;
    }

    @Override
    public synchronized void reject(List<RejectedEvent> events) {
        throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "not for what is rejected");
    }
}
