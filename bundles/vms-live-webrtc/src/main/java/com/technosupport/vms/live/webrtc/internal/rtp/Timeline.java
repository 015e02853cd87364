package com.technosupport.vms.live.webrtc.internal.rtp;

/**
 * Turns a stream's packet times, which start anew with each connection to the camera, into one timeline that only ever grows: a
 * viewer's player goes on over a camera's restart. 90,000 ticks a second. Not safe for use by several threads.
 */
public final class Timeline {

    public static final int TICKS_A_SECOND = 90_000;

    /** A step larger than this is a camera's clock being set, not time gone by. */
    private static final long MAX_STEP = 10L * TICKS_A_SECOND;

    private static final long NANOS_A_TICK_TIMES_9 = 100_000;

    private boolean anchored;
    private boolean begun;
    private long lastPts;
    private long lastTime;
    private long lastNanos;

    /** The next packet's time has nothing to do with those before. */
    public void restart() {
        anchored = false;
    }

    /**
     * @param nanos {@link System#nanoTime()} at the packet's coming
     */
    public long map(long pts, long nanos) {
        if (!begun) {
            begun = true;
        } else {
            long step = pts - lastPts;
            if (!anchored || step <= 0 || step > MAX_STEP) {
                step = Math.max(1, ticks(nanos - lastNanos));
            }
            lastTime += step;
        }
        anchored = true;
        lastPts = pts;
        lastNanos = nanos;
        return lastTime;
    }

    /** Whether {@link #of} has something to go by. */
    public boolean anchored() {
        return anchored;
    }

    /** The time of another track's packet, whose times have the same origin, in ticks of that track. */
    public long of(long pts, int clockRate) {
        return pts + Math.floorDiv((lastTime - lastPts) * clockRate, TICKS_A_SECOND);
    }

    /** Where the stream is at a moment. */
    public long at(long nanos) {
        return begun ? lastTime + ticks(nanos - lastNanos) : 0;
    }

    /** Nanoseconds as ticks. */
    public static long ticks(long nanos) {
        return nanos * 9 / NANOS_A_TICK_TIMES_9;
    }
}
