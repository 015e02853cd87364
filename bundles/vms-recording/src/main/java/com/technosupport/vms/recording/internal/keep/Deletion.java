package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes segments so that a crash at any moment leaves nothing behind: the row says so first, the ledger why it is missing, then the
 * file goes, and last the row. What a crash leaves is taken up by the next start. No file is deleted that has no row. Safe for use by
 * several threads.
 */
public final class Deletion {

    private static final Logger LOG = LoggerFactory.getLogger(Deletion.class);

    /** Gaps this far apart are one: the ledger knows none that are shorter. */
    private static final Duration JOINED = Duration.ofMillis(200);

    /** A recorder may just be making its file in a younger folder. */
    private static final Duration FOLDER_AGE = Duration.ofDays(2);

    private static final int MOST_GAPS = 1000;

    private final RecordingStore store;
    private final Volumes volumes;
    private final Clock clock;
    private final LongAdder segments = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    public Deletion(RecordingStore store, Volumes volumes, Clock clock) {
        this.store = store;
        this.volumes = volumes;
        this.clock = clock;
    }

    /** How many were deleted since the start. */
    public LongAdder segments() {
        return segments;
    }

    public LongAdder bytes() {
        return bytes;
    }

    /**
     * Deletes those that may still be deleted.
     *
     * @param why in a sentence, for the ledger
     * @return the bytes that are free now
     */
    long delete(List<StoredSegment> chosen, String why) {
        if (chosen.isEmpty()) {
            return 0;
        }
        Set<SegmentId> marked = new HashSet<>(
                store.markDeleting(chosen.stream().map(StoredSegment::id).toList()));
        return finish(
                chosen.stream().filter(segment -> marked.contains(segment.id())).toList(), why);
    }

    /** Goes on with those whose rows say that they are being deleted. */
    long finish(List<StoredSegment> going, String why) {
        List<SegmentId> gone = new ArrayList<>();
        long freed = 0;
        for (StoredSegment segment : going) {
            Optional<Path> file = volumes.file(segment.volume(), segment.path());
            if (file.isEmpty()) {
                // Its volume is away; the row waits for it.
                continue;
            }
            explain(segment, why);
            try {
                Files.deleteIfExists(file.get());
            } catch (IOException e) {
                LOG.warn("{} cannot be deleted: {}", file.get(), e.toString());
                volumes.failed(segment.volume(), e);
                continue;
            }
            gone.add(segment.id());
            freed += segment.bytes();
            segments.increment();
            bytes.add(segment.bytes());
            removeEmptyFolders(file.get(), segment);
        }
        if (!gone.isEmpty()) {
            store.forget(gone);
        }
        return freed;
    }

    /** The ledger says of the stretch what it is; gaps within it keep their causes. */
    private void explain(StoredSegment segment, String why) {
        Instant end = segment.end().orElse(segment.start());
        List<RecordingGap> within = store.gaps(segment.camera(), segment.role(), segment.start(), end, MOST_GAPS);
        List<RecordingGap> told = new ArrayList<>();
        Instant at = segment.start();
        for (RecordingGap gap : within) {
            if (gap.cause() != Cause.RETENTION && gap.to().isPresent()) {
                if (gap.from().isAfter(at)) {
                    told.add(gap(segment, at, gap.from(), why));
                }
                at = gap.to().get().isAfter(at) ? gap.to().get() : at;
            }
        }
        if (at.isBefore(end)) {
            told.add(gap(segment, at, end, why));
        }
        if (!told.isEmpty()) {
            told.set(0, joined(told.get(0)));
            store.saveGaps(told);
        }
    }

    private static RecordingGap gap(StoredSegment segment, Instant from, Instant to, String why) {
        return new RecordingGap(segment.camera(), segment.role(), from, Optional.of(to), Cause.RETENTION, why);
    }

    /** One gap for all that goes, day after day. */
    private RecordingGap joined(RecordingGap gap) {
        return store
                .gaps(
                        gap.camera(),
                        gap.role(),
                        gap.from().minus(JOINED),
                        gap.from().plusMillis(1),
                        MOST_GAPS)
                .stream()
                .filter(before -> before.cause() == Cause.RETENTION
                        && before.from().isBefore(gap.from())
                        && before.to().isPresent())
                .findFirst()
                .map(before -> new RecordingGap(
                        gap.camera(),
                        gap.role(),
                        before.from(),
                        before.to()
                                .filter(end -> end.isAfter(gap.to().orElseThrow()))
                                .or(gap::to),
                        Cause.RETENTION,
                        gap.detail()))
                .orElse(gap);
    }

    private void removeEmptyFolders(Path file, StoredSegment segment) {
        if (segment.start().isAfter(clock.instant().minus(FOLDER_AGE))) {
            return;
        }
        Path folder = file.getParent();
        try {
            // The day, the month, the year; the camera's own folder stays.
            for (int depth = Path.of(segment.path()).getNameCount() - 1; depth > 1; depth--) {
                Files.delete(folder);
                folder = folder.getParent();
            }
        } catch (DirectoryNotEmptyException e) {
            LOG.trace("{} has more in it", folder);
        } catch (IOException e) {
            LOG.debug("{} is left", folder, e);
        }
    }
}
