package com.technosupport.vms.onvif.profile.t.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifNotification.Change;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the standard topics mean (ONVIF Imaging, DeviceIO and Analytics Service Specifications; Profile T, "Event handling").
 *
 * <p>A state that begins or goes on has {@code active} true; one that ends, or is deleted, false. Motion alone has a type for each.
 */
final class Topics {

    private static final Set<String> TAMPERING = Set.of("GlobalSceneChange", "ImageTooBlurry");
    private static final List<String> STATES =
            List.of("State", "IsMotion", "LogicalState", "IsTamper", "IsInside", "Value");

    private Topics() {}

    static Optional<DeviceEvent> event(OnvifNotification notification) {
        String topic = notification.topic();
        String last = topic.substring(topic.lastIndexOf('/') + 1);
        if (topic.equals("Device/Trigger/DigitalInput")) {
            return Optional.ofNullable(notification.source().get("InputToken"))
                    .filter(token -> !token.isEmpty())
                    .map(token -> event(
                            notification, DeviceEvent.DIGITAL_INPUT_CHANGED, Optional.of(token), state(notification)));
        }
        if (topic.equals("Device/Trigger/Relay")) {
            return Optional.of(state("DigitalOutputChanged", notification));
        }
        if (last.equals("Motion") || last.equals("MotionAlarm")) {
            return state(notification)
                    .map(moves -> event(
                            notification,
                            moves ? DeviceEvent.MOTION_STARTED : DeviceEvent.MOTION_ENDED,
                            Optional.empty(),
                            Optional.of(moves)));
        }
        if (topic.equals("VideoSource/SignalLoss") || topic.equals("VideoSource/VideoLoss")) {
            return Optional.of(state(DeviceEvent.VIDEO_LOST, notification));
        }
        if (isTampering(topic)) {
            return Optional.of(state(DeviceEvent.TAMPERED, notification));
        }
        if (topic.equals("RuleEngine/LineDetector/Crossed")) {
            return Optional.of(event(notification, DeviceEvent.LINE_CROSSED, Optional.empty(), Optional.empty()));
        }
        if (topic.equals("RuleEngine/FieldDetector/ObjectsInside")) {
            return Optional.of(state(DeviceEvent.AREA_ENTERED, notification));
        }
        return Optional.empty();
    }

    /** {@code VideoSource/GlobalSceneChange/ImagingService} and its like, and what analytics say of it. */
    private static boolean isTampering(String topic) {
        String[] parts = topic.split("/");
        return (parts.length >= 2 && parts[0].equals("VideoSource") && TAMPERING.contains(parts[1]))
                || topic.equals("RuleEngine/TamperDetector/Tamper");
    }

    private static DeviceEvent state(String type, OnvifNotification notification) {
        return event(notification, type, Optional.empty(), state(notification));
    }

    private static DeviceEvent event(
            OnvifNotification notification, String type, Optional<String> input, Optional<Boolean> active) {
        return new DeviceEvent(type, Optional.empty(), input, active, notification.time(), Optional.empty(), Map.of());
    }

    /** Empty where the notification holds nothing that can be read as one. */
    static Optional<Boolean> state(OnvifNotification notification) {
        if (notification.change() == Change.DELETED) {
            return Optional.of(false);
        }
        for (String name : STATES) {
            Optional<Boolean> state = bool(notification.data().get(name));
            if (state.isPresent()) {
                return state;
            }
        }
        return notification.data().values().stream()
                .flatMap(value -> bool(value).stream())
                .findFirst();
    }

    private static Optional<Boolean> bool(String value) {
        return switch (value == null ? "" : value.toLowerCase(Locale.ROOT)) {
            case "true", "1", "active", "on" -> Optional.of(true);
            case "false", "0", "inactive", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
