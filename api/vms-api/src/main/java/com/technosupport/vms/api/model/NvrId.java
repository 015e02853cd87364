package com.technosupport.vms.api.model;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

/** Identifies a recorder, or another device with several pictures. */
public record NvrId(UUID value) implements Comparable<NvrId> {

    public NvrId {
        Objects.requireNonNull(value, "value");
    }

    /** A new id that sorts by the time of its making. */
    public static NvrId next(Clock clock) {
        return new NvrId(TimeOrderedUuid.next(clock));
    }

    /**
     * Reads the canonical text form.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when the text is not a UUID
     */
    public static NvrId parse(String text) {
        return new NvrId(TimeOrderedUuid.parse(text));
    }

    @Override
    public int compareTo(NvrId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
