package com.technosupport.vms.media.internal.rtp;

import java.util.PriorityQueue;

/**
 * RTP tells when a picture is shown, not when it is decoded. With at most D pictures shown out of order, the smallest of the
 * latest D + 1 times is a decoding time that grows and never exceeds the time of showing. D comes from the parameter sets, or
 * grows when the pictures show it to be larger; the one picture that shows it is moved behind its decoding time.
 */
final class DecodingTimes {

    private static final int MAX_DEPTH = 16;
    private static final int USUAL_FRAME = 90_000 / 30;

    private final PriorityQueue<Long> latest = new PriorityQueue<>();
    private int depth;
    private boolean any;
    private long last;
    private long highest;

    /** Starts anew. */
    void reset(int newDepth) {
        depth = Math.max(0, Math.min(MAX_DEPTH, newDepth));
        latest.clear();
        any = false;
    }

    /** The decoding time of the picture that is shown at {@code pts}; never more than {@code max(pts, last + 1)}. */
    long decodingTime(long pts) {
        if (!any) {
            for (int i = depth; i > 0; i--) {
                latest.add(pts - (long) i * USUAL_FRAME);
            }
            highest = pts;
        } else if (pts < highest && latest.size() < MAX_DEPTH && outOfReach(pts)) {
            depth++;
            latest.add(last);
        }
        highest = Math.max(highest, pts);
        latest.add(pts);
        long candidate = latest.remove();
        last = any ? Math.max(candidate, last + 1) : candidate;
        any = true;
        return last;
    }

    /** Whether the parameter sets or the pictures so far tell of another order in showing than in decoding. */
    boolean reorders() {
        return depth > 0;
    }

    private boolean outOfReach(long pts) {
        Long smallest = latest.peek();
        return smallest == null ? pts <= last : Math.min(smallest, pts) <= last;
    }
}
