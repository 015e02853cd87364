package com.technosupport.vms.live.fmp4.internal.mux;

/**
 * Turns a camera's picture times into times that only grow, and grow without holes: a player stops at a hole, and does not
 * take what lies in its past. A clock that is set, a camera that pauses and a source that comes back all go on one usual
 * picture later. 90,000 ticks a second. Not safe for use by several threads.
 */
final class VideoClock {

    private static final long USUAL = Muxer.VIDEO_TICKS / 25;
    private static final long LONGEST_STEP = 10L * Muxer.VIDEO_TICKS;
    /** A longer step counts as one where pictures usually come much faster. */
    private static final long SUSPICIOUS_STEP = Muxer.VIDEO_TICKS * 3L / 2;

    private static final int SUSPICIOUS_TIMES = 6;
    private static final int SMOOTHING = 8;

    private final int clockRate;
    private boolean begun;
    private boolean anchored;
    private long lastIn;
    private long lastOut;
    private long offset;
    private long usual = USUAL;
    private boolean usualKnown;

    /**
     * @param clockRate ticks a second of what comes
     * @param start the first time that is given out
     */
    VideoClock(int clockRate, long start) {
        this.clockRate = clockRate;
        this.lastOut = start;
    }

    private long scaled(long ticks) {
        if (clockRate == Muxer.VIDEO_TICKS) {
            return ticks;
        }
        // Seconds apart, so that nothing overflows.
        long seconds = Math.floorDiv(ticks, clockRate);
        return seconds * Muxer.VIDEO_TICKS + Math.floorMod(ticks, clockRate) * (long) Muxer.VIDEO_TICKS / clockRate;
    }

    /** The next picture's time has nothing to do with those before. */
    void restart() {
        anchored = false;
    }

    /** Learns how far pictures are apart before the first is given out. */
    void expect(long step) {
        long ticks = scaled(step);
        if (!usualKnown && ticks > 0 && ticks <= LONGEST_STEP) {
            usual = ticks;
        }
    }

    /** The decoding time to write for a picture that the camera decodes at {@code dts}. */
    long decodingTime(long dts) {
        long in = scaled(dts);
        if (!begun) {
            offset = lastOut - in;
            begun = true;
        } else {
            long step = in - lastIn;
            if (!anchored || step <= 0 || isJump(step)) {
                offset = lastOut + usual - in;
            } else {
                learn(step);
            }
        }
        anchored = true;
        lastIn = in;
        lastOut = in + offset;
        return lastOut;
    }

    private boolean isJump(long step) {
        return step > LONGEST_STEP || (usualKnown && step > SUSPICIOUS_STEP && step > SUSPICIOUS_TIMES * usual);
    }

    private void learn(long step) {
        usual = usualKnown ? Math.max(1, usual + (step - usual) / SMOOTHING) : step;
        usualKnown = true;
    }

    /** How far the time of showing lies behind the one of decoding: never before it. */
    long compositionOffset(long pts, long dts) {
        return Math.max(0, Math.min(LONGEST_STEP, scaled(pts) - scaled(dts)));
    }

    /** How far pictures are apart, of late. */
    long usualStep() {
        return usual;
    }

    /** What is added to a time of the stream, in our ticks, to have the written one. */
    long offset() {
        return offset;
    }

    /** The latest decoding time that was given out. */
    long latest() {
        return lastOut;
    }

    /** Where the next picture would be. */
    long next() {
        return begun ? lastOut + usual : lastOut;
    }
}
