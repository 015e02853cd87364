package com.technosupport.vms.recording.internal.keep;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which segments are in two places, or may be: written down before a copy begins, so that no copy is ever left behind. Safe for use by several threads. */
final class MoveJournal {

    private static final Logger LOG = LoggerFactory.getLogger(MoveJournal.class);
    private static final int PARTS = 4;

    /**
     * A segment on its way.
     *
     * @param path from the roots of both volumes
     */
    record Move(SegmentId id, String from, String to, String path) {}

    private final Path file;
    private List<Move> moves;

    MoveJournal(Path dataDirectory) {
        this.file = dataDirectory.resolve("recording").resolve("moving");
    }

    synchronized List<Move> moves() {
        if (moves == null) {
            moves = read();
        }
        return List.copyOf(moves);
    }

    synchronized void begin(Move move) throws IOException {
        List<Move> next = new ArrayList<>(moves());
        next.add(move);
        write(next);
    }

    synchronized void end(Move move) throws IOException {
        List<Move> next = new ArrayList<>(moves());
        next.remove(move);
        write(next);
    }

    /** Whether a file is one of the two of a segment that is moved. */
    boolean knows(String volume, String path) {
        return moves().stream()
                .anyMatch(move -> move.path().equals(path)
                        && (move.from().equals(volume) || move.to().equals(volume)));
    }

    private void write(List<Move> next) throws IOException {
        StringBuilder text = new StringBuilder();
        next.forEach(move -> text.append(move.id())
                .append('\t')
                .append(move.from())
                .append('\t')
                .append(move.to())
                .append('\t')
                .append(move.path())
                .append('\n'));
        StateFile.replace(file, text.toString());
        moves = next;
    }

    private List<Move> read() {
        List<Move> read = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, UTF_8)) {
                String[] parts = line.split("\t", PARTS);
                if (parts.length == PARTS) {
                    read.add(new Move(SegmentId.parse(parts[0]), parts[1], parts[2], parts[3]));
                }
            }
        } catch (NoSuchFileException e) {
            return read;
        } catch (IOException | VmsException e) {
            LOG.warn("{} cannot be read: {}", file, e.toString());
        }
        return read;
    }
}
