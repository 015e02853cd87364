package com.technosupport.vms.api.model;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

/** Identifies an event, over every redelivery of it. */
public record EventId(UUID value) implements Comparable<EventId> {

    public EventId {
        Objects.requireNonNull(value, "value");
    }

    /** A new id that sorts by the time of its making. */
    public static EventId next(Clock clock) {
        return new EventId(TimeOrderedUuid.next(clock));
    }

    /**
     * Reads the canonical text form.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when the text is not a UUID
     */
    public static EventId parse(String text) {
        return new EventId(TimeOrderedUuid.parse(text));
    }

    @Override
    public int compareTo(EventId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
