package com.technosupport.vms.simulator.internal.onvif;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message of the event service (ONVIF Core Specification, "Message format").
 *
 * @param topic with the prefixes {@code tns1} and {@code tnsv}
 * @param source what tells it from others of its topic
 * @param key like source, where one source has several
 * @param data the values
 * @param time when it happened, by the device's clock
 * @param property whether it is a state that goes on
 */
record Notification(
        String topic,
        Map<String, String> source,
        Map<String, String> key,
        Map<String, String> data,
        Instant time,
        boolean property) {
    Notification {
        source = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(source));
        key = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(key));
        data = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** What a property is known by, whatever its value. */
    String identity() {
        return topic + source + key;
    }

    /**
     * The message, as it stands in a notification or a search result.
     *
     * @param operation Initialized, Changed or Deleted; of no meaning unless it is a property
     * @param escaped whether special characters are escaped, as they must be
     */
    String message(String operation, boolean escaped) {
        return "<tt:Message UtcTime=\"" + Times.text(time) + "\""
                + (property ? " PropertyOperation=\"" + operation + "\"" : "") + ">"
                + items("Source", source, escaped) + items("Key", key, escaped) + items("Data", data, escaped)
                + "</tt:Message>";
    }

    private static String items(String element, Map<String, String> items, boolean escaped) {
        if (items.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder("<tt:" + element + ">");
        items.forEach((name, value) -> out.append("<tt:SimpleItem Name=\"")
                .append(name)
                .append("\" Value=\"")
                .append(escaped ? Xml.escape(value) : value)
                .append("\"/>"));
        return out.append("</tt:").append(element).append('>').toString();
    }
}
