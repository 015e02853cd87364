package com.technosupport.vms.media.internal.rtp;

/**
 * Gives the tracks of one session a common origin. Where the answer to PLAY tells each track's RTP time of the same moment
 * (RTP-Info, RFC 2326, 12.33), that counts, unless it is far from what the arrival says; else the arrival of each
 * track's first packet.
 */
public final class Timeline {

    private static final double BELIEVABLE_SECONDS = 5;

    private boolean begun;
    private long originNanos;

    /** The next packet is the first again. */
    public void restart() {
        begun = false;
    }

    /**
     * The packet time of a track's first packet.
     *
     * @param sinceRtpInfo ticks since the time that RTP-Info told; negative when it told none
     */
    long first(long nanos, int clockRate, long sinceRtpInfo) {
        if (!begun) {
            begun = true;
            originNanos = nanos;
        }
        long byArrival = (long) ((nanos - originNanos) / 1e9 * clockRate);
        boolean believable = sinceRtpInfo >= 0 && Math.abs(sinceRtpInfo - byArrival) < BELIEVABLE_SECONDS * clockRate;
        return believable ? sinceRtpInfo : byArrival;
    }
}
