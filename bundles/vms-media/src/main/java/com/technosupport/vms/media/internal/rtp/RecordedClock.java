package com.technosupport.vms.media.internal.rtp;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells when the pictures of a replay were recorded, in true time. Devices say so with each picture (ONVIF Streaming Specification,
 * RTP header extension), or by sender reports; of those that do not, what is known is where playing began. One for each
 * session, used by one thread.
 */
public final class RecordedClock {

    /** Seconds from 1900, where NTP's first era starts, to 1970 (RFC 5905, section 6). */
    private static final long NTP_EPOCH = 2_208_988_800L;

    private static final long NTP_ERA = 1L << 32;

    /** Devices start at the key frame before what is wanted; a report that is further off tells some other time. */
    private static final Duration BELIEVABLE = Duration.ofSeconds(30);

    /** Ahead of the first packet, so that a track that starts a little earlier has no time below zero. */
    private static final Duration HEADROOM = Duration.ofSeconds(1);

    private final Duration ahead;
    private Instant next;
    private Instant origin;

    /**
     * @param from what was asked for, in true time
     * @param ahead to be added to the device's times
     */
    public RecordedClock(Instant from, Duration ahead) {
        this.next = from;
        this.ahead = ahead;
    }

    /** The device says where playing begins, by its clock. */
    public void begins(Instant deviceTime) {
        believable(deviceTime.plus(ahead), next);
    }

    private boolean believable(Instant told, Instant expected) {
        boolean near = Duration.between(expected, told).abs().compareTo(BELIEVABLE) < 0;
        if (near && origin == null) {
            next = told;
        }
        return near;
    }

    /** All tracks' packet times start anew. */
    public void restart() {
        origin = null;
    }

    private Instant trueTime(long ntp) {
        long seconds = ntp >>> 32;
        // The era that began in 2036 has the upper bit clear (RFC 4330, section 3).
        long sinceEpoch = seconds - NTP_EPOCH + ((seconds & 0x8000_0000L) == 0 ? NTP_ERA : 0);
        long nanos = ((ntp & 0xffff_ffffL) * 1_000_000_000L) >>> 32;
        return Instant.ofEpochSecond(sinceEpoch, nanos).plus(ahead);
    }

    /** One track's share. */
    Times times(int clockRate) {
        return new Times(clockRate);
    }

    /** From one track's RTP times, without wrap, to true time. */
    final class Times {

        private final int clockRate;
        private boolean told;
        private long stamp;
        private Instant time;
        private long stampBefore;
        private Instant timeBefore;

        private Times(int clockRate) {
            this.clockRate = clockRate;
        }

        /** What was told of the old RTP times holds no more. */
        void restart() {
            time = null;
            timeBefore = null;
        }

        /** The packet of that RTP time says when it was recorded. */
        void told(long rtp, long ntp) {
            told = true;
            if (time != null && rtp == stamp) {
                return;
            }
            // The picture before may come out only now.
            stampBefore = stamp;
            timeBefore = time;
            stamp = rtp;
            time = trueTime(ntp);
        }

        /** A sender report says which times belong together; heeded where packets do not say it, and where it can be true. */
        void reported(long rtp, long ntp) {
            if (!told && believable(trueTime(ntp), time == null ? next : at(rtp))) {
                stamp = rtp;
                time = trueTime(ntp);
                timeBefore = null;
            }
        }

        Instant at(long rtp) {
            if (time == null) {
                stamp = rtp;
                time = next;
            }
            boolean before = rtp < stamp && timeBefore != null;
            Instant at = plus(before ? timeBefore : time, rtp - (before ? stampBefore : stamp));
            if (at.isAfter(next)) {
                next = at;
            }
            return at;
        }

        private Instant plus(Instant anchor, long ticks) {
            return anchor.plusSeconds(Math.floorDiv(ticks, clockRate))
                    .plusNanos(Math.floorMod(ticks, (long) clockRate) * 1_000_000_000L / clockRate);
        }

        /** The packet time of what was recorded at a time. */
        long ticks(Instant recorded) {
            if (origin == null) {
                origin = recorded.minus(HEADROOM);
            }
            Duration since = Duration.between(origin, recorded);
            return since.getSeconds() * clockRate + (long) (since.getNano() / 1e9 * clockRate);
        }
    }
}
