package com.technosupport.vms.api.model;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

/** Names a plan on which cameras are shown. */
public record PlanId(UUID value) implements Comparable<PlanId> {

    public PlanId {
        Objects.requireNonNull(value, "value");
    }

    /** A new id that sorts by the time of its making. */
    public static PlanId next(Clock clock) {
        return new PlanId(TimeOrderedUuid.next(clock));
    }

    /**
     * Reads the canonical text form.
     *
     * @throws VmsException {@link ErrorCode#INVALID_REQUEST} when the text is not a UUID
     */
    public static PlanId parse(String text) {
        return new PlanId(TimeOrderedUuid.parse(text));
    }

    @Override
    public int compareTo(PlanId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
