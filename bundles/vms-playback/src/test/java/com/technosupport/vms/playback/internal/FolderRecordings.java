package com.technosupport.vms.playback.internal;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Footage that lies in files, each added with its time. */
public final class FolderRecordings implements RecordingReader {

    private record Kept(RecordedSegment segment, Path file, KeyFrameIndex index) {}

    private final Map<SegmentId, Kept> segments = new LinkedHashMap<>();
    private final List<RecordingGap> gaps = new ArrayList<>();

    public RecordedSegment add(
            CameraId camera, StreamRole role, Instant start, Duration length, Path file, boolean open)
            throws IOException {
        RecordedSegment segment = new RecordedSegment(
                SegmentId.next(Clock.systemUTC()),
                camera,
                role,
                start,
                start.plus(length),
                Files.size(file),
                Codec.H264,
                open,
                false);
        segments.put(segment.id(), new Kept(segment, file, Matroska.index(file)));
        return segment;
    }

    /** A closed segment of the main stream, as long as its file. */
    public RecordedSegment add(CameraId camera, Instant start, Path file) throws Exception {
        String length = Clips.run(
                "ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file.toString());
        long millis = Math.round(Double.parseDouble(length.trim()) * 1000);
        return add(camera, StreamRole.MAIN, start, Duration.ofMillis(millis), file, false);
    }

    /** A segment under its old id with another index, as an open one changes. */
    public void change(RecordedSegment segment, KeyFrameIndex index) {
        segments.put(segment.id(), new Kept(segment, segments.get(segment.id()).file(), index));
    }

    public void remove(RecordedSegment segment) {
        segments.remove(segment.id());
    }

    public void add(RecordingGap gap) {
        gaps.add(gap);
    }

    @Override
    public Footage footage(CameraId camera, StreamRole role, Instant from, Instant to, int limit) {
        List<RecordedSegment> found = segments.values().stream()
                .map(Kept::segment)
                .filter(segment -> segment.camera().equals(camera)
                        && segment.role() == role
                        && segment.start().isBefore(to)
                        && segment.end().isAfter(from))
                .sorted(Comparator.comparing(RecordedSegment::start))
                .toList();
        List<RecordingGap> missing = gaps.stream()
                .filter(gap -> gap.camera().equals(camera)
                        && gap.from().isBefore(to)
                        && gap.to().map(end -> end.isAfter(from)).orElse(true))
                .toList();
        return new Footage(found.subList(0, Math.min(limit, found.size())), missing, found.size() <= limit);
    }

    @Override
    public Optional<RecordedSegment> segment(SegmentId id) {
        return Optional.ofNullable(segments.get(id)).map(Kept::segment);
    }

    private Kept kept(SegmentId id) {
        return Optional.ofNullable(segments.get(id))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "no such segment"));
    }

    @Override
    public Path file(SegmentId id) {
        return kept(id).file();
    }

    @Override
    public KeyFrameIndex keyFrames(SegmentId id) {
        return kept(id).index();
    }

    @Override
    public List<LocalDate> days(CameraId camera, YearMonth month, ZoneId zone) {
        return List.of();
    }

    @Override
    public void lock(SegmentId id, Actor actor, String reason) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unlock(SegmentId id, Actor actor) {
        throw new UnsupportedOperationException();
    }
}
