package com.technosupport.vms.playback.internal;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Playback;
import com.technosupport.vms.api.recording.PlaybackRequest;
import com.technosupport.vms.api.recording.RecordingReader;
import com.technosupport.vms.api.recording.Thumbnail;
import com.technosupport.vms.api.recording.ThumbnailStrip;
import com.technosupport.vms.api.recording.Timeline;
import com.technosupport.vms.api.store.MaskStore;
import com.technosupport.vms.playback.internal.footage.Coverage;
import com.technosupport.vms.playback.internal.footage.FootageRange;
import com.technosupport.vms.playback.internal.footage.SegmentFile;
import com.technosupport.vms.playback.internal.footage.SegmentFiles;
import com.technosupport.vms.playback.internal.hls.Playlists;
import com.technosupport.vms.playback.internal.mp4.Fragments;
import com.technosupport.vms.playback.internal.still.Thumbnails;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Footage for viewers. Holds nothing but what it remembers of segments, and survives an update of the recorder. */
@Component(service = Playback.class, immediate = true, configurationPid = PlaybackConfiguration.PID)
@Designate(ocd = PlaybackConfiguration.class)
public final class PlaybackService implements Playback {

    private static final Logger LOG = LoggerFactory.getLogger(PlaybackService.class);
    private static final int WAITING_SECONDS = 5;
    private static final int WAITING_EACH = 4;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile RecordingReader recordings;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile MaskStore masks;

    private final SegmentFiles files;
    private final FootageRange footage;
    private final Playlists playlists;
    private final Thumbnails thumbnails;
    private final Semaphore parts;

    /** Those that wait, too: threads of the web, of which some must be left. */
    private final Semaphore callers;

    /** Parts that are coded anew at a time. */
    private final Semaphore coders;

    @Activate
    public PlaybackService(PlaybackConfiguration configuration) {
        this(
                Clock.systemUTC(),
                configuration.parts(),
                configuration.decoders(),
                configuration.maxWaiting(),
                (long) configuration.thumbnailMegabytes() << 20,
                (long) configuration.indexMegabytes() << 20);
    }

    PlaybackService(Clock clock, int parts, int decoders, int waiting, long thumbnailBytes, long indexBytes) {
        this.parts = new Semaphore(Math.max(1, parts), true);
        this.callers = new Semaphore(Math.max(1, parts) * WAITING_EACH);
        this.footage = new FootageRange(this::recordings);
        this.files = new SegmentFiles(this::recordings, Math.max(1 << 20, indexBytes));
        this.playlists = new Playlists(footage, files, clock);
        this.thumbnails = new Thumbnails(
                footage,
                files,
                Math.max(1, decoders),
                Math.max(1, waiting),
                Math.max(1 << 20, thumbnailBytes),
                this::mask);
        this.coders = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);
    }

    /** Nothing is shown while it is not known what has to be hidden. */
    private PrivacyMask mask(CameraId camera) {
        MaskStore store = masks;
        if (store == null) {
            throw new VmsException(ErrorCode.BUSY, "Privacy masks cannot be read at the moment");
        }
        return store.mask(camera);
    }

    private RecordingReader recordings() {
        RecordingReader reader = recordings;
        if (reader == null) {
            throw new VmsException(ErrorCode.BUSY, "Recordings cannot be read at the moment");
        }
        return reader;
    }

    @Override
    public String playlist(PlaybackRequest request) {
        return playlists.playlist(request);
    }

    @Override
    public List<Instant> keyFrames(PlaybackRequest request) {
        return playlists.keyFrames(request);
    }

    @Override
    public ByteBuffer initialisation(CameraId camera, SegmentId segment, Content content) {
        PrivacyMask mask = content.masked() ? mask(camera) : PrivacyMask.NONE;
        return made(file(camera, segment), content, known -> Fragments.initialisation(known, content, mask));
    }

    @Override
    public ByteBuffer media(CameraId camera, SegmentId segment, int from, int to, Content content) {
        SegmentFile file = file(camera, segment);
        if (!has(file, from, to)) {
            // An open segment may have grown.
            file = file.segment().open() ? files.refresh(segment) : file;
            if (!has(file, from, to)) {
                throw SegmentFiles.gone();
            }
        }
        int key = file.index().atOrBefore(from);
        PrivacyMask mask = content.masked() ? mask(camera) : PrivacyMask.NONE;
        return made(file, content, known -> Fragments.media(known, key, to, content, mask));
    }

    /** Whether a part begins at a key frame, and ends at one or at the end of a segment that is closed. */
    private static boolean has(SegmentFile file, int from, int to) {
        int key = file.index().atOrBefore(from);
        int next = file.index().atOrBefore(to);
        return from < to
                && file.index().time(key) == from
                && (file.index().time(next) == to || (!file.segment().open() && to == file.length()));
    }

    private SegmentFile file(CameraId camera, SegmentId segment) {
        SegmentFile file = files.file(segment);
        // Who was granted one camera must not read another's footage by its segment.
        if (!file.segment().camera().equals(camera)) {
            throw SegmentFiles.gone();
        }
        return file;
    }

    /** What is made of a file. */
    private interface Maker {
        byte[] make(SegmentFile file) throws IOException;
    }

    private ByteBuffer made(SegmentFile file, Content content, Maker maker) {
        Semaphore turns = content.masked() ? coders : parts;
        if (!callers.tryAcquire()) {
            throw tooMuch();
        }
        try {
            if (!turns.tryAcquire(content.masked() ? 3 * WAITING_SECONDS : WAITING_SECONDS, TimeUnit.SECONDS)) {
                throw tooMuch();
            }
            try {
                return ByteBuffer.wrap(maker.make(file)).asReadOnlyBuffer();
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VmsException(ErrorCode.BUSY, "The server is stopping", e);
        } catch (IOException e) {
            if (files.forget(file)) {
                throw SegmentFiles.gone();
            }
            LOG.warn(
                    "{}: segment {} cannot be played: {}",
                    file.segment().camera(),
                    file.segment().id(),
                    e.getMessage());
            throw new VmsException(ErrorCode.INTERNAL, "The footage cannot be read", e);
        } finally {
            callers.release();
        }
    }

    private static VmsException tooMuch() {
        return new VmsException(ErrorCode.BUSY, "Too much footage is asked for at once");
    }

    @Override
    public Thumbnail thumbnail(CameraId camera, StreamRole role, Instant at, int width) throws InterruptedException {
        return thumbnails.thumbnail(camera, role, at, width);
    }

    @Override
    public ThumbnailStrip strip(CameraId camera, StreamRole role, Instant from, Instant to, int count, int width)
            throws InterruptedException {
        return thumbnails.strip(camera, role, from, to, count, width);
    }

    @Override
    public Timeline timeline(CameraId camera, StreamRole role, Instant from, Instant to, int buckets) {
        return Coverage.timeline(footage, camera, role, from, to, buckets);
    }
}
