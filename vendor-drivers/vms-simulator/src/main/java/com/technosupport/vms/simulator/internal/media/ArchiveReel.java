package com.technosupport.vms.simulator.internal.media;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads an archive picture by picture for one client, each with the time at which it was recorded in an RTP header extension (ONVIF
 * Streaming Specification, "RTP header extension"). Used by one thread.
 */
public final class ArchiveReel {
    /** Seconds from 1900, where NTP starts, to 1970. */
    private static final long NTP_EPOCH = 2_208_988_800L;

    private static final long SECOND = 1_000_000_000L;
    private static final int EXTENSION = 0xabac;
    private static final int CLEAN_POINT = 0x80;
    private static final int END_OF_SECTION = 0x40;
    private static final int DISCONTINUITY = 0x20;

    /** A picture of the archive. */
    public record Picture(RtpFrame frame, Instant recorded) {}

    private final Archive archive;
    private final Footage footage;
    private final long period;
    private final int ssrc;
    private final long timestampBase;
    private int sequence;
    private long ticks;

    private boolean keysAlone;
    private int request;
    private Instant end = Instant.MAX;
    private Archive.Span span;
    private long index;
    private boolean discontinuity;

    public ArchiveReel(Archive archive) {
        this.archive = archive;
        footage = archive.footage();
        period = SECOND / footage.framesPerSecond();
        SecureRandom random = new SecureRandom();
        ssrc = random.nextInt();
        sequence = random.nextInt(0x10000);
        timestampBase = random.nextInt() & 0xffffffffL;
    }

    public int ssrc() {
        return ssrc;
    }

    /**
     * Goes to the key picture at or before a moment, or to the first one after it where nothing was recorded.
     *
     * @param until reading ends at the first picture that is not before it
     * @param cseq of the request that wants it, which the extension repeats
     */
    public void seek(Instant moment, Instant until, boolean onlyKeys, int cseq) {
        keysAlone = onlyKeys;
        request = cseq;
        end = until;
        discontinuity = true;
        span = null;
        for (Archive.Span candidate : archive.spans()) {
            if (candidate.to().isAfter(moment)) {
                enter(candidate, moment.isBefore(candidate.from()) ? candidate.from() : moment);
                return;
            }
        }
    }

    private void enter(Archive.Span next, Instant moment) {
        span = next;
        index = Math.floorDiv(nanos(moment), period);
        long before = index;
        while (!frame(before).key()) {
            before--;
        }
        if (time(before).isBefore(next.from())) {
            // The key picture before it was not recorded: the next one is.
            while (!frame(index).key() || time(index).isBefore(next.from())) {
                index++;
            }
        } else {
            index = before;
        }
    }

    /** The time of the next picture, or nothing at the end. */
    public Optional<Instant> nextTime() {
        settle();
        return span == null ? Optional.empty() : Optional.of(time(index));
    }

    public int nextSequence() {
        return sequence;
    }

    public long nextTimestamp() {
        return timestamp() & 0xffffffffL;
    }

    private int timestamp() {
        return (int) (timestampBase + ticks * Mount.CLOCK_RATE / footage.framesPerSecond());
    }

    /** Goes on to the next span where this one ends. */
    private void settle() {
        while (span != null && !time(index).isBefore(span.to())) {
            Archive.Span old = span;
            span = null;
            discontinuity = true;
            for (Archive.Span candidate : archive.spans()) {
                if (!candidate.from().isBefore(old.to())) {
                    enter(candidate, candidate.from());
                    break;
                }
            }
        }
        if (span != null && !time(index).isBefore(end)) {
            span = null;
        }
    }

    /** The next picture, or nothing at the end. */
    public Optional<Picture> next() {
        settle();
        if (span == null) {
            return Optional.empty();
        }
        Frame frame = frame(index);
        Instant recorded = time(index);
        long step = 1;
        while (keysAlone && !frame(index + step).key()) {
            step++;
        }
        Instant following = time(index + step);
        boolean last = !following.isBefore(span.to()) || !following.isBefore(end);
        int flags = (frame.key() ? CLEAN_POINT : 0) | (last ? END_OF_SECTION : 0) | (discontinuity ? DISCONTINUITY : 0);
        RtpFrame picture =
                new RtpFrame(frame, sequence, timestamp(), ssrc).withExtension(extension(recorded, flags, request));
        sequence = (sequence + frame.packets()) & 0xffff;
        ticks += step;
        index += step;
        discontinuity = false;
        return Optional.of(new Picture(picture, recorded));
    }

    private static byte[] extension(Instant time, int flags, int cseq) {
        return ByteBuffer.allocate(16)
                .putShort((short) EXTENSION)
                .putShort((short) 3)
                .putInt((int) (time.getEpochSecond() + NTP_EPOCH))
                .putInt((int) (((long) time.getNano() << 32) / SECOND))
                .put((byte) flags)
                .put((byte) cseq)
                .array();
    }

    private Frame frame(long at) {
        return footage.frame((int) Math.floorMod(at, (long) footage.length()));
    }

    private Instant time(long at) {
        return Instant.EPOCH.plusNanos(at * period);
    }

    private static long nanos(Instant moment) {
        return moment.getEpochSecond() * SECOND + moment.getNano();
    }
}
