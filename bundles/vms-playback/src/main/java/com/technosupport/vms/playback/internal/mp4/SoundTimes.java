package com.technosupport.vms.playback.internal.mp4;

/**
 * Times of a recorded sound to the sample. Matroska keeps milliseconds, and a player would hear each rounding: while packets
 * follow each other, a packet begins where the last one ended.
 */
final class SoundTimes {

    private static final long NEVER = Long.MIN_VALUE;

    private final int ticks;
    private final int samples;
    private long next = NEVER;

    /**
     * @param ticks a second
     * @param samples of each packet; 0 where they differ
     */
    SoundTimes(int ticks, int samples) {
        this.ticks = ticks;
        this.samples = samples;
    }

    /** When a packet begins, given when it was recorded to begin; grows. In ticks. */
    long time(long recorded) {
        long time = recorded;
        if (next != NEVER) {
            if (samples > 0 && Math.abs(recorded - next) <= ticks / 500) {
                time = next;
            } else {
                time = Math.max(recorded, samples > 0 ? next - samples + 1 : next);
            }
        }
        next = time + Math.max(1, samples);
        return time;
    }
}
