package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.DetectorInfo;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.detection.internal.scene.Sighting;
import com.technosupport.vms.detection.internal.track.Track;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Makes events of what is told of objects. Used by one thread at a time. */
final class EventWriter {

    /** When and as what an object was told. */
    private record Told(EventId id, Instant time) {}

    /** What it begins with who saw something, in an event. */
    static final String SOURCE = "detector:";

    private static final int LONGEST_NAME = 48;

    private final CameraId camera;
    private final Clock clock;
    private final Map<String, Told> told = new HashMap<>();

    EventWriter(CameraId camera, Clock clock) {
        this.camera = camera;
        this.clock = clock;
    }

    EventMessage write(Sighting sighting, DetectorInfo detector, Instant time) {
        Track track = sighting.track();
        String name = pascal(track.label());
        String key = track.id() + "/" + sighting.zone().orElse("");
        EventId id = EventId.next(clock);
        Map<String, Object> data = new HashMap<>();
        data.put("detector", detector.id() + " " + detector.version());
        sighting.zone().ifPresent(zone -> data.put("zone", zone));
        sighting.trigger().ifPresent(trigger -> data.put("trigger", trigger));
        sighting.direction().ifPresent(direction -> data.put("direction", direction));
        Instant when = time;
        String type =
                switch (sighting.kind()) {
                    case DETECTED -> {
                        told.put(key, new Told(id, time));
                        data.put("since", track.first().toString());
                        yield name + "Detected";
                    }
                    case LEFT -> {
                        Told before = told.remove(key);
                        when = track.last().isAfter(time) ? time : track.last();
                        if (before != null) {
                            data.put("detectedAs", before.id().toString());
                            long millis = Math.max(
                                    0, when.toEpochMilli() - before.time().toEpochMilli());
                            data.put("seconds", millis / 1000.0);
                        }
                        yield name + "Left";
                    }
                    case CROSSED -> "LineCrossed";
                };
        return new EventMessage(
                id,
                type,
                Optional.of(camera),
                SOURCE + detector.id(),
                when,
                Optional.of(track.label()),
                OptionalDouble.of(sighting.kind() == Sighting.Kind.LEFT ? track.best() : track.confidence()),
                Optional.of(track.box()),
                Optional.of(track.id()),
                data);
    }

    /** {@code traffic light} to {@code TrafficLight}. */
    static String pascal(String label) {
        StringBuilder name = new StringBuilder();
        boolean begins = true;
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (letter || (c >= '0' && c <= '9' && name.length() > 0)) {
                name.append(begins ? Character.toUpperCase(c) : c);
                begins = false;
            } else {
                begins = true;
            }
        }
        if (name.length() == 0) {
            return "Object";
        }
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }
}
