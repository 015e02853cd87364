package com.technosupport.vms.playback.internal.still;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.Thumbnail;
import com.technosupport.vms.api.recording.ThumbnailStrip;
import com.technosupport.vms.playback.internal.footage.FootageRange;
import com.technosupport.vms.playback.internal.footage.PacketReader;
import com.technosupport.vms.playback.internal.footage.SegmentFile;
import com.technosupport.vms.playback.internal.footage.SegmentFiles;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
    private static final int COLUMNS = 10;
    private static final int MOST_LANES = 512;
    private static final int MOST_STRIP_WIDTH = 640;
    private static final Duration LONGEST_STRIP = Duration.ofDays(31);

    private record Key(SegmentId segment, int time, int width, PrivacyMask mask) {}

    private record Lane(CameraId camera, StreamRole role) {}

    /** What a strip shows. */
    private record Strip(List<Shown> pictures, int width, PrivacyMask mask) {}

    /** A key frame of a segment; -1 for none. */
    private record Shown(SegmentId segment, int index, Instant at) {}

    private final FootageRange footage;
    private final SegmentFiles files;
    private final Semaphore callers;
    private final Semaphore decoders;
    private final long mostBytes;
    private final Function<CameraId, PrivacyMask> masks;
    private final Map<Object, byte[]> kept = new LinkedHashMap<>(64, 0.75f, true);
    private long keptBytes;
    private final Map<Lane, RecordedSegment> latest = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Lane, RecordedSegment> eldest) {
            return size() > MOST_LANES;
        }
    };

    /**
     * @param decoders that work at a time
     * @param callers that may be there at a time
     * @param mostBytes of pictures that are kept
     * @param masks are painted on, whoever looks
     */
    public Thumbnails(
            FootageRange footage,
            SegmentFiles files,
            int decoders,
            int callers,
            long mostBytes,
            Function<CameraId, PrivacyMask> masks) {
        this.footage = footage;
        this.files = files;
        this.decoders = new Semaphore(decoders, true);
        this.callers = new Semaphore(callers);
        this.mostBytes = mostBytes;
        this.masks = masks;
    }

    public Thumbnail thumbnail(CameraId camera, StreamRole role, Instant at, int width) throws InterruptedException {
        if (width < LEAST_WIDTH || width > MOST_WIDTH) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "A width is from " + LEAST_WIDTH + " to " + MOST_WIDTH + " pixels");
        }
        PrivacyMask mask = masks.apply(camera);
        SegmentFile file = file(camera, role, at);
        long offset = Duration.between(file.segment().start(), at).toMillis();
        int index = file.index().atOrBefore((int) Math.max(0, Math.min(Integer.MAX_VALUE, offset)));
        int rounded = (width + WIDTH_STEP - 1) / WIDTH_STEP * WIDTH_STEP;
        Key key = new Key(file.segment().id(), file.index().time(index), rounded, mask);
        byte[] jpeg;
        synchronized (kept) {
            jpeg = kept.get(key);
        }
        if (jpeg == null) {
            jpeg = made(() -> keyFrame(
                    file,
                    index,
                    (reader, frame) -> SmallPicture.jpeg(reader.video().codecpar(), frame, rounded, mask)));
            keep(key, jpeg);
        }
        return new Thumbnail(jpeg, file.segment().start().plusMillis(key.time()));
    }

    /** Scrubbing asks for instants of the same segment again and again: a closed one is not looked for anew. */
    private SegmentFile file(CameraId camera, StreamRole role, Instant at) {
        Lane lane = new Lane(camera, role);
        RecordedSegment known;
        synchronized (latest) {
            known = latest.get(lane);
        }
        boolean within =
                known != null && !known.start().isAfter(at) && known.end().isAfter(at);
        RecordedSegment segment = within ? known : nearest(camera, role, at);
        synchronized (latest) {
            latest.remove(lane);
        }
        SegmentFile file = files.file(segment.id());
        if (!segment.open()) {
            synchronized (latest) {
                latest.put(lane, segment);
            }
        }
        return file;
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

    /** Pictures of instants in the middle of each of equal parts of a range. */
    public ThumbnailStrip strip(CameraId camera, StreamRole role, Instant from, Instant to, int count, int width)
            throws InterruptedException {
        if (count < 1 || count > ThumbnailStrip.MOST || width < LEAST_WIDTH || width > MOST_STRIP_WIDTH) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST,
                    "A strip has 1 to " + ThumbnailStrip.MOST + " pictures of " + LEAST_WIDTH + " to "
                            + MOST_STRIP_WIDTH + " pixels");
        }
        long length = Duration.between(from, to).toMillis();
        if (length < count || length > LONGEST_STRIP.toMillis()) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "A strip is at most " + LONGEST_STRIP.toDays() + " days long");
        }
        PrivacyMask mask = masks.apply(camera);
        List<Shown> shown = shown(camera, role, from, length, count);
        if (shown.stream().allMatch(Objects::isNull)) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no footage of that time");
        }
        int columns = Math.min(count, COLUMNS);
        int even = Math.max(LEAST_WIDTH, width & ~1);
        List<Optional<Instant>> times = shown.stream()
                .map(one -> Optional.ofNullable(one).map(Shown::at))
                .toList();
        Strip key = new Strip(shown, even, mask);
        byte[] jpeg;
        synchronized (kept) {
            jpeg = kept.get(key);
        }
        if (jpeg == null) {
            jpeg = made(() -> sheet(shown, columns, even, mask));
            keep(key, jpeg);
        }
        int rows = (count + columns - 1) / columns;
        return new ThumbnailStrip(jpeg, columns, even, JpegSize.height(jpeg) / rows, times);
    }

    /** Null for a part of which there is no footage. */
    private List<Shown> shown(CameraId camera, StreamRole role, Instant from, long length, int count) {
        List<RecordedSegment> segments = footage.segments(camera, role, from, from.plusMillis(length));
        List<Shown> shown = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Instant begin = from.plusMillis(length * i / count);
            Instant end = from.plusMillis(length * (i + 1) / count);
            Instant middle = begin.plusMillis(length / count / 2);
            RecordedSegment best = null;
            for (RecordedSegment segment : segments) {
                boolean within = segment.start().isBefore(end) && segment.end().isAfter(begin);
                if (within && (best == null || !segment.start().isAfter(middle))) {
                    best = segment;
                }
            }
            shown.add(best == null ? null : shown(best, middle));
        }
        return Collections.unmodifiableList(shown);
    }

    private Shown shown(RecordedSegment segment, Instant middle) {
        KeyFrameIndex index = files.keyFrames(segment);
        if (index.size() == 0) {
            return null;
        }
        long offset = Duration.between(segment.start(), middle).toMillis();
        int key = index.atOrBefore((int) Math.max(0, Math.min(Integer.MAX_VALUE, offset)));
        return new Shown(segment.id(), key, segment.start().plusMillis(index.time(key)));
    }

    private byte[] sheet(List<Shown> shown, int columns, int width, PrivacyMask mask) throws IOException {
        List<SmallPicture.Tile> tiles = new ArrayList<>();
        Map<Shown, SmallPicture.Tile> made = new HashMap<>();
        int height = 0;
        for (Shown one : shown) {
            SmallPicture.Tile tile = made.get(one);
            if (one != null && tile == null) {
                SegmentFile file = files.file(one.segment());
                int index = file.index().atOrBefore((int)
                        Duration.between(file.segment().start(), one.at()).toMillis());
                tile = keyFrame(
                        file,
                        index,
                        (reader, frame) -> SmallPicture.tile(reader.video().codecpar(), frame, width, mask));
                made.put(one, tile);
            }
            tiles.add(tile);
            height = Math.max(height, tile == null ? 0 : tile.height());
        }
        return SmallPicture.sheet(tiles, columns, width, (height + 1) & ~1);
    }

    /** What is made of a key frame. */
    private interface Use<T> {
        T of(PacketReader reader, AVPacket keyFrame) throws IOException;
    }

    private <T> T keyFrame(SegmentFile file, int index, Use<T> use) throws IOException {
        try (PacketReader reader = file.packets(index)) {
            for (AVPacket next = reader.next(); next != null; next = reader.next()) {
                if (reader.isVideo(next)
                        && (next.flags() & AV_PKT_FLAG_KEY) != 0
                        && reader.time(next) >= file.index().time(index)) {
                    return use.of(reader, next);
                }
            }
            throw new IOException("the key frame is not where the index says");
        } catch (IOException e) {
            LOG.debug(
                    "{}: no thumbnail of segment {}: {}",
                    file.segment().camera(),
                    file.segment().id(),
                    e.getMessage());
            synchronized (latest) {
                latest.values()
                        .removeIf(segment -> segment.id().equals(file.segment().id()));
            }
            if (files.forget(file)) {
                throw SegmentFiles.gone();
            }
            throw e;
        }
    }

    /** What decodes. */
    private interface Making {
        byte[] make() throws IOException;
    }

    private byte[] made(Making making) throws InterruptedException {
        if (!callers.tryAcquire()) {
            throw tooMany();
        }
        try {
            if (!decoders.tryAcquire(WAITING_SECONDS, TimeUnit.SECONDS)) {
                throw tooMany();
            }
            try {
                return making.make();
            } catch (IOException e) {
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

    private void keep(Object key, byte[] jpeg) {
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
