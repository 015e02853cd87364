package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.Track;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Gives the packets of one connection their places in time: microseconds of Unix time that only grow. The camera's own ticks say how
 * far packets are apart; the arrival of the first picture says where they lie. See DESIGN.md, Clocks. Not safe for use by several
 * threads.
 */
final class Timeline {

    /** A camera's clock that says this much more than ours was set. */
    private static final long JUMP = 1_500_000;

    /** No picture is taken to last longer. */
    private static final long LONGEST_STEP = 10_000_000;

    private static final long USUAL_STEP = 40_000;
    private static final int SMOOTHING = 8;

    /** What arrival and ticks may differ by before the next segment is put where it belongs. */
    private static final long DRIFT = 500_000;

    /** Arrival trembles, but only to be late: its earliest in a window is what counts. */
    private static final long WINDOW = 10_000_000;

    /** Sound that is heard this far from its picture has another origin. */
    private static final long APART = 1_000_000;

    private static final int PATIENCE = 100;

    private final int videoRate;
    private final Optional<Track> sound;
    private boolean anchored;
    private long videoOffset;
    private long lastMedia;
    private long lastArrival;
    private long lastDts = Long.MIN_VALUE;
    private long usual = USUAL_STEP;
    private boolean usualKnown;
    private boolean jumped;
    private long lag;
    private long windowStart;
    private long windowLag;
    private long drift;
    private boolean soundAnchored;
    private long soundOffset;
    private long soundEnd = Long.MIN_VALUE;
    private int soundWrong;

    Timeline(Track video, Optional<Track> sound) {
        this.videoRate = video.clockRate();
        this.sound = sound;
    }

    /** Where a picture lies; {@link #dts} grows from picture to picture. */
    record Place(long pts, long dts) {}

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static long media(long ticks, int rate) {
        // Seconds apart, so that nothing overflows.
        return Math.floorDiv(ticks, rate) * 1_000_000 + Math.floorMod(ticks, rate) * 1_000_000L / rate;
    }

    /**
     * Puts the key frame that comes next at its arrival, or behind what is taken already.
     *
     * @return how far behind its arrival that is, in microseconds
     */
    long anchor(Packet key, long earliest) {
        long arrival = micros(key.arrival());
        long at = Math.max(arrival, earliest);
        videoOffset = at - media(key.pts(), videoRate);
        long dts = media(key.dts(), videoRate) + videoOffset;
        lag = arrival - dts;
        windowStart = dts;
        windowLag = Long.MAX_VALUE;
        drift = 0;
        anchored = true;
        soundAnchored = false;
        jumped = false;
        lastDts = Long.MIN_VALUE;
        return at - arrival;
    }

    boolean isAnchored() {
        return anchored;
    }

    /** Whether a clock jumped or drifted, so that the next key frame should begin a segment. */
    boolean wantsSplit() {
        return jumped || drift > 0;
    }

    /**
     * A segment begins with the picture that was placed last: what had drifted is put right from it on.
     *
     * @return how much later it lies now, in microseconds
     */
    long split() {
        long shift = drift;
        videoOffset += shift;
        soundOffset += shift;
        lastDts += shift;
        windowStart += shift;
        drift = 0;
        jumped = false;
        return shift;
    }

    Place video(Packet picture) {
        long media = media(picture.dts(), videoRate);
        long arrival = micros(picture.arrival());
        if (lastDts != Long.MIN_VALUE) {
            long step = media - lastMedia;
            long passed = arrival - lastArrival;
            if (step <= 0 || (step > JUMP && step > passed + JUMP)) {
                long advance = Math.max(usual, Math.min(passed, LONGEST_STEP));
                videoOffset = lastDts + advance - media;
                jumped = true;
                soundAnchored = false;
            } else if (step < LONGEST_STEP) {
                usual = usualKnown ? Math.max(1000, usual + (step - usual) / SMOOTHING) : step;
                usualKnown = true;
            }
        }
        lastMedia = media;
        lastArrival = arrival;
        long dts = Math.max(media + videoOffset, lastDts + 1);
        lastDts = dts;
        watch(arrival - dts, dts);
        return new Place(Math.max(dts, media(picture.pts(), videoRate) + videoOffset), dts);
    }

    private void watch(long nowLag, long dts) {
        windowLag = Math.min(windowLag, nowLag);
        if (dts - windowStart < WINDOW) {
            return;
        }
        long moved = windowLag - lag;
        if (moved > DRIFT) {
            drift = moved;
        } else if (moved < 0) {
            // The first picture had come late, or our clock was set back: time that is taken stays taken.
            lag = windowLag;
        }
        windowStart = dts;
        windowLag = Long.MAX_VALUE;
    }

    /** How far pictures are apart, of late, in microseconds. */
    long usualStep() {
        return usual;
    }

    /**
     * Where sound lies; empty when that is within sound that came before.
     *
     * @param length in microseconds
     */
    Optional<Long> sound(Packet packet, long length) {
        long media = media(packet.pts(), sound.orElseThrow().clockRate());
        long expected =
                lastDts == Long.MIN_VALUE ? micros(packet.arrival()) : lastDts + micros(packet.arrival()) - lastArrival;
        if (!soundAnchored) {
            soundOffset = Math.abs(media + videoOffset - expected) <= APART ? videoOffset : expected - media;
            soundAnchored = true;
            soundWrong = 0;
        } else if (Math.abs(media + soundOffset - expected) > 2 * APART) {
            if (++soundWrong > PATIENCE) {
                soundOffset = expected - media;
                soundWrong = 0;
            }
        } else {
            soundWrong = 0;
        }
        long at = media + soundOffset;
        if (soundEnd != Long.MIN_VALUE && at < soundEnd && at >= soundEnd - length / 2) {
            // Rounding, and clocks that tremble.
            at = soundEnd;
        }
        if (soundEnd != Long.MIN_VALUE && at < soundEnd) {
            return Optional.empty();
        }
        soundEnd = at + length;
        return Optional.of(at);
    }
}
