package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Footage;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingReader;
import com.technosupport.vms.api.security.Actor;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.recording.internal.keep.Finisher;
import com.technosupport.vms.recording.internal.keep.SegmentIndex;
import com.technosupport.vms.recording.internal.keep.Volumes;
import com.technosupport.vms.recording.internal.matroska.MatroskaFile;
import com.technosupport.vms.recording.internal.record.SegmentWriter;
import com.technosupport.vms.recording.internal.record.StreamKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Footage as the database knows it, with what is written now and what is not stored yet laid over it. */
@Component(service = RecordingReader.class, immediate = true)
public final class FootageReader implements RecordingReader {

    private static final int MOST_GAPS = 10_000;
    private static final long STORE_WAIT_MILLIS = 3_000;

    private final RecordingStore store;
    private final SegmentIndex index;
    private final Finisher finisher;
    private final Volumes volumes;
    private final AuditLog audit;
    private final Clock clock;

    @Activate
    public FootageReader(@Reference Recording recording, @Reference RecordingStore store, @Reference AuditLog audit) {
        this(store, recording.index(), recording.finisher(), recording.volumes(), audit, Clock.systemUTC());
    }

    FootageReader(
            RecordingStore store, SegmentIndex index, Finisher finisher, Volumes volumes, AuditLog audit, Clock clock) {
        this.store = store;
        this.index = index;
        this.finisher = finisher;
        this.volumes = volumes;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Footage footage(CameraId camera, StreamRole role, Instant from, Instant to, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
        StreamKey key = new StreamKey(camera, role);
        // What is in memory is asked first: what leaves it meanwhile is in the database then.
        Map<SegmentId, StoredSegment> fresh = new HashMap<>();
        index.pending(key).forEach(entry -> fresh.put(entry.segment().id(), entry.segment()));
        for (SegmentWriter writer : finisher.open().values()) {
            StoredSegment segment = writer.segment();
            if (segment.camera().equals(camera) && segment.role() == role) {
                fresh.put(segment.id(), segment);
            }
        }
        TreeMap<Instant, StoredSegment> all = new TreeMap<>();
        List<StoredSegment> stored = store.segments(camera, role, from, to, limit + 1);
        stored.forEach(segment -> all.put(segment.start(), overlaid(segment, fresh)));
        // Behind the last of a list that is cut off, memory knows no more than the database.
        Instant known = stored.size() > limit ? stored.get(limit).start() : to;
        fresh.values().stream()
                .filter(segment -> segment.start().isBefore(known))
                .forEach(segment -> all.putIfAbsent(segment.start(), segment));
        List<RecordedSegment> segments = all.values().stream()
                .map(StoredSegment::recorded)
                .filter(segment -> segment.start().isBefore(to) && segment.end().isAfter(from))
                .toList();
        boolean complete = segments.size() <= limit && stored.size() <= limit;
        return new Footage(
                segments.subList(0, Math.min(limit, segments.size())), gaps(camera, role, from, to), complete);
    }

    /** What memory knows, and the lock, which the database knows. */
    private static StoredSegment overlaid(StoredSegment stored, Map<SegmentId, StoredSegment> fresh) {
        StoredSegment newer = fresh.get(stored.id());
        return newer == null ? stored : locked(newer, stored.locked());
    }

    private static StoredSegment locked(StoredSegment segment, boolean locked) {
        return new StoredSegment(
                segment.id(),
                segment.camera(),
                segment.role(),
                segment.sequence(),
                segment.start(),
                segment.end(),
                segment.volume(),
                segment.path(),
                segment.bytes(),
                segment.codec(),
                locked,
                segment.state(),
                segment.origin());
    }

    private List<RecordingGap> gaps(CameraId camera, StreamRole role, Instant from, Instant to) {
        TreeMap<Instant, RecordingGap> gaps = new TreeMap<>();
        store.gaps(camera, role, from, to, MOST_GAPS).forEach(gap -> gaps.put(gap.from(), gap));
        for (RecordingGap gap : index.pendingGaps(camera, role)) {
            boolean none = gap.to().filter(gap.from()::equals).isPresent();
            boolean within = gap.from().isBefore(to)
                    && gap.to().map(end -> end.isAfter(from)).orElse(true);
            if (none || !within) {
                gaps.remove(gap.from());
            } else {
                gaps.put(gap.from(), gap);
            }
        }
        return new ArrayList<>(gaps.values());
    }

    private Optional<SegmentWriter> writer(SegmentId id) {
        return Optional.ofNullable(finisher.open().get(id));
    }

    private Optional<StoredSegment> stored(SegmentId id) {
        return writer(id)
                .map(SegmentWriter::segment)
                .or(() -> index.pending(id).map(RecordingStore.Entry::segment))
                .or(() -> store.segment(id));
    }

    @Override
    public Optional<RecordedSegment> segment(SegmentId id) {
        Optional<StoredSegment> fresh = writer(id)
                .map(SegmentWriter::segment)
                .or(() -> index.pending(id).map(RecordingStore.Entry::segment));
        Optional<StoredSegment> row = store.segment(id);
        if (fresh.isEmpty()) {
            return row.map(StoredSegment::recorded);
        }
        boolean locked = row.map(StoredSegment::locked).orElse(false);
        return fresh.map(segment -> locked(segment, locked).recorded());
    }

    private static VmsException absent() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such recording");
    }

    @Override
    public Path file(SegmentId id) {
        StoredSegment segment = stored(id).orElseThrow(FootageReader::absent);
        return volumes.file(segment.volume(), segment.path())
                .filter(Files::isRegularFile)
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "The volume of this recording is away"));
    }

    @Override
    public KeyFrameIndex keyFrames(SegmentId id) {
        Optional<KeyFrameIndex> known = writer(id)
                .map(SegmentWriter::keyFrames)
                .or(() -> index.pending(id).flatMap(RecordingStore.Entry::keyFrames))
                .or(() -> store.keyFrames(id));
        return known.orElseGet(() -> read(file(id)));
    }

    private static KeyFrameIndex read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return MatroskaFile.read(channel).keyFrames();
        } catch (IOException e) {
            throw new VmsException(ErrorCode.NOT_FOUND, "The recording cannot be read", e);
        }
    }

    @Override
    public List<LocalDate> days(CameraId camera, YearMonth month, ZoneId zone) {
        List<Instant> bounds = new ArrayList<>();
        for (int day = 1; day <= month.lengthOfMonth(); day++) {
            bounds.add(month.atDay(day).atStartOfDay(zone).toInstant());
        }
        bounds.add(month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant());
        List<Boolean> covered = new ArrayList<>(store.covered(camera, bounds));
        for (SegmentWriter writer : finisher.open().values()) {
            StoredSegment segment = writer.segment();
            for (int day = 0; segment.camera().equals(camera) && day < covered.size(); day++) {
                if (segment.start().isBefore(bounds.get(day + 1))
                        && segment.end().orElse(segment.start()).isAfter(bounds.get(day))) {
                    covered.set(day, true);
                }
            }
        }
        List<LocalDate> days = new ArrayList<>();
        for (int day = 0; day < covered.size(); day++) {
            if (covered.get(day)) {
                days.add(month.atDay(day + 1));
            }
        }
        return days;
    }

    @Override
    public void lock(SegmentId id, Actor actor, String reason) {
        if (!stored(id)
                .map(segment -> store.lock(id, actor.name(), reason, clock.instant())
                        || (awaitStored() && store.lock(id, actor.name(), reason, clock.instant())))
                .orElse(false)) {
            throw absent();
        }
        append(actor, "recording.lock", id, reason);
    }

    /** One that has just begun may not be in the database yet. */
    private boolean awaitStored() {
        try {
            return index.awaitEmpty(STORE_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void unlock(SegmentId id, Actor actor) {
        if (!store.unlock(id)) {
            throw absent();
        }
        append(actor, "recording.unlock", id, "");
    }

    private void append(Actor actor, String action, SegmentId id, String detail) {
        audit.append(new AuditLog.Entry(clock.instant(), actor.name(), action, id.toString(), detail, actor.remote()));
    }
}
