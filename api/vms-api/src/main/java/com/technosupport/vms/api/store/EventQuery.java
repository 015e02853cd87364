package com.technosupport.vms.api.store;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which stored events are wanted, newest first.
 *
 * @param cameras only these cameras' events; empty for all, also those without a camera. What the reader was not granted is left
 *     out by whoever asks: see {@link #NO_CAMERAS}
 * @param types only these; empty for all
 * @param severities only these; empty for all
 * @param label only with this one
 * @param from inclusive, by the events' own time
 * @param to exclusive
 * @param before only what comes after this place in the list
 * @param limit 1 to {@value #MOST}
 */
public record EventQuery(
        Optional<Set<CameraId>> cameras,
        Set<String> types,
        Set<Severity> severities,
        Optional<String> label,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<Place> before,
        int limit) {

    public static final int MOST = 1001;

    /** For {@link #cameras}: nothing is found. */
    public static final Optional<Set<CameraId>> NO_CAMERAS = Optional.of(Set.of());

    /** A place in a list: that of an event, or of what was rejected. */
    public record Place(Instant time, UUID id) {

        public Place {
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(id, "id");
        }
    }

    public EventQuery {
        cameras = cameras.map(Set::copyOf);
        types = Set.copyOf(types);
        severities = Set.copyOf(severities);
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(before, "before");
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("a page has 1 to " + MOST + " events");
        }
    }

    /** All events, newest first. */
    public static EventQuery newest(int limit) {
        return new EventQuery(
                Optional.empty(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                limit);
    }
}
