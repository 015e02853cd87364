package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.StreamRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that records by itself, on a card or as a recorder. A facet of {@link DeviceSession}. */
@ConsumerType
public interface DeviceArchive {

    /** What {@link #search} returns at most; ask again from the last one's end for more. */
    int MOST_SPANS = 1000;

    /**
     * What the device has between two instants, oldest first and not overlapping. Instants are true time: a driver corrects
     * for a device that counts in its local time or whose clock is off.
     */
    List<Span> search(String channel, Instant from, Instant to) throws InterruptedException;

    /**
     * Where recorded footage is played from.
     *
     * @param from within what {@link #search} found
     */
    Replay replay(String channel, StreamRole role, Instant from, Instant to) throws InterruptedException;

    /**
     * Spans as {@link #search} returns them: in order, at most {@link #MOST_SPANS}, and those that touch or overlap as one.
     * Devices list a motion recording within a continuous one, and files that follow each other.
     */
    static List<Span> joined(List<Span> spans) {
        List<Span> joined = new ArrayList<>();
        for (Span next :
                spans.stream().sorted(Comparator.comparing(Span::start)).toList()) {
            Span last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last == null || next.start().isAfter(last.end())) {
                joined.add(next);
            } else if (next.end().isAfter(last.end())) {
                joined.set(joined.size() - 1, new Span(last.start(), next.end()));
            }
        }
        return List.copyOf(joined.subList(0, Math.min(joined.size(), MOST_SPANS)));
    }

    /** A stretch of footage. */
    record Span(Instant start, Instant end) {

        public Span {
            if (!start.isBefore(end)) {
                throw new IllegalArgumentException("a span ends after its start");
            }
        }

        /** What of a stretch lies between two instants; empty when nothing does. */
        public static Optional<Span> clipped(Instant start, Instant end, Instant from, Instant to) {
            Instant first = start.isBefore(from) ? from : start;
            Instant last = end.isAfter(to) ? to : end;
            return first.isBefore(last) ? Optional.of(new Span(first, last)) : Optional.empty();
        }
    }

    /**
     * How to fetch recorded footage.
     *
     * @param source plays from its beginning; where the device wants it, with {@code range}
     * @param range for the {@code Range} header of PLAY (RFC 2326, section 12.29), such as
     *     {@code clock=20260501T090000Z-}; empty for none
     * @param ahead to be added to the times of the stream to get true time
     * @param headers of the PLAY request besides, by name; {@code Require} goes with DESCRIBE and SETUP too (RFC 2326, section
     *     12.32). ONVIF devices want {@code Require: onvif-replay} (Streaming Specification, section 6).
     */
    record Replay(RtspSource source, String range, Duration ahead, Map<String, String> headers) {

        private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z-]{0,63}");
        private static final Pattern VALUE = Pattern.compile("[ -~]{0,256}");

        public Replay {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(range, "range");
            Objects.requireNonNull(ahead, "ahead");
            headers = Map.copyOf(headers);
            headers.forEach((name, value) -> {
                if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
                    throw new IllegalArgumentException("not a header");
                }
            });
            if (!VALUE.matcher(range).matches()) {
                throw new IllegalArgumentException("not a range");
            }
        }

        /** One that is asked for without further headers. */
        public Replay(RtspSource source, String range, Duration ahead) {
            this(source, range, ahead, Map.of());
        }
    }
}
