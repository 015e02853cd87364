package com.technosupport.vms.live.webrtc.internal.rtp;

/**
 * Judges once a second whether a viewer's line carries the stream, by what got lost, by how long packets are under way, and by
 * what had to be left out. Two bad seconds in a row are enough to say that it does not; that it does again is only tried after a
 * quiet time, which doubles with each try that failed, so that a line just too slow does not swing to and fro. Not safe for use by
 * several threads.
 */
final class LineQuality {

    /** What to do about it. */
    enum Verdict {
        STAY,
        /** To a stream of fewer bits. */
        LESS,
        /** Back to the stream that was asked for. */
        MORE
    }

    /** Below it, what is lost is sent again in time; radio loses some percent for good and still has room. */
    private static final double BAD_LOSS = 0.10;

    private static final double QUIET_LOSS = 0.02;

    /** Packets that a share of them says something about. */
    private static final int ENOUGH_PACKETS = 20;

    /** A queue on the way that fills shows as a time that grows: so much, and by so many times. */
    private static final long BAD_DELAY_NANOS = 200_000_000L;

    private static final int BAD_DELAY_FACTOR = 3;

    private static final int BAD_SECOND = 2;
    private static final int GOOD_SECOND = -1;
    private static final int TOO_BAD = 4;
    private static final int WORST = 5;

    /** The burst that a stream begins with is no measure of what follows. */
    private static final int GRACE_SECONDS = 2;

    static final int FIRST_QUIET_SECONDS = 10;
    static final int LONGEST_QUIET_SECONDS = 320;
    /** A try that held for so long has succeeded. */
    static final int HELD_SECONDS = 60;

    private long sent;
    private long missing;
    private boolean skipped;
    private int reportedLoss;
    private long roundTrip;
    private long leastRoundTrip = Long.MAX_VALUE;

    private boolean reduced;
    private int grace = GRACE_SECONDS;
    private int badness;
    private int quiet;
    private int quietNeeded = FIRST_QUIET_SECONDS;
    private int sinceMore = HELD_SECONDS;

    /** A packet left for the first time. */
    void sent() {
        sent++;
    }

    /** The viewer misses a packet that it had not missed before. */
    void missing() {
        missing++;
    }

    /** Packets were left out, because the way to the viewer did not take them. */
    void skipped() {
        skipped = true;
    }

    /**
     * @param fractionLost in 1/256, after what was sent again in time
     * @param roundTripNanos 0 while unknown
     */
    void report(int fractionLost, long roundTripNanos) {
        reportedLoss = Math.max(reportedLoss, fractionLost);
        if (roundTripNanos > 0) {
            roundTrip = roundTripNanos;
            leastRoundTrip = Math.min(leastRoundTrip, roundTripNanos);
        }
    }

    /** Another stream is sent from now on. */
    void changed(boolean toLess) {
        if (reduced && !toLess) {
            sinceMore = 0;
        }
        reduced = toLess;
        grace = GRACE_SECONDS;
        badness = 0;
        quiet = 0;
    }

    /** To be called once a second. */
    Verdict second() {
        boolean enough = sent >= ENOUGH_PACKETS;
        double loss = Math.max(enough ? (double) missing / sent : 0, reportedLoss / 256.0);
        boolean slow = roundTrip > leastRoundTrip + BAD_DELAY_NANOS && roundTrip > BAD_DELAY_FACTOR * leastRoundTrip;
        boolean bad = skipped || slow || loss >= BAD_LOSS;
        boolean calm = !bad && loss < QUIET_LOSS;
        if (enough) {
            sent = 0;
            missing = 0;
        }
        skipped = false;
        reportedLoss = 0;
        // A viewer that moved to a longer way is not for ever measured by its old one: 1 % a second.
        leastRoundTrip = leastRoundTrip == Long.MAX_VALUE ? leastRoundTrip : leastRoundTrip + leastRoundTrip / 100;
        if (grace > 0) {
            grace--;
            return Verdict.STAY;
        }
        badness = Math.max(0, Math.min(WORST, badness + (bad ? BAD_SECOND : GOOD_SECOND)));
        return reduced ? whenReduced(calm) : whenFull();
    }

    private Verdict whenFull() {
        sinceMore = Math.min(HELD_SECONDS, sinceMore + 1);
        if (badness >= TOO_BAD) {
            boolean tried = sinceMore < HELD_SECONDS;
            quietNeeded = tried ? Math.min(LONGEST_QUIET_SECONDS, 2 * quietNeeded) : FIRST_QUIET_SECONDS;
            sinceMore = HELD_SECONDS;
            badness = 0;
            return Verdict.LESS;
        }
        return Verdict.STAY;
    }

    private Verdict whenReduced(boolean calm) {
        quiet = calm ? quiet + 1 : 0;
        if (quiet >= quietNeeded) {
            quiet = 0;
            return Verdict.MORE;
        }
        return Verdict.STAY;
    }
}
