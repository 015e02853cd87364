package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.store.RecordingStore.Origin;
import com.technosupport.vms.recording.internal.keep.Slot;
import com.technosupport.vms.recording.internal.matroska.MatroskaEnding;
import com.technosupport.vms.recording.internal.matroska.SegmentLabel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A folder that segments are recorded to, with an account of them. */
final class Folder implements Surroundings {

    /** Where a segment lies in time. */
    record Written(Path file, Instant start, Instant end) {}

    record Missing(Instant from, Cause cause) {}

    static final StreamKey KEY = new StreamKey(new CameraId(new UUID(7, 7)), StreamRole.MAIN);

    private final Path directory;
    final List<Written> written = new ArrayList<>();
    final List<Missing> missing = new ArrayList<>();
    final List<Instant> footage = new ArrayList<>();
    final List<SegmentWriter> open = new ArrayList<>();
    IOException failure;
    boolean low;
    long earliest = Long.MIN_VALUE;
    private int count;

    Folder(Path directory) {
        this.directory = directory;
    }

    @Override
    public SegmentWriter open(StreamKey key, long start, Track video, Optional<Track> sound) throws IOException {
        if (failure != null) {
            throw failure;
        }
        count++;
        Path file = directory.resolve(count + ".mkv");
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
        SegmentWriter writer = new SegmentWriter(
                new Slot("volume", count + ".mkv", count, file, channel),
                new SegmentLabel(
                        SegmentId.next(Clock.systemUTC()),
                        key.camera(),
                        key.role(),
                        count,
                        Timeline.instant(start),
                        Origin.LIVE),
                video,
                sound);
        open.add(writer);
        return writer;
    }

    @Override
    public void closed(StreamKey key, SegmentWriter writer) {
        open.remove(writer);
        earliest = Math.max(earliest, writer.safe().endMicros());
        try {
            MatroskaEnding.end(writer.slot().file());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        written.add(new Written(
                writer.slot().file(),
                writer.label().start(),
                writer.segment().end().orElseThrow()));
    }

    @Override
    public long earliest(StreamKey key) {
        return earliest;
    }

    @Override
    public void footage(StreamKey key, long from) {
        footage.add(Timeline.instant(from));
    }

    @Override
    public void missing(StreamKey key, long from, Cause cause, String detail) {
        missing.add(new Missing(from == Long.MIN_VALUE ? Instant.MIN : Timeline.instant(from), cause));
    }

    @Override
    public boolean takes(String volume) {
        return failure == null;
    }

    @Override
    public boolean isLow(String volume) {
        return low;
    }

    @Override
    public void failed(String volume, IOException failed) {
        // Told by the next open.
    }
}
