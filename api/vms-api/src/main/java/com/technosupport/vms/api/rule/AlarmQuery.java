package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.CameraId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which alarms are wanted, newest first by the time when they were raised, then by id.
 *
 * @param states empty for all
 * @param severities empty for all
 * @param cameras only these cameras' alarms; empty for all, also those without a camera
 * @param before only what comes after this one in the list
 * @param limit 1 to 1001
 */
public record AlarmQuery(
        Set<AlarmState> states,
        Set<Severity> severities,
        Optional<Set<CameraId>> cameras,
        Optional<Place> before,
        int limit) {

    /** A place in the list. */
    public record Place(Instant raisedAt, AlarmId id) {

        public Place {
            Objects.requireNonNull(raisedAt, "raisedAt");
            Objects.requireNonNull(id, "id");
        }
    }

    public AlarmQuery {
        states = Set.copyOf(states);
        severities = Set.copyOf(severities);
        cameras = cameras.map(Set::copyOf);
        Objects.requireNonNull(before, "before");
        if (limit < 1 || limit > 1001) {
            throw new IllegalArgumentException("a page has 1 to 1001 alarms");
        }
    }

    public static AlarmQuery newest(int limit, AlarmState... states) {
        return new AlarmQuery(Set.of(states), Set.of(), Optional.empty(), Optional.empty(), limit);
    }
}
