package com.technosupport.vms.playback.internal.hls;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.KeyFrameIndex;
import com.technosupport.vms.api.recording.Playback.Content;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** Of which it is remembered how they sound. */
    private static final int MOST_SOUNDS = 10_000;

    private static final int GROWING_TARGET_SECONDS = 12;

    /** Instants of one answer; more are asked for from the last one on. */
    private static final int MOST_KEY_FRAMES = 100_000;

    private final FootageRange footage;
    private final SegmentFiles files;
    private final Clock clock;
    private final Map<SegmentId, Fragments.Sound> sounds = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SegmentId, Fragments.Sound> eldest) {
            return size() > MOST_SOUNDS;
        }
    };

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
        Map<RecordedSegment, List<Parts.Part>> cut = new LinkedHashMap<>();
        for (RecordedSegment segment : segments) {
            List<Parts.Part> parts = parts(segment, request, least);
            if (!parts.isEmpty()) {
                cut.put(segment, parts);
            }
        }
        Set<String> remarks = new LinkedHashSet<>();
        Content plain = request.keyFramesOnly() ? Content.KEY_FRAMES : content(cut.keySet(), remarks);
        Content content = request.masked() ? plain.withMask() : plain;
        Playlist playlist = new Playlist(content, (int) (millis / least));
        remarks.forEach(playlist::comment);
        Instant begin = null;
        for (Map.Entry<RecordedSegment, List<Parts.Part>> segment : cut.entrySet()) {
            for (Parts.Part part : segment.getValue()) {
                if (begin == null) {
                    begin = segment.getKey().start().plusMillis(part.from());
                }
                playlist.add(segment.getKey(), part);
            }
        }
        if (playlist.size() == 0) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no footage of that time");
        }
        long start = Duration.between(begin, request.from()).toMillis();
        return playlist.text(start, growing, growing ? GROWING_TARGET_SECONDS : 1);
    }

    /** The parts of a segment that overlap the range. */
    private List<Parts.Part> parts(RecordedSegment segment, PlaybackRequest request, int least) {
        int from = offset(segment, request.from());
        int to = offset(segment, request.to());
        return Parts.of(files.keyFrames(segment), SegmentFile.length(segment), segment.open(), least).stream()
                .filter(part -> part.to() > from && part.from() < to)
                .toList();
    }

    /**
     * With sound where all segments have the same kind of it: no player goes from one kind to another, or to none.
     *
     * @param remarks is told what is left out
     */
    private Content content(Iterable<RecordedSegment> segments, Set<String> remarks) {
        Set<Integer> codecs = new LinkedHashSet<>();
        for (RecordedSegment segment : segments) {
            try {
                Fragments.Sound sound = sound(segment.id());
                codecs.add(sound.codec());
                if (!sound.leftOut().isEmpty()) {
                    remarks.add(sound.leftOut());
                }
            } catch (IOException | VmsException e) {
                LOG.debug("Segment {} cannot be read: {}", segment.id(), e.getMessage());
            }
        }
        if (codecs.size() > 1) {
            remarks.add("without sound: not all of the footage has the same kind");
        }
        return codecs.size() == 1 && !codecs.contains(0) ? Content.ALL : Content.SILENT;
    }

    private Fragments.Sound sound(SegmentId id) throws IOException {
        synchronized (sounds) {
            Fragments.Sound known = sounds.get(id);
            if (known != null) {
                return known;
            }
        }
        Fragments.Sound sound = Fragments.sound(files.file(id));
        synchronized (sounds) {
            sounds.put(id, sound);
        }
        return sound;
    }

    /** Milliseconds from a segment's start to an instant, as far as they go. */
    private static int offset(RecordedSegment segment, Instant time) {
        long millis = Duration.between(segment.start(), time).toMillis();
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, millis));
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
