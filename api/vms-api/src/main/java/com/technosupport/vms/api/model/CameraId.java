package com.technosupport.vms.api.model;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

/** Identifies a camera, for as long as its footage lives: a replaced device keeps it. */
public record CameraId(UUID value) implements Comparable<CameraId> {

    public CameraId {
        Objects.requireNonNull(value, "value");
    }

    /** A new id that sorts by the time of its making. */
    public static CameraId next(Clock clock) {
        return new CameraId(TimeOrderedUuid.next(clock));
    }

    /**
     * Reads the canonical text form.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when the text is not a UUID
     */
    public static CameraId parse(String text) {
        return new CameraId(TimeOrderedUuid.parse(text));
    }

    @Override
    public int compareTo(CameraId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
