package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.StreamRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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

    /** A stretch of footage. */
    record Span(Instant start, Instant end) {

        public Span {
            if (!start.isBefore(end)) {
                throw new IllegalArgumentException("a span ends after its start");
            }
        }
    }

    /**
     * How to fetch recorded footage.
     *
     * @param source plays from its beginning; where the device wants it, with {@code range}
     * @param range for the {@code Range} header of PLAY (RFC 2326, section 12.29), such as
     *     {@code clock=20260501T090000Z-}; empty for none
     * @param ahead to be added to the times of the stream to get true time
     */
    record Replay(RtspSource source, String range, Duration ahead) {

        public Replay {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(range, "range");
            Objects.requireNonNull(ahead, "ahead");
        }
    }
}
