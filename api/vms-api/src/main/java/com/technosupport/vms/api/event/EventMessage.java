package com.technosupport.vms.api.event;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Something that happened, as it travels on the bus.
 *
 * @param id makes redelivery harmless
 * @param type PascalCase letters and digits
 * @param source what saw it, such as {@code driver:onvif} or {@code detector:ssdlite}; may be empty
 * @param label what was seen, such as {@code person}
 * @param confidence 0 to 1
 * @param data all else, as text, numbers, booleans, lists and maps of these
 */
public record EventMessage(
        EventId id,
        String type,
        Optional<CameraId> cameraId,
        String source,
        Instant time,
        Optional<String> label,
        OptionalDouble confidence,
        Optional<Box> box,
        Optional<String> trackId,
        Map<String, Object> data) {

    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z0-9]{0,63}");

    public EventMessage {
        Objects.requireNonNull(id, "id");
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("an event's type is PascalCase letters and digits");
        }
        Objects.requireNonNull(cameraId, "cameraId");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(label, "label");
        if (confidence.isPresent() && !(confidence.getAsDouble() >= 0 && confidence.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("a confidence is from 0 to 1");
        }
        Objects.requireNonNull(box, "box");
        Objects.requireNonNull(trackId, "trackId");
        data = Map.copyOf(data);
    }

    /**
     * A place in the picture, as parts of its width and height, 0 to 1.
     *
     * @param x of the left edge
     * @param y of the upper edge
     */
    public record Box(double x, double y, double w, double h) {

        public Box {
            if (!(x >= 0 && y >= 0 && w >= 0 && h >= 0 && x + w <= 1.000001 && y + h <= 1.000001)) {
                throw new IllegalArgumentException("a box lies within the picture");
            }
        }
    }
}
