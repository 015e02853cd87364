package com.technosupport.vms.recording.internal.keep;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.recording.RecordingVerification.Report;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.Entry;
import com.technosupport.vms.api.store.RecordingStore.State;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.keep.Recovery.Named;
import com.technosupport.vms.recording.internal.record.StreamKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings files and index together where one knows more than the other: after a crash, after the database was away, and when an operator
 * asks. The files are right. Rows are forgotten only where their volume is there and the file is not.
 */
public final class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final int PAGE = 1000;
    private static final int MOST_OF_A_STREAM = 100_000;
    private static final int MOST_SENTENCES = 1000;

    private final RecordingStore store;
    private final Volumes volumes;
    private final Finisher finisher;
    private final SegmentIndex index;
    private final Deletion deletion;
    private final BiPredicate<String, String> isUnderWay;

    /** @param isUnderWay whether the file of a volume and path may be one of two of a segment that is moved */
    public Reconciler(
            RecordingStore store,
            Volumes volumes,
            Finisher finisher,
            SegmentIndex index,
            Deletion deletion,
            BiPredicate<String, String> isUnderWay) {
        this.store = store;
        this.volumes = volumes;
        this.finisher = finisher;
        this.index = index;
        this.deletion = deletion;
        this.isUnderWay = isUnderWay;
    }

    /** What is being said and done. */
    private static final class Findings {
        private final List<String> mended = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private long segments;
        private long files;

        void mended(String sentence) {
            LOG.info("{}", sentence);
            if (mended.size() < MOST_SENTENCES) {
                mended.add(sentence);
            }
        }

        void problem(String sentence) {
            LOG.warn("{}", sentence);
            if (problems.size() < MOST_SENTENCES) {
                problems.add(sentence);
            }
        }
    }

    /**
     * After a start, or when the database is back: what was left unfinished, and files since an instant.
     *
     * @param since all footage that began earlier is in the index
     */
    public void catchUp(Instant since) {
        Findings findings = new Findings();
        for (StoredSegment row : store.unfinished()) {
            if (!isOurs(row.id())) {
                unfinished(row, findings);
            }
        }
        files(LocalDate.ofInstant(since, ZoneOffset.UTC).minusDays(1), findings);
    }

    /** Everything. */
    public Report verify() throws InterruptedException {
        Findings findings = new Findings();
        Optional<SegmentId> after = Optional.empty();
        List<StoredSegment> page;
        do {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            page = store.all(after, PAGE);
            for (StoredSegment row : page) {
                findings.segments++;
                if (!isOurs(row.id())) {
                    row(row, findings);
                }
            }
            after = page.isEmpty()
                    ? after
                    : Optional.of(page.get(page.size() - 1).id());
        } while (page.size() == PAGE);
        files(LocalDate.MIN, findings);
        return new Report(findings.segments, findings.files, findings.mended, findings.problems);
    }

    /** Whether it is written now, or about to be stored. */
    private boolean isOurs(SegmentId id) {
        return finisher.open().containsKey(id) || index.pending(id).isPresent();
    }

    private void row(StoredSegment row, Findings findings) {
        if (row.state() != State.CLOSED) {
            unfinished(row, findings);
            return;
        }
        Optional<Path> file = volumes.file(row.volume(), row.path());
        if (file.isEmpty()) {
            findings.problem("The volume of " + row.path() + " is away");
            return;
        }
        try {
            if (!Files.exists(file.get())) {
                gone(row, findings);
            } else if (Files.size(file.get()) != row.bytes()) {
                Optional<Entry> entry = Recovery.end(named(row, file.get()));
                if (entry.isEmpty()) {
                    gone(row, findings);
                } else {
                    StoredSegment told = entry.get().segment();
                    boolean shorter =
                            told.end().orElseThrow().isBefore(row.end().orElseThrow());
                    StoredSegment kept =
                            shorter ? told : Recovery.endingAt(told, row.end().orElseThrow());
                    store.save(List.of(new Entry(kept, entry.get().keyFrames())));
                    findings.mended(row.path() + " had another size than the index said");
                }
            }
        } catch (IOException e) {
            findings.problem(row.path() + " cannot be read: " + e);
        }
    }

    private static Named named(StoredSegment row, Path file) {
        Path root = file;
        for (int i = Path.of(row.path()).getNameCount(); i > 0; i--) {
            root = root.getParent();
        }
        return new Named(row.volume(), root, file, new StreamKey(row.camera(), row.role()), row.sequence());
    }

    private void gone(StoredSegment row, Findings findings) {
        store.forget(List.of(row.id()));
        row.end()
                .filter(end -> end.isAfter(row.start()))
                .ifPresent(end -> store.saveGaps(List.of(new RecordingGap(
                        row.camera(),
                        row.role(),
                        row.start(),
                        Optional.of(end),
                        Cause.OPERATOR,
                        "The file was deleted"))));
        findings.mended(row.path() + " was in the index, but its file is gone");
    }

    private void unfinished(StoredSegment row, Findings findings) {
        Optional<Path> file = volumes.file(row.volume(), row.path());
        if (file.isEmpty()) {
            findings.problem("The volume of " + row.path() + " is away");
            return;
        }
        try {
            if (row.state() == State.DELETING) {
                deletion.finish(List.of(row), "It was kept for as long as it was to be");
                return;
            }
            Optional<Entry> entry = Files.exists(file.get()) ? Recovery.end(named(row, file.get())) : Optional.empty();
            if (entry.isEmpty()) {
                store.forget(List.of(row.id()));
                findings.mended(row.path() + " was begun, but nothing was written");
            } else {
                save(entry.get());
                findings.mended(row.path() + " was left open, and is indexed to its last picture");
            }
        } catch (IOException e) {
            findings.problem(row.path() + " cannot be ended: " + e);
        }
    }

    private void files(LocalDate since, Findings findings) {
        for (Volumes.Volume volume : volumes.all()) {
            if (volume.id().isEmpty()) {
                continue;
            }
            for (Path camera : Recovery.children(volume.root(), Files::isDirectory)) {
                Recovery.days(camera)
                        .takeWhile(day -> !date(camera, day).isBefore(since))
                        .forEach(day -> day(volume, day, findings));
            }
        }
    }

    /** Names that are no date are looked into. */
    private static LocalDate date(Path camera, Path day) {
        try {
            Path names = camera.relativize(day);
            return LocalDate.of(
                    Integer.parseInt(names.getName(0).toString()),
                    Integer.parseInt(names.getName(1).toString()),
                    Integer.parseInt(names.getName(2).toString()));
        } catch (RuntimeException e) {
            return LocalDate.MAX;
        }
    }

    private void day(Volumes.Volume volume, Path day, Findings findings) {
        Map<StreamKey, Map<String, StoredSegment>> rows = new HashMap<>();
        List<Entry> missing = new ArrayList<>();
        List<Named> files = Recovery.named(volume.id().orElseThrow(), volume.root(), day);
        // In this order, after the files were listed: each is being begun, or open, or else its row is there by now.
        files = files.stream()
                .filter(named -> !volumes.isBeginning(named.file()))
                .toList();
        Set<String> open = openPaths();
        for (Named named : files) {
            findings.files++;
            Map<String, StoredSegment> known = rows.computeIfAbsent(named.key(), key -> rowsOf(key, volume, day));
            if (!known.containsKey(named.path()) && !open.contains(named.path())) {
                try {
                    Recovery.end(named).ifPresent(missing::add);
                } catch (IOException e) {
                    findings.problem(named.path() + " cannot be read: " + e);
                }
            }
        }
        for (Entry entry : Recovery.fitted(missing)) {
            if (isOurs(entry.segment().id())
                    || openPaths().contains(entry.segment().path())) {
                continue;
            }
            try {
                if (isElsewhere(entry.segment())) {
                    if (!isUnderWay.test(
                            entry.segment().volume(), entry.segment().path())) {
                        findings.problem(entry.segment().path() + " is there twice");
                    }
                    continue;
                }
                save(entry);
                findings.mended(entry.segment().path() + " was not in the index");
            } catch (VmsException e) {
                if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                    throw e;
                }
                findings.problem(entry.segment().path() + " cannot be indexed: " + e.getMessage());
            }
        }
    }

    /** Whether the row of that segment has another file. */
    private boolean isElsewhere(StoredSegment found) {
        return store.segment(found.id())
                .flatMap(row -> volumes.file(row.volume(), row.path()))
                .filter(Files::exists)
                .isPresent();
    }

    private Set<String> openPaths() {
        Set<String> paths = new java.util.HashSet<>();
        finisher.open().values().forEach(writer -> paths.add(writer.slot().path()));
        return paths;
    }

    private Map<String, StoredSegment> rowsOf(StreamKey key, Volumes.Volume volume, Path day) {
        LocalDate date = date(volume.root().resolve(key.camera().toString()), day);
        Map<String, StoredSegment> rows = new HashMap<>();
        Instant from = date.equals(LocalDate.MAX)
                ? Instant.EPOCH
                : date.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant to = date.equals(LocalDate.MAX)
                ? Instant.parse("9000-01-01T00:00:00Z")
                : date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        store.segments(key.camera(), key.role(), from, to, MOST_OF_A_STREAM).forEach(row -> rows.put(row.path(), row));
        store.unfinished().forEach(row -> rows.put(row.path(), row));
        index.pending(key).forEach(entry -> rows.put(entry.segment().path(), entry.segment()));
        return rows;
    }

    /** Its end gives way to the segment that follows, since it is a guess by up to a picture. */
    private void save(Entry entry) {
        StoredSegment segment = entry.segment();
        Instant end = segment.end().orElseThrow();
        Instant fitted = store.segments(segment.camera(), segment.role(), segment.start(), end, 3).stream()
                .filter(other -> !other.id().equals(segment.id()))
                .map(StoredSegment::start)
                .filter(start -> start.isAfter(segment.start()))
                .findFirst()
                .orElse(end);
        store.save(List.of(new Entry(Recovery.endingAt(segment, fitted), entry.keyFrames())));
    }
}
