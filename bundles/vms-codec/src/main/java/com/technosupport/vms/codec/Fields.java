package com.technosupport.vms.codec;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What was read of an event so far; null where it was not there. */
final class Fields {

    EventId id;
    String type;
    CameraId cameraId;
    String source = "";
    Instant time;
    String label;
    OptionalDouble confidence = OptionalDouble.empty();
    EventMessage.Box box;
    String trackId;
    Map<String, Object> data = Map.of();
    String cameraName;
    String siteName;
    Severity severity;
    Instant receivedAt;

    EventMessage message(Absent absent) throws UnreadableEventException {
        String kind = type == null ? absent.type().orElse(null) : type;
        if (kind == null) {
            throw new UnreadableEventException("it has no type");
        }
        try {
            return new EventMessage(
                    id == null ? absent.id().get() : id,
                    kind,
                    Optional.ofNullable(cameraId),
                    source,
                    // The database knows microseconds; an event is the same before and after.
                    (time == null ? absent.time() : time).truncatedTo(ChronoUnit.MICROS),
                    Optional.ofNullable(label),
                    confidence,
                    Optional.ofNullable(box),
                    Optional.ofNullable(trackId),
                    data);
        } catch (IllegalArgumentException e) {
            // Its sentences hold nothing of the content.
            throw new UnreadableEventException(e.getMessage());
        }
    }

    EnrichedEvent enriched(EventMessage message) throws UnreadableEventException {
        if (severity == null || receivedAt == null) {
            throw new UnreadableEventException("it was not enriched");
        }
        return new EnrichedEvent(
                message,
                Optional.ofNullable(cameraName),
                Optional.ofNullable(siteName),
                severity,
                Optional.empty(),
                receivedAt);
    }
}
