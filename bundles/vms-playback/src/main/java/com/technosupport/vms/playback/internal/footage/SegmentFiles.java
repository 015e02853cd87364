package com.technosupport.vms.playback.internal.footage;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is known of the segments that were asked for last, within a bound of memory. No file is kept open: retention deletes
 * them, and opening one again costs some microseconds. Safe for use by several threads.
 */
public final class SegmentFiles {

    /** A description with all of its parameter sets and tags is some kilobytes. */
    private static final int MOST_HEADER_BYTES = 1 << 20;

    /** For this long what is known of an open segment is new enough. */
    private static final long FRESH_NANOS = 500_000_000L;

    private static final int BYTES_PER_KEY_FRAME = 12;
    private static final int BYTES_PER_ENTRY = 512;

    /** @param open what is known grows, so that it is asked for again */
    private record Known<T>(T value, int weight, boolean open, long since) {}

    private final Supplier<RecordingReader> recordings;
    private final long mostBytes;
    private final Map<SegmentId, Known<KeyFrameIndex>> indexes = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<SegmentId, Known<SegmentFile>> files = new LinkedHashMap<>(64, 0.75f, true);
    private long indexBytes;
    private long fileBytes;

    /** @param mostBytes that indexes, and likewise what is known of files, may take */
    public SegmentFiles(Supplier<RecordingReader> recordings, long mostBytes) {
        this.recordings = recordings;
        this.mostBytes = mostBytes;
    }

    /** The key frames of a segment, as new as the segment that is given. */
    public KeyFrameIndex keyFrames(RecordedSegment segment) {
        synchronized (indexes) {
            Known<KeyFrameIndex> known = indexes.get(segment.id());
            // What was open is asked for once more when it is closed.
            if (known != null && !segment.open() && !known.open()) {
                return known.value();
            }
        }
        KeyFrameIndex index = recordings.get().keyFrames(segment.id());
        synchronized (indexes) {
            int weight = BYTES_PER_ENTRY + index.size() * BYTES_PER_KEY_FRAME;
            indexBytes += weight - weight(indexes.get(segment.id()));
            indexes.put(segment.id(), new Known<>(index, weight, segment.open(), System.nanoTime()));
            indexBytes = trim(indexes, indexBytes);
        }
        return index;
    }

    /**
     * What is needed to read a segment.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}
     */
    public SegmentFile file(SegmentId id) {
        synchronized (files) {
            Known<SegmentFile> known = files.get(id);
            // One that was moved to an archive lies elsewhere.
            if (known != null
                    && (!known.open() || System.nanoTime() - known.since() < FRESH_NANOS)
                    && Files.exists(known.value().path())) {
                return known.value();
            }
        }
        return refresh(id);
    }

    /** The same, asked for anew. @throws VmsException {@link ErrorCode#NOT_FOUND} */
    public SegmentFile refresh(SegmentId id) {
        RecordingReader reader = recordings.get();
        RecordedSegment segment = reader.segment(id).orElseThrow(SegmentFiles::gone);
        SegmentFile file = describe(segment, reader.file(id), keyFrames(segment));
        synchronized (files) {
            int weight = BYTES_PER_ENTRY + file.header().length;
            fileBytes += weight - weight(files.get(id));
            files.put(id, new Known<>(file, weight, segment.open(), System.nanoTime()));
            fileBytes = trim(files, fileBytes);
        }
        return file;
    }

    /** Reads what stands before the first cluster. @throws VmsException {@link ErrorCode#NOT_FOUND} */
    public static SegmentFile describe(RecordedSegment segment, Path path, KeyFrameIndex index) {
        if (index.size() == 0) {
            throw gone();
        }
        if (index.position(0) > MOST_HEADER_BYTES) {
            throw new VmsException(ErrorCode.INTERNAL, "The index of a segment does not fit to it");
        }
        ByteBuffer header = ByteBuffer.allocate((int) index.position(0));
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            while (header.hasRemaining() && channel.read(header) >= 0) {
                // Until there is all of it.
            }
        } catch (NoSuchFileException e) {
            throw new VmsException(ErrorCode.NOT_FOUND, "The footage was deleted, or its volume is away", e);
        } catch (IOException e) {
            throw new VmsException(ErrorCode.INTERNAL, "The footage cannot be read", e);
        }
        return new SegmentFile(segment, path, index, header.array());
    }

    /** Forgets a segment whose file could not be read; whether it was deleted meanwhile. */
    public boolean forget(SegmentFile file) {
        synchronized (files) {
            fileBytes -= weight(files.remove(file.segment().id()));
        }
        return Files.notExists(file.path());
    }

    public static VmsException gone() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such footage");
    }

    private static int weight(Known<?> known) {
        return known == null ? 0 : known.weight();
    }

    private <T> long trim(Map<SegmentId, Known<T>> known, long bytes) {
        long left = bytes;
        Iterator<Known<T>> eldest = known.values().iterator();
        while (left > mostBytes && known.size() > 1) {
            left -= eldest.next().weight();
            eldest.remove();
        }
        return left;
    }
}
