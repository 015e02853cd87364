package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.event.EventMessage;
import java.util.Optional;
import java.util.Set;

/**
 * What a camera's or recorder's own event says of its picture.
 *
 * @param active whether something begins or ends; empty for what has no length
 * @param label of what was seen; empty where the device does not say
 */
record DeviceTale(Optional<Boolean> active, Optional<String> label) {

    /** Drivers publish under such names, and nobody else does. */
    private static final String DRIVERS = "driver:";

    private static final Set<String> OF_PICTURES = Set.of(
            DeviceEvent.MOTION_STARTED,
            DeviceEvent.MOTION_ENDED,
            DeviceEvent.LINE_CROSSED,
            DeviceEvent.AREA_ENTERED,
            "ObjectDetected");

    /** Empty for events that say nothing of the picture, or are no device's. */
    static Optional<DeviceTale> of(EventMessage event) {
        Optional<String> label = event.label().filter(text -> !text.isBlank());
        if (!event.source().startsWith(DRIVERS) || (label.isEmpty() && !OF_PICTURES.contains(event.type()))) {
            return Optional.empty();
        }
        Optional<Boolean> active =
                switch (event.type()) {
                    case DeviceEvent.MOTION_STARTED -> Optional.of(true);
                    case DeviceEvent.MOTION_ENDED -> Optional.of(false);
                    default ->
                        event.data().get("active") instanceof Boolean said ? Optional.of(said) : Optional.empty();
                };
        return Optional.of(new DeviceTale(active, label));
    }
}
