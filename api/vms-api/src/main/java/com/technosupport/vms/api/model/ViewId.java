package com.technosupport.vms.api.model;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

/** Names a view of the wall. */
public record ViewId(UUID value) implements Comparable<ViewId> {

    public ViewId {
        Objects.requireNonNull(value, "value");
    }

    /** A new id that sorts by the time of its making. */
    public static ViewId next(Clock clock) {
        return new ViewId(TimeOrderedUuid.next(clock));
    }

    /**
     * Reads the canonical text form.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when the text is not a UUID
     */
    public static ViewId parse(String text) {
        return new ViewId(TimeOrderedUuid.parse(text));
    }

    @Override
    public int compareTo(ViewId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
