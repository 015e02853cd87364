package com.technosupport.vms.playback.internal.hls;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.PlaybackRequest;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.playback.internal.footage.FootageRange;
import com.technosupport.vms.playback.internal.footage.SegmentFile;
import com.technosupport.vms.playback.internal.footage.SegmentFiles;
import com.technosupport.vms.playback.internal.mp4.Fragments;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Playlists of footage, from its index alone. */
public final class Playlists {

    private static final Logger LOG = LoggerFactory.getLogger(Playlists.class);

    private static final int LEAST_PART = 2000;
    private static final int LONGEST_PART = 6000;

    /** Of key frames alone, which are shown many times faster. */
    private static final int KEY_FRAME_PART = 30_000;

    /** Above so many parts a playlist has longer ones. */
    private static final int PARTS = 1800;

    private static final int GROWING_TARGET_SECONDS = 12;

    /** Instants of one answer; more are asked for from the last one on. */
    private static final int MOST_KEY_FRAMES = 100_000;

    private final FootageRange footage;
    private final SegmentFiles files;
    private final Clock clock;

    public Playlists(FootageRange footage, SegmentFiles files, Clock clock) {
        this.footage = footage;
        this.files = files;
        this.clock = clock;
    }

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no footage in the range */
    public String playlist(PlaybackRequest request) {
        List<RecordedSegment> segments =
                footage.segments(request.camera(), request.role(), request.from(), request.to());
        boolean growing = request.to().isAfter(clock.instant());
        long millis = Duration.between(request.from(), request.to()).toMillis();
        int least = request.keyFramesOnly()
                ? KEY_FRAME_PART
                : (int) Math.max(LEAST_PART, Math.min(LONGEST_PART, millis / PARTS));
        Playlist playlist = new Playlist(request.keyFramesOnly(), (int) (millis / least));
        Instant begin = null;
        for (RecordedSegment segment : segments) {
            KeyFrameIndex index = files.keyFrames(segment);
            int from = offset(segment, request.from());
            int to = offset(segment, request.to());
            for (Parts.Part part : Parts.of(index, length(segment), segment.open(), least)) {
                if (part.to() > from && part.from() < to) {
                    if (begin == null) {
                        begin = segment.start().plusMillis(part.from());
                        sound(segment, request, playlist);
                    }
                    playlist.add(segment, part);
                }
            }
        }
        if (playlist.size() == 0) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no footage of that time");
        }
        long start = Duration.between(begin, request.from()).toMillis();
        return playlist.text(start, growing, growing ? GROWING_TARGET_SECONDS : 1);
    }

    /** Says why there is no sound where some was recorded. */
    private void sound(RecordedSegment segment, PlaybackRequest request, Playlist playlist) {
        if (request.keyFramesOnly()) {
            return;
        }
        try {
            String leftOut = Fragments.leftOut(files.file(segment.id()));
            if (!leftOut.isEmpty()) {
                playlist.comment(leftOut);
            }
        } catch (IOException | VmsException e) {
            LOG.debug("Segment {} cannot be read: {}", segment.id(), e.getMessage());
        }
    }

    /** Milliseconds from a segment's start to an instant, as far as they go. */
    private static int offset(RecordedSegment segment, Instant time) {
        long millis = Duration.between(segment.start(), time).toMillis();
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, millis));
    }

    private static int length(RecordedSegment segment) {
        return SegmentFile.length(segment);
    }

    public List<Instant> keyFrames(PlaybackRequest request) {
        List<Instant> instants = new ArrayList<>();
        for (RecordedSegment segment :
                footage.segments(request.camera(), request.role(), request.from(), request.to())) {
            KeyFrameIndex index = files.keyFrames(segment);
            int to = offset(segment, request.to());
            for (int i = Math.max(0, index.atOrBefore(offset(segment, request.from()))); i < index.size(); i++) {
                Instant at = segment.start().plusMillis(index.time(i));
                if (index.time(i) >= to || instants.size() == MOST_KEY_FRAMES) {
                    break;
                }
                if (!at.isBefore(request.from())) {
                    instants.add(at);
                }
            }
        }
        return instants;
    }
}
