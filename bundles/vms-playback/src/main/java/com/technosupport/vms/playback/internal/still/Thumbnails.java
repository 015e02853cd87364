package com.technosupport.vms.playback.internal.still;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.Thumbnail;
import com.technosupport.vms.playback.internal.footage.FootageRange;
import com.technosupport.vms.playback.internal.footage.PacketReader;
import com.technosupport.vms.playback.internal.footage.SegmentFile;
import com.technosupport.vms.playback.internal.footage.SegmentFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small pictures of key frames, the latest kept in memory. A picture is known by its key frame and its width, so that all
 * instants between two key frames share one. Safe for use by several threads.
 */
public final class Thumbnails {

    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

    private static final int LEAST_WIDTH = 16;
    private static final int MOST_WIDTH = 1920;

    /** Widths are multiples of it, so that views of nearly the same size share pictures. */
    private static final int WIDTH_STEP = 32;

    /** Farther away it would show something else than what is pointed at. */
    private static final Duration REACH = Duration.ofSeconds(60);

    private static final int WAITING_SECONDS = 5;
    private static final int OVERHEAD = 200;

    private record Key(SegmentId segment, int time, int width) {}

    private final FootageRange footage;
    private final SegmentFiles files;
    private final Semaphore callers;
    private final Semaphore decoders;
    private final long mostBytes;
    private final Map<Key, byte[]> kept = new LinkedHashMap<>(64, 0.75f, true);
    private long keptBytes;

    /**
     * @param decoders that work at a time
     * @param callers that may be there at a time
     * @param mostBytes of pictures that are kept
     */
    public Thumbnails(FootageRange footage, SegmentFiles files, int decoders, int callers, long mostBytes) {
        this.footage = footage;
        this.files = files;
        this.decoders = new Semaphore(decoders, true);
        this.callers = new Semaphore(callers);
        this.mostBytes = mostBytes;
    }

    public Thumbnail thumbnail(CameraId camera, StreamRole role, Instant at, int width) throws InterruptedException {
        if (width < LEAST_WIDTH || width > MOST_WIDTH) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "A width is from " + LEAST_WIDTH + " to " + MOST_WIDTH + " pixels");
        }
        SegmentFile file = files.file(nearest(camera, role, at).id());
        long offset = Duration.between(file.segment().start(), at).toMillis();
        int index = file.index().atOrBefore((int) Math.max(0, Math.min(Integer.MAX_VALUE, offset)));
        int rounded = (width + WIDTH_STEP - 1) / WIDTH_STEP * WIDTH_STEP;
        Key key = new Key(file.segment().id(), file.index().time(index), rounded);
        byte[] jpeg;
        synchronized (kept) {
            jpeg = kept.get(key);
        }
        if (jpeg == null) {
            jpeg = make(file, index, rounded);
            keep(key, jpeg);
        }
        return new Thumbnail(jpeg, file.segment().start().plusMillis(key.time()));
    }

    private RecordedSegment nearest(CameraId camera, StreamRole role, Instant at) {
        List<RecordedSegment> around = footage.segments(camera, role, at.minus(REACH), at.plus(REACH)).stream()
                .filter(segment -> files.keyFrames(segment).size() > 0)
                .toList();
        RecordedSegment found = null;
        for (RecordedSegment segment : around) {
            if (found == null || !segment.start().isAfter(at)) {
                found = segment;
            }
        }
        if (found == null) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no footage of that time");
        }
        return found;
    }

    private byte[] make(SegmentFile file, int index, int width) throws InterruptedException {
        if (!callers.tryAcquire()) {
            throw tooMany();
        }
        try {
            if (!decoders.tryAcquire(WAITING_SECONDS, TimeUnit.SECONDS)) {
                throw tooMany();
            }
            try (PacketReader reader = file.packets(index)) {
                for (AVPacket next = reader.next(); next != null; next = reader.next()) {
                    if (reader.isVideo(next)
                            && (next.flags() & AV_PKT_FLAG_KEY) != 0
                            && reader.time(next) >= file.index().time(index)) {
                        return SmallPicture.jpeg(reader.video().codecpar(), next, width);
                    }
                }
                throw new IOException("the key frame is not where the index says");
            } catch (IOException e) {
                LOG.debug(
                        "{}: no thumbnail of segment {}: {}",
                        file.segment().camera(),
                        file.segment().id(),
                        e.getMessage());
                if (files.forget(file)) {
                    throw SegmentFiles.gone();
                }
                throw new VmsException(ErrorCode.INTERNAL, "The picture cannot be made", e);
            } finally {
                decoders.release();
            }
        } finally {
            callers.release();
        }
    }

    private static VmsException tooMany() {
        return new VmsException(ErrorCode.BUSY, "Too many pictures are asked for at once");
    }

    private void keep(Key key, byte[] jpeg) {
        synchronized (kept) {
            byte[] before = kept.put(key, jpeg);
            keptBytes += jpeg.length + OVERHEAD - (before == null ? 0 : before.length + OVERHEAD);
            Iterator<byte[]> eldest = kept.values().iterator();
            while (keptBytes > mostBytes && kept.size() > 1) {
                keptBytes -= eldest.next().length + OVERHEAD;
                eldest.remove();
            }
        }
    }
}
