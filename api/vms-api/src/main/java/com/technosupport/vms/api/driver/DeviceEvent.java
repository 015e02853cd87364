package com.technosupport.vms.api.driver;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that a device says has happened.
 *
 * @param type what, in PascalCase letters and digits; one of the constants here where it fits
 * @param channel a {@link Channel#id()}; empty when it concerns the whole device
 * @param input a {@link DigitalIo.Port#id()}, for {@link #DIGITAL_INPUT_CHANGED}
 * @param active whether a state begins or ends; empty for what has no length
 * @param time by the device's clock, corrected where the driver knows how far that is off
 * @param label what was seen, such as {@code person}; empty when the device does not say
 * @param data the vendor's own fields, as text, numbers, booleans, lists and maps of these; no secrets
 */
public record DeviceEvent(
        String type,
        Optional<String> channel,
        Optional<String> input,
        Optional<Boolean> active,
        Instant time,
        Optional<String> label,
        Map<String, Object> data) {

    public static final String MOTION_STARTED = "MotionStarted";
    public static final String MOTION_ENDED = "MotionEnded";
    public static final String DIGITAL_INPUT_CHANGED = "DigitalInputChanged";
    /** The recorder gets no picture from its camera, or the camera none from its sensor; {@code active} says whether it is so now. */
    public static final String VIDEO_LOST = "VideoLost";
    /** Covered, turned away or out of focus. */
    public static final String TAMPERED = "Tampered";

    public static final String LINE_CROSSED = "LineCrossed";
    /** Something is where it should not be. */
    public static final String AREA_ENTERED = "AreaEntered";

    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z0-9]{0,63}");

    public DeviceEvent {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("an event's type is PascalCase letters and digits");
        }
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(active, "active");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(label, "label");
        data = Map.copyOf(data);
    }

    /** An event of a channel, without more. */
    public static DeviceEvent of(String type, String channel, Instant time, Map<String, Object> data) {
        return new DeviceEvent(
                type, Optional.of(channel), Optional.empty(), Optional.empty(), time, Optional.empty(), data);
    }
}
