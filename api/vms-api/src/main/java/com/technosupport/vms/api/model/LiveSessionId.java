package com.technosupport.vms.api.model;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

/** Identifies one viewer's connection to one stream. */
public record LiveSessionId(UUID value) implements Comparable<LiveSessionId> {

    public LiveSessionId {
        Objects.requireNonNull(value, "value");
    }

    /** A new id that sorts by the time of its making. */
    public static LiveSessionId next(Clock clock) {
        return new LiveSessionId(TimeOrderedUuid.next(clock));
    }

    /**
     * Reads the canonical text form.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when the text is not a UUID
     */
    public static LiveSessionId parse(String text) {
        return new LiveSessionId(TimeOrderedUuid.parse(text));
    }

    @Override
    public int compareTo(LiveSessionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
