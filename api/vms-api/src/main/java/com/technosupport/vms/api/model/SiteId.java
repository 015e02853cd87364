package com.technosupport.vms.api.model;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

/** Identifies a site: a place with cameras and a time zone. */
public record SiteId(UUID value) implements Comparable<SiteId> {

    /** The site of all that was not put elsewhere; there from the first start. */
    public static final SiteId DEFAULT = parse("00000000-0000-7000-8000-000000000001");

    public SiteId {
        Objects.requireNonNull(value, "value");
    }

    /** A new id that sorts by the time of its making. */
    public static SiteId next(Clock clock) {
        return new SiteId(TimeOrderedUuid.next(clock));
    }

    /**
     * Reads the canonical text form.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when the text is not a UUID
     */
    public static SiteId parse(String text) {
        return new SiteId(TimeOrderedUuid.parse(text));
    }

    @Override
    public int compareTo(SiteId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
