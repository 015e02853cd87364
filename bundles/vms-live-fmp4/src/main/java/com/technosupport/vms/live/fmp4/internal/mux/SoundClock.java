package com.technosupport.vms.live.fmp4.internal.mux;

/**
 * Gives sound the times of the pictures it belongs to. Within one connection to the camera both tracks count from one origin;
 * but clocks drift and are set, so the distance to the pictures is watched, and the sound put back when it stays wrong. Times
 * only grow. Not safe for use by several threads.
 */
final class SoundClock {

    /** Beyond this, sound is heard apart from its picture. */
    private static final double TOLERATED_SECONDS = 0.7;

    /** Beyond this, a clock was set. */
    private static final double JUMP_SECONDS = 2;

    /** A burst that comes late is not a drift. */
    private static final int PATIENCE = 25;

    private final int inRate;
    private final int outRate;
    private boolean anchored;
    private double offsetSeconds;
    private double usualLead;
    private int wrong;
    private long end = Long.MIN_VALUE;

    SoundClock(int inRate, int outRate) {
        this.inRate = inRate;
        this.outRate = outRate;
    }

    /** The next packet's time has nothing to do with those before. */
    void restart() {
        anchored = false;
    }

    /**
     * When a packet is heard, or less than 0 when it lies in the past of what was written, and is to be left out.
     *
     * @param samples how long it plays, in ticks of what is written
     */
    long time(long pts, long samples, VideoClock video) {
        double in = (double) pts / inRate;
        double picture = (double) video.latest() / Muxer.VIDEO_TICKS;
        if (!anchored) {
            offsetSeconds = (double) video.offset() / Muxer.VIDEO_TICKS;
            usualLead = in + offsetSeconds - picture;
            if (Math.abs(usualLead) > 2 * TOLERATED_SECONDS) {
                put(in, picture);
            }
            anchored = true;
            wrong = 0;
        }
        double wandered = Math.abs(in + offsetSeconds - picture - usualLead);
        if (wandered <= TOLERATED_SECONDS) {
            wrong = 0;
        } else if (wandered > JUMP_SECONDS || ++wrong > PATIENCE) {
            put(in, picture);
            wrong = 0;
        }
        long time = Math.round((in + offsetSeconds) * outRate);
        if (end != Long.MIN_VALUE && Math.abs(time - end) <= samples / 2) {
            // Rounding, and clocks that tremble: without a break it sounds better.
            time = end;
        }
        if (time < 0 || (end != Long.MIN_VALUE && time < end)) {
            return -1;
        }
        end = time + samples;
        return time;
    }

    private void put(double in, double picture) {
        offsetSeconds = picture - in;
        usualLead = 0;
    }
}
