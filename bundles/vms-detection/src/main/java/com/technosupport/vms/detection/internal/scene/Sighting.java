package com.technosupport.vms.detection.internal.scene;

import com.technosupport.vms.detection.internal.track.Track;
import java.util.Objects;
import java.util.Optional;

/**
 * Something to be told of an object.
 *
 * @param zone empty for the whole picture
 * @param direction {@code LEFT} or {@code RIGHT} of a crossing
 */
public record Sighting(
        Kind kind, Track track, Optional<String> zone, Optional<String> trigger, Optional<String> direction) {

    /** What happened. */
    public enum Kind {
        /** It is there and fulfils what was asked for. */
        DETECTED,
        /** It is gone, or out of the zone; comes once after each {@link #DETECTED}, but for those of a trigger without end. */
        LEFT,
        /** It crossed a line. */
        CROSSED
    }

    public Sighting {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(track, "track");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(direction, "direction");
    }
}
