package com.technosupport.vms.live.fmp4.internal.hls;

import com.technosupport.vms.live.fmp4.internal.mux.Movie.Fragment;
import com.technosupport.vms.live.fmp4.internal.mux.MovieFormat;
import com.technosupport.vms.live.fmp4.internal.mux.Muxer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Cuts fragments into parts and segments, and keeps the latest (RFC 8216bis). Numbers of segments begin at the seconds since
 * 1970, and none is shorter on average than a second: so they grow over restarts too, and no player or cache takes
 * a new one for an old one. Not safe for use by several threads.
 */
final class HlsTimeline {

    /** Of a segment: it ends at a key frame after the least and, where none comes, at the most. */
    static final int TARGET_SECONDS = 4;

    static final double MOST_SECONDS = TARGET_SECONDS + 0.4;
    private static final double LEAST_SECONDS = 1.9;

    /** The first one is short, so that there is a playlist at once. */
    private static final double FIRST_SECONDS = 1;

    /** Beyond this a playlist update may leave segments out. At least six target durations (4.4.3.8). */
    static final int SKIP_SECONDS = 6 * TARGET_SECONDS;

    /** So that there is something to leave out, and a player can go back a little. */
    static final int KEPT_SECONDS = 9 * TARGET_SECONDS;

    /** Removed from the playlist, but a player may be about to ask for it. */
    private static final int KEPT_AFTER_REMOVAL = 3;

    private static final double PART_SECONDS = 0.305;

    /** Pictures do not come evenly. */
    private static final double PART_TOLERANCE = 1.1;

    private final Deque<HlsSegment> removed = new ArrayDeque<>();
    private final Deque<HlsSegment> segments = new ArrayDeque<>();
    private final TreeMap<Integer, ByteBuffer> maps = new TreeMap<>();
    private final long firstNumber;
    private final LongSupplier maxBytes;
    private HlsSegment current;
    private long nextSegment;
    private long nextPart;

    /** From 0: players have an array with a place for each. */
    private long discontinuitySequence;

    private boolean discontinuity;
    private int map = -1;
    private MovieFormat format;
    private double partTarget;
    private double longestPart;
    private double pictureSeconds;

    private final List<ByteBuffer> open = new ArrayList<>();
    private long openStart;
    private long openEnd;
    private boolean openIndependent;
    private boolean openHasPicture;

    /** @param maxBytes how much it may keep now; it keeps one segment in any case */
    HlsTimeline(Instant now, LongSupplier maxBytes) {
        this.maxBytes = maxBytes;
        firstNumber = now.getEpochSecond();
        nextSegment = firstNumber;
        nextPart = firstNumber * 10;
    }

    void start(MovieFormat newFormat, ByteBuffer initialisation) {
        closePart();
        closeSegment();
        // Also where the format is the same: time has gone by that was not sent.
        discontinuity = map >= 0;
        if (format == null || !format.equals(newFormat) || !initialisation.equals(maps.get(map))) {
            map++;
            maps.put(map, initialisation);
        }
        format = newFormat;
    }

    /** @return whether parts became complete */
    boolean add(Fragment fragment) {
        long before = nextPart;
        double seconds = seconds(fragment.duration());
        if (fragment.duration() > 0) {
            pictureSeconds = seconds;
        }
        if (current != null) {
            double soFar = current.seconds() + openSeconds();
            boolean first = current.number() == firstNumber;
            boolean full = soFar + seconds > MOST_SECONDS || (first && soFar >= FIRST_SECONDS);
            if (full || (fragment.key() && soFar >= LEAST_SECONDS)) {
                closePart();
                closeSegment();
            } else if (openSeconds() + seconds > partLimit()) {
                // Not at each key frame: only the last part of a segment may be much shorter than the rest (4.4.3.7).
                closePart();
            }
        }
        append(fragment);
        if (openSeconds() + pictureSeconds > partLimit()) {
            closePart();
        }
        return nextPart != before;
    }

    private void append(Fragment fragment) {
        if (current == null) {
            current = new HlsSegment(
                    nextSegment++, map, discontinuity, fragment.packet().arrival());
            discontinuity = false;
        }
        if (fragment.duration() > 0) {
            if (!openHasPicture) {
                openStart = fragment.start();
                openIndependent = fragment.key();
                openHasPicture = true;
            }
            openEnd = fragment.start() + fragment.duration();
        }
        open.add(fragment.data());
    }

    private double openSeconds() {
        return openHasPicture ? seconds(openEnd - openStart) : 0;
    }

    private static double seconds(long ticks) {
        return (double) ticks / Muxer.VIDEO_TICKS;
    }

    private double partLimit() {
        if (partTarget > 0) {
            return partTarget;
        }
        return pictureSeconds == 0 ? PART_SECONDS : picturesOfPart() * pictureSeconds * PART_TOLERANCE;
    }

    private long picturesOfPart() {
        return Math.max(1, (long) (PART_SECONDS / pictureSeconds));
    }

    private void closePart() {
        if (openHasPicture) {
            HlsPart part = new HlsPart(nextPart++, openSeconds(), openIndependent, open);
            longestPart = Math.max(longestPart, part.seconds());
            if (partTarget > 0) {
                // A camera that sends fewer pictures than before: what is promised must hold.
                partTarget = Math.max(partTarget, longestPart);
            }
            current.add(part);
            open.clear();
            openHasPicture = false;
        }
    }

    private void closeSegment() {
        if (current != null && !current.parts().isEmpty()) {
            if (partTarget == 0) {
                partTarget = Math.max(longestPart, picturesOfPart() * pictureSeconds * PART_TOLERANCE);
            }
            segments.add(current);
            trim();
        }
        // Sound that came without a picture goes with it.
        open.clear();
        openHasPicture = false;
        current = null;
    }

    private void trim() {
        double seconds = segments.stream().mapToDouble(HlsSegment::seconds).sum();
        long bytes = segments.stream().mapToLong(HlsSegment::size).sum();
        long most = maxBytes.getAsLong();
        while (segments.size() > 1 && (bytes > most || seconds - segments.peek().seconds() > KEPT_SECONDS)) {
            HlsSegment gone = segments.remove();
            seconds -= gone.seconds();
            bytes -= gone.size();
            removed.add(gone);
            if (gone.discontinuity()) {
                // Its tag is gone with it (6.2.2).
                discontinuitySequence++;
            }
        }
        long all = bytes + removed.stream().mapToLong(HlsSegment::size).sum();
        while (removed.size() > KEPT_AFTER_REMOVAL || (!removed.isEmpty() && all > most)) {
            all -= removed.remove().size();
        }
        maps.headMap((removed.isEmpty() ? segments : removed).peek().map()).clear();
    }

    /** Whether a playlist can be told: a player needs a segment to begin with. */
    boolean isReady() {
        return !segments.isEmpty();
    }

    /** Whether the playlist has this part of this segment, or what comes after it. */
    boolean has(long segment, int part) {
        if (segment < currentNumber()) {
            return part < partsOf(segment) || segment + 1 < currentNumber() || has(segment + 1, 0);
        }
        return segment == currentNumber()
                && current != null
                && part < current.parts().size();
    }

    /** Whether the playlist has this whole segment. */
    boolean has(long segment) {
        return segment < currentNumber();
    }

    private int partsOf(long segment) {
        return segments.stream()
                .filter(known -> known.number() == segment)
                .findFirst()
                .map(known -> known.parts().size())
                .orElse(Integer.MAX_VALUE);
    }

    /** Whether nobody who has seen our playlist would ask for this yet (6.2.5.2). */
    boolean isTooFarAhead(long segment, int part) {
        if (segment > currentNumber() + 1) {
            return true;
        }
        int parts = current == null ? 0 : current.parts().size();
        long limit = partTarget > 0 && partTarget < 1 ? (long) Math.ceil(3 / partTarget) : 3;
        return segment == currentNumber() && part > parts + limit;
    }

    /** The number of the segment that is growing, or grows next. */
    long currentNumber() {
        return current == null ? nextSegment : current.number();
    }

    /** How long no key frame has come; the segment that is growing, in seconds. */
    double growing() {
        return current == null ? 0 : current.seconds();
    }

    HlsSegment current() {
        return current;
    }

    Deque<HlsSegment> segments() {
        return segments;
    }

    double partTarget() {
        return partTarget;
    }

    long nextPart() {
        return nextPart;
    }

    long discontinuitySequence() {
        return discontinuitySequence;
    }

    MovieFormat format() {
        return format;
    }

    Optional<ByteBuffer> map(int number) {
        return Optional.ofNullable(maps.get(number));
    }

    Optional<HlsSegment> segment(long number) {
        for (Deque<HlsSegment> kept : List.of(segments, removed)) {
            for (HlsSegment segment : kept) {
                if (segment.number() == number) {
                    return Optional.of(segment);
                }
            }
        }
        return Optional.empty();
    }

    Optional<HlsPart> part(long number) {
        List<HlsSegment> all = new ArrayList<>(segments);
        all.addAll(removed);
        if (current != null) {
            all.add(current);
        }
        return all.stream()
                .flatMap(segment -> segment.parts().stream())
                .filter(part -> part.number() == number)
                .findFirst();
    }

    /** Bytes that are kept. */
    long size() {
        long size = current == null ? 0 : current.size();
        for (Deque<HlsSegment> kept : List.of(segments, removed)) {
            size += kept.stream().mapToLong(HlsSegment::size).sum();
        }
        return size;
    }

    /** Pictures a second, about; 0 while unknown. */
    double pictureRate() {
        return pictureSeconds == 0 ? 0 : 1 / pictureSeconds;
    }
}
