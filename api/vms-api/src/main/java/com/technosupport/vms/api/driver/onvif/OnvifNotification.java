package com.technosupport.vms.api.driver.onvif;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * One notification of a device's event service (ONVIF Core Specification, "Notification interface").
 *
 * @param topic without prefixes, such as {@code RuleEngine/CellMotionDetector/Motion}
 * @param change how the property changed; {@link Change#NONE} for an event without a state
 * @param source its {@code Source} items, by name
 * @param key its {@code Key} items, by name
 * @param data its {@code Data} items, by name
 * @param time true time
 */
public record OnvifNotification(
        String topic,
        Change change,
        Map<String, String> source,
        Map<String, String> key,
        Map<String, String> data,
        Instant time) {

    /** The {@code PropertyOperation}. */
    public enum Change {
        NONE,
        /** The state as it is when a subscription begins. */
        INITIALIZED,
        CHANGED,
        DELETED
    }

    public OnvifNotification {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(change, "change");
        source = Map.copyOf(source);
        key = Map.copyOf(key);
        data = Map.copyOf(data);
        Objects.requireNonNull(time, "time");
    }
}
