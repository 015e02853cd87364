package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.media.FootageSink;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.recording.internal.matroska.Sound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Writes what a device plays of its archive into segments of a stretch that has none. Nothing before or behind the stretch is
 * taken, so that no two segments overlap; it begins with the first key frame within. For one thread.
 */
public final class IntakeWriter implements FootageSink, AutoCloseable {

    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long SEGMENT_MICROS = TimeUnit.MINUTES.toMicros(10);

    /** A longer pause, or a jump of the device's clock, begins a file. */
    private static final long PAUSE_MICROS = 1_500_000;

    private static final long USUAL_STEP_MICROS = 40_000;
    private static final long LONGEST_STEP_MICROS = 1_000_000;

    /** Begins and ends files; both may be called by the thread that brings packets. */
    public interface Files {

        SegmentWriter open(long startMicros, Track video, Optional<Track> sound) throws IOException;

        void closed(SegmentWriter writer);
    }

    /** By what a track's ticks become the wall clock. */
    private static final class Place {
        private final Track track;
        private long originTicks;
        private long originMicros = Long.MIN_VALUE;

        Place(Track track) {
            this.track = track;
        }

        long micros(long ticks) {
            return originMicros + Math.round((ticks - originTicks) * 1e6 / track.clockRate());
        }

        /** False where the packet lies elsewhere than its ticks say; then they count from here. */
        boolean take(Packet packet) {
            long recorded = Timeline.micros(packet.arrival());
            boolean follows =
                    originMicros != Long.MIN_VALUE && Math.abs(recorded - micros(packet.pts())) <= PAUSE_MICROS;
            if (!follows) {
                originTicks = packet.pts();
                originMicros = recorded;
            }
            return follows;
        }
    }

    private final long from;
    private final long to;
    private final Files files;
    private Optional<Place> video = Optional.empty();
    private Optional<Place> sound = Optional.empty();
    private SegmentWriter current;
    private long last = Long.MIN_VALUE;
    private long step = USUAL_STEP_MICROS;
    private long bytes;

    /**
     * @param from microseconds of Unix time
     * @param to likewise
     */
    public IntakeWriter(long from, long to, Files files) {
        this.from = from;
        this.to = to;
        this.files = files;
    }

    /** Of media, written so far. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void started(StreamFormat format) {
        end();
        video = format.video().filter(track -> track.codec() != Codec.UNKNOWN).map(Place::new);
        sound = format.audio().filter(Sound::fits).map(Place::new);
    }

    @Override
    public void packet(Packet packet) throws InterruptedException {
        try {
            if (video.filter(place -> place.track.index() == packet.track()).isPresent()) {
                picture(packet, video.get());
            } else if (sound.filter(place -> place.track.index() == packet.track())
                    .isPresent()) {
                sound(packet, sound.get());
            }
            if (current != null && current.waiting(System.nanoTime()) >= FLUSH_NANOS) {
                current.flush();
            }
        } catch (IOException e) {
            end();
            throw new UncheckedIOException(e);
        }
    }

    private void picture(Packet packet, Place place) throws IOException {
        if (!place.take(packet)) {
            end();
        }
        long at = place.micros(packet.pts());
        if (at - last > 0 && at - last < LONGEST_STEP_MICROS) {
            step = at - last;
        }
        last = Math.max(at, last);
        if (packet.key() && current != null && at - current.startMicros() >= SEGMENT_MICROS) {
            current.endAt(at);
            end();
        }
        if (at < from || at + step > to) {
            return;
        }
        if (current == null) {
            if (!packet.key()) {
                return;
            }
            current = files.open(at, place.track, sound.map(found -> found.track));
        }
        if (at < current.startMicros()) {
            // Shown before the key frame that it stands behind: no decoder has what it refers to.
            return;
        }
        long dts = at - Math.round((packet.pts() - packet.dts()) * 1e6 / place.track.clockRate());
        current.video(new Timeline.Place(at, dts), step, packet.key(), packet.data());
        bytes += packet.size();
    }

    private void sound(Packet packet, Place place) throws IOException {
        place.take(packet);
        long at = place.micros(packet.pts());
        if (current == null || at < current.startMicros() || at >= to) {
            return;
        }
        current.sound(at, Sound.duration(place.track, packet.data()), packet.data());
        bytes += packet.size();
    }

    private void end() {
        if (current != null) {
            SegmentWriter ending = current;
            current = null;
            ending.close();
            files.closed(ending);
        }
        last = Long.MIN_VALUE;
    }

    /** Ends the file that is written, if any. */
    @Override
    public void close() {
        end();
    }
}
