package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.recording.RecordingStorage.VolumeState;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.keep.MoveJournal.Move;
import com.technosupport.vms.recording.internal.keep.Volumes.Volume;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves footage to archive volumes when it is old enough, or sooner where the volume that it lies on runs out of room. A copy is written
 * under another name, forced to the disk, read back and compared with the hash of the row; then it gets its name, then the row says where
 * it is, and the old file goes a while later, when whoever was about to open it has. Killed at any step, the next run ends what was begun.
 * For one thread.
 */
public final class Archive {

    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final String UNDER_WAY = ".moving";
    private static final int CHUNK = 1 << 20;
    private static final int BATCH = 20;
    private static final int MOST_PUT_OFF = 1000;
    private static final long PUT_OFF_NANOS = Duration.ofMinutes(30).toNanos();

    /** So long the old file stays, for those who have just been told that it is there. */
    private static final long GRACE_NANOS = Duration.ofSeconds(30).toNanos();

    private final RecordingStore store;
    private final Volumes volumes;
    private final Retention retention;
    private final MoveJournal journal;
    private final Clock clock;
    private final LongSupplier nanos;
    private final BooleanSupplier ended;
    private final LongAdder segments = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Map<Move, Long> moved = new HashMap<>();
    private final Map<SegmentId, Long> putOff = new LinkedHashMap<>();

    /** @param ended whether to stop soon */
    public Archive(
            RecordingStore store,
            Volumes volumes,
            Retention retention,
            Path dataDirectory,
            Clock clock,
            BooleanSupplier ended) {
        this(store, volumes, retention, new MoveJournal(dataDirectory), clock, System::nanoTime, ended);
    }

    Archive(
            RecordingStore store,
            Volumes volumes,
            Retention retention,
            MoveJournal journal,
            Clock clock,
            LongSupplier nanos,
            BooleanSupplier ended) {
        this.store = store;
        this.volumes = volumes;
        this.retention = retention;
        this.journal = journal;
        this.clock = clock;
        this.nanos = nanos;
        this.ended = ended;
    }

    public LongAdder segments() {
        return segments;
    }

    public LongAdder bytes() {
        return bytes;
    }

    /** Whether a file may be the other one of a segment that is moved. */
    public boolean isUnderWay(String volume, String path) {
        return journal.knows(volume, path);
    }

    /** Ends what was begun, and moves what is due. */
    public void round() {
        endMoves();
        List<Volume> archives = volumes.present().stream()
                .filter(volume -> volume.isArchive() && volumes.state(volume) != VolumeState.FAILED)
                .sorted(Comparator.comparingLong((Volume volume) -> volume.free() - volume.keepFree())
                        .reversed())
                .toList();
        for (Volume archive : archives) {
            for (Volume from : volumes.present()) {
                if (!from.isArchive()) {
                    empty(from, archive);
                }
            }
        }
    }

    private void empty(Volume from, Volume archive) {
        Instant due =
                clock.instant().minus(Duration.ofDays(archive.archiveDays().orElseThrow()));
        while (!ended.getAsBoolean()) {
            boolean hurry = isShort(from);
            Optional<StoredSegment> next =
                    store.endedBefore(from.id().orElseThrow(), hurry ? clock.instant() : due, BATCH).stream()
                            .filter(segment -> !isPutOff(segment.id()))
                            .findFirst();
            if (next.isEmpty() || !move(next.get(), from, archive, hurry)) {
                return;
            }
        }
    }

    /** Before retention would delete what could be moved. */
    private static boolean isShort(Volume volume) {
        return volume.root().toFile().getUsableSpace() < volume.keepFree() + 2 * volume.headroom();
    }

    private boolean isPutOff(SegmentId id) {
        Long since = putOff.get(id);
        return since != null && nanos.getAsLong() - since < PUT_OFF_NANOS;
    }

    private void putOff(SegmentId id) {
        putOff.put(id, nanos.getAsLong());
        Iterator<SegmentId> eldest = putOff.keySet().iterator();
        if (putOff.size() > MOST_PUT_OFF) {
            eldest.next();
            eldest.remove();
        }
    }

    /** @return whether it makes sense to go on with another one */
    private boolean move(StoredSegment segment, Volume from, Volume archive, boolean hurry) {
        long free = archive.root().toFile().getUsableSpace();
        long needed = archive.keepFree() + archive.headroom() + segment.bytes() - free;
        if (needed > 0 && retention.free(archive, needed, segment.start()) < needed) {
            // What lies there is younger, or is kept.
            return false;
        }
        Move move = new Move(segment.id(), segment.volume(), archive.id().orElseThrow(), segment.path());
        Path old = from.root().resolve(segment.path());
        Path copy = archive.root().resolve(segment.path());
        try {
            if (Files.exists(copy)) {
                LOG.warn("{} is in the way of a file that is to be archived", copy);
                putOff(segment.id());
                return true;
            }
            journal.begin(move);
        } catch (IOException e) {
            LOG.warn("Nothing is archived, since that cannot be written down: {}", e.toString());
            return false;
        }
        try {
            if (!copy(segment, old, copy, hurry)) {
                putOff(segment.id());
                abandon(move, copy);
                return true;
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be archived to {}: {}", old, archive.root(), e.toString());
            putOff(segment.id());
            if (Files.isReadable(old)) {
                volumes.failed(archive.id().orElseThrow(), e);
            }
            abandon(move, copy);
            return false;
        }
        // Where the database cannot be reached, it is found out in a later round.
        if (store.move(segment, move.to(), move.path())) {
            moved.put(move, nanos.getAsLong());
            segments.increment();
            bytes.add(segment.bytes());
        } else {
            abandon(move, copy);
        }
        return true;
    }

    private void abandon(Move move, Path copy) {
        try {
            Files.deleteIfExists(copy.resolveSibling(copy.getFileName() + UNDER_WAY));
            Files.deleteIfExists(copy);
            journal.end(move);
        } catch (IOException e) {
            LOG.warn("{} is left for later: {}", copy, e.toString());
        }
    }

    /** @return false where the file is not what the row says; it is left as it is */
    private boolean copy(StoredSegment segment, Path old, Path copy, boolean hurry) throws IOException {
        Files.createDirectories(copy.getParent());
        Path underWay = copy.resolveSibling(copy.getFileName() + UNDER_WAY);
        byte[] read = copyBytes(old, underWay, hurry);
        Optional<byte[]> sealed = store.sealOf(segment.id()).map(RecordingStore.Seal::sha256);
        if (Files.size(underWay) != segment.bytes()
                || sealed.filter(hash -> !Arrays.equals(hash, read)).isPresent()) {
            LOG.error("{} is not what was recorded: it was changed, or the disk fails. It is not archived", old);
            return false;
        }
        if (!Arrays.equals(Finisher.hash(underWay), read)) {
            throw new IOException("the copy differs");
        }
        Files.move(underWay, copy, StandardCopyOption.ATOMIC_MOVE);
        // The name too outlives a power cut.
        try (FileChannel folder = FileChannel.open(copy.getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        return true;
    }

    private byte[] copyBytes(Path old, Path underWay, boolean hurry) throws IOException {
        try (FileChannel from = FileChannel.open(old, StandardOpenOption.READ);
                FileChannel to = FileChannel.open(
                        underWay,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            long began = System.nanoTime();
            while (from.read(chunk) >= 0) {
                digest.update(chunk.flip().duplicate());
                while (chunk.hasRemaining()) {
                    to.write(chunk);
                }
                chunk.clear();
                if (!hurry && !ended.getAsBoolean()) {
                    // Recorders and readers come first: half of the time the disks are theirs.
                    LockSupport.parkNanos(System.nanoTime() - began);
                }
                began = System.nanoTime();
            }
            to.force(true);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Deletes the file that the row does not name, of each move that was begun. */
    private void endMoves() {
        for (Move move : journal.moves()) {
            Long since = moved.get(move);
            if (since != null && nanos.getAsLong() - since < GRACE_NANOS) {
                continue;
            }
            Optional<Path> old = volumes.file(move.from(), move.path());
            Optional<Path> copy = volumes.file(move.to(), move.path());
            if (old.isEmpty() || copy.isEmpty()) {
                continue;
            }
            try {
                Optional<StoredSegment> row = store.segment(move.id());
                boolean there = row.filter(segment -> segment.volume().equals(move.to()))
                        .isPresent();
                Files.deleteIfExists(copy.get().resolveSibling(copy.get().getFileName() + UNDER_WAY));
                if (since != null || (there && Files.exists(copy.get()))) {
                    Files.deleteIfExists(old.get());
                } else if (row.isPresent() && !there && Files.exists(old.get())) {
                    Files.deleteIfExists(copy.get());
                }
                journal.end(move);
                moved.remove(move);
            } catch (IOException e) {
                LOG.warn("{} is left in two places for now: {}", move.path(), e.toString());
            }
        }
    }
}
