package com.technosupport.vms.playback.internal.export;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Export;
import com.technosupport.vms.api.recording.ExportRequest;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingReader;
import com.technosupport.vms.playback.internal.footage.FootageRange;
import com.technosupport.vms.playback.internal.footage.Packets;
import com.technosupport.vms.playback.internal.footage.SegmentFile;
import com.technosupport.vms.playback.internal.footage.SegmentFiles;
import com.technosupport.vms.playback.internal.mp4.Clip;
import com.technosupport.vms.playback.internal.recode.AacPackets;
import com.technosupport.vms.playback.internal.recode.MaskedPackets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;
import java.util.function.Function;

/** Makes one export's files, from the beginning. Nothing is forced to the disk here. */
final class ExportRun {

    /** Shorter ones stay as they are, longer ones are left out of the clip; the manifest tells of both. */
    private static final long KEPT_GAP_MILLIS = 1000;

    /** Files of one recording follow each other within a frame or two; that is no gap. */
    private static final long SEAM_MILLIS = 200;

    private static final long CHECK_BYTES = 64L << 20;
    private static final String PART = ".part";

    private final Export export;
    private final ExportFolder folder;
    private final RecordingReader recordings;
    private final FootageRange footage;
    private final long reserve;
    private final Function<CameraId, PrivacyMask> masks;
    private final BooleanSupplier cancelled;
    private final DoubleConsumer progress;
    private final Completion completion = new Completion();
    private final ClipNames names = new ClipNames();
    private final List<Export.File> files = new ArrayList<>();
    private final List<RecordingGap> gaps = new ArrayList<>();
    private final Map<String, Long> crcs = new LinkedHashMap<>();
    private final Set<String> remarks = new LinkedHashSet<>();
    private final Set<CameraId> masked = new LinkedHashSet<>();
    private long allMillis;
    private long doneMillis;
    private long unchecked;

    /**
     * @param reserve bytes of disk that stay free
     * @param masks are burnt in, whoever asked
     * @param progress is told how far it is, 0 to 1
     */
    ExportRun(
            Export export,
            ExportFolder folder,
            RecordingReader recordings,
            long reserve,
            Function<CameraId, PrivacyMask> masks,
            BooleanSupplier cancelled,
            DoubleConsumer progress) {
        this.export = export;
        this.folder = folder;
        this.recordings = recordings;
        this.footage = new FootageRange(() -> recordings);
        this.reserve = reserve;
        this.masks = masks;
        this.cancelled = cancelled;
        this.progress = progress;
    }

    List<Export.File> files() {
        return files;
    }

    List<RecordingGap> gaps() {
        return gaps;
    }

    Map<String, Long> crcs() {
        return crcs;
    }

    /** What was left out and why; may be empty. */
    String remarks() {
        return String.join("; ", remarks);
    }

    /**
     * @throws CancelledException when it was cancelled
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no footage at all
     */
    void run() throws IOException {
        ExportRequest request = export.request();
        Map<CameraId, List<RecordedSegment>> plan = new LinkedHashMap<>();
        long bytes = 0;
        for (CameraId camera : request.cameras().keySet()) {
            FootageRange.Found found = footage.find(camera, request.role(), request.from(), request.to());
            if (!found.complete()) {
                throw new IOException("there are too many segments in the range");
            }
            plan.put(camera, found.segments());
            gaps.addAll(found.gaps());
            for (RecordedSegment segment : found.segments()) {
                long wanted = Duration.between(begin(segment), end(segment)).toMillis();
                long whole = Math.max(
                        1, Duration.between(segment.start(), segment.end()).toMillis());
                allMillis += wanted;
                bytes += (long) (segment.bytes() * Math.min(1, (wanted + 10_000.0) / whole));
            }
        }
        requireSpace(bytes);
        try (completion) {
            for (Map.Entry<CameraId, List<RecordedSegment>> camera : plan.entrySet()) {
                copy(camera.getKey(), camera.getValue());
            }
            completion.await();
        }
        if (files.isEmpty()) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no footage of that time");
        }
    }

    private Instant begin(RecordedSegment segment) {
        Instant from = export.request().from();
        return segment.start().isBefore(from) ? from : segment.start();
    }

    private Instant end(RecordedSegment segment) {
        Instant to = export.request().to();
        return segment.end().isAfter(to) ? to : segment.end();
    }

    private void requireSpace(long bytes) throws IOException {
        long free = Files.getFileStore(folder.path()).getUsableSpace();
        if (free < bytes + reserve) {
            throw new IOException("the disk has not enough space: " + (bytes >> 20) + " MiB are needed and "
                    + (reserve >> 20) + " MiB stay free, of " + (free >> 20) + " MiB");
        }
    }

    /** One clip being made. */
    private final class Open {
        final String name;
        final Path part;
        final CameraId camera;
        final Clip clip;
        final List<Export.Piece> pieces = new ArrayList<>();
        Instant last;
        long length;

        Open(CameraId camera, Packets reader, Instant begin) throws IOException {
            this.camera = camera;
            boolean mp4 = export.request().format() == ExportRequest.Format.MP4;
            name = names.next(export.request().cameras().get(camera), begin, mp4 ? "mp4" : "mkv");
            part = folder.file(name + PART);
            clip = new Clip(part, mp4, reader, begin);
        }

        /** Where the next piece begins. */
        long offset(Instant begin) {
            if (last == null) {
                return 0;
            }
            long gap = Duration.between(last, begin).toMillis();
            return length + (gap > KEPT_GAP_MILLIS ? 0 : Math.max(0, gap));
        }

        void piece(Instant begin, Instant end, long offset) {
            Export.Piece before = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
            length = offset + Duration.between(begin, end).toMillis();
            last = end;
            if (before != null && Duration.between(before.to(), begin).toMillis() <= SEAM_MILLIS) {
                pieces.set(pieces.size() - 1, new Export.Piece(before.from(), end, before.offsetMillis()));
            } else {
                pieces.add(new Export.Piece(begin, end, offset));
            }
        }

        void finish() throws IOException {
            try (clip) {
                clip.finish();
            }
            completion.begin(() -> {
                Digests digests = Digests.of(part);
                Files.move(part, folder.file(name), StandardCopyOption.ATOMIC_MOVE);
                files.add(new Export.File(camera, name, digests.size(), digests.sha256(), pieces));
                crcs.put(name, digests.crc());
                return null;
            });
        }
    }

    private void copy(CameraId camera, List<RecordedSegment> segments) throws IOException {
        String called = export.request().cameras().get(camera);
        Open open = null;
        try {
            for (RecordedSegment segment : segments) {
                Duration length = Duration.between(begin(segment), end(segment));
                SegmentFile file;
                try {
                    file = SegmentFiles.describe(
                            segment, recordings.file(segment.id()), recordings.keyFrames(segment.id()));
                } catch (VmsException e) {
                    if (e.code() != ErrorCode.NOT_FOUND) {
                        throw e;
                    }
                    remarks.add(called + ": the footage from " + segment.start() + " was deleted meanwhile");
                    doneMillis += length.toMillis();
                    continue;
                }
                open = append(open, camera, file);
                doneMillis += length.toMillis();
            }
            if (open != null) {
                open.finish();
                open = null;
            } else if (segments.isEmpty()) {
                remarks.add(called + ": there is no footage of that range");
            }
        } finally {
            if (open != null) {
                open.clip.close();
            }
        }
    }

    private Open append(Open current, CameraId camera, SegmentFile file) throws IOException {
        Open open = current;
        Instant from = begin(file.segment());
        Instant to = end(file.segment());
        long begin = Duration.between(file.segment().start(), from).toMillis();
        int key = file.index().atOrBefore((int) begin);
        boolean mp4 = export.request().format() == ExportRequest.Format.MP4;
        if (!mp4 || file.index().time(key) > begin) {
            // Matroska shows all that it holds, from the key frame on.
            from = file.segment().start().plusMillis(file.index().time(key));
        }
        if (!from.isBefore(to)) {
            return open;
        }
        try (Packets reader = packets(file, key)) {
            if (open != null && !open.clip.takes(reader)) {
                Open ended = open;
                open = null;
                ended.finish();
            }
            if (open == null) {
                open = new Open(camera, reader, from);
                if (mp4) {
                    String leftOut = Clip.leftOut(reader);
                    if (!leftOut.isEmpty()) {
                        remarks.add(export.request().cameras().get(camera) + " is " + leftOut);
                    }
                }
            }
            long offset = open.offset(from);
            Instant first = from;
            open.clip.add(reader, file, from, to, offset, (until, bytes) -> reached(first, until, bytes));
            open.piece(from, to, offset);
        } catch (IOException | RuntimeException e) {
            if (open != null) {
                open.clip.close();
            }
            throw e;
        }
        return open;
    }

    /** What is written: as it was recorded, but for what has to be hidden, and sound that MP4 does not take. */
    private Packets packets(SegmentFile file, int key) throws IOException {
        PrivacyMask mask = masks.apply(file.segment().camera());
        Packets recorded = file.packets(key);
        Packets shown = recorded;
        if (!mask.isEmpty()) {
            masked.add(file.segment().camera());
            shown = new MaskedPackets(recorded, mask, false);
        }
        boolean mp4 = export.request().format() == ExportRequest.Format.MP4;
        return mp4 && AacPackets.takes(shown) ? new AacPackets(shown) : shown;
    }

    /** The cameras of which a part was hidden. */
    Set<CameraId> masked() {
        return masked;
    }

    private void reached(Instant first, Instant until, long bytes) throws IOException {
        if (cancelled.getAsBoolean()) {
            throw new CancelledException();
        }
        unchecked += bytes;
        if (unchecked > CHECK_BYTES) {
            unchecked = 0;
            requireSpace(0);
        }
        long done = doneMillis + Duration.between(first, until).toMillis();
        progress.accept(Math.max(0, Math.min(1, done / (double) Math.max(1, allMillis))));
    }
}
