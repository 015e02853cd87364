package com.technosupport.vms.api.model;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

/** Identifies one run of device discovery. */
public record ScanId(UUID value) implements Comparable<ScanId> {

    public ScanId {
        Objects.requireNonNull(value, "value");
    }

    /** A new id that sorts by the time of its making. */
    public static ScanId next(Clock clock) {
        return new ScanId(TimeOrderedUuid.next(clock));
    }

    /**
     * Reads the canonical text form.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when the text is not a UUID
     */
    public static ScanId parse(String text) {
        return new ScanId(TimeOrderedUuid.parse(text));
    }

    @Override
    public int compareTo(ScanId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
