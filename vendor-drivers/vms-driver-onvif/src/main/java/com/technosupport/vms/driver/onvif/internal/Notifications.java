package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Elements;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifNotification.Change;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Reads notifications (ONVIF Core Specification, "Message format"). By local names, since devices differ in prefixes and at times
 * in namespaces; a topic loses its prefixes, which mean nothing outside their document.
 */
final class Notifications {

    private static final int MOST_ITEMS = 64;
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_VALUE = 1024;
    private static final int DEEPEST = 6;
    private static final int LONGEST_TOPIC = 512;

    private Notifications() {}

    /** @param time makes true time of what the device says; of nothing readable, now */
    static Optional<OnvifNotification> read(Element holder, Function<String, Instant> time) {
        String topic = topic(Elements.text(holder, "Topic"));
        if (topic.isEmpty()) {
            return Optional.empty();
        }
        Element outer = Elements.find(holder, "Message").orElse(holder);
        Element message = Elements.find(outer, "Message").orElse(outer);
        return Optional.of(new OnvifNotification(
                topic,
                change(message.getAttribute("PropertyOperation")),
                items(message, "Source"),
                items(message, "Key"),
                items(message, "Data"),
                time.apply(message.getAttribute("UtcTime"))));
    }

    static String topic(String said) {
        String topic = said.strip().replaceAll("\\s+", "");
        topic = topic.startsWith("//") ? topic.substring(2) : topic;
        topic = topic.length() > LONGEST_TOPIC ? topic.substring(0, LONGEST_TOPIC) : topic;
        StringBuilder plain = new StringBuilder();
        for (String segment : topic.split("/")) {
            String name = segment.substring(segment.indexOf(':') + 1);
            if (!name.isEmpty()) {
                plain.append(plain.isEmpty() ? "" : "/").append(name);
            }
        }
        return plain.toString();
    }

    private static Change change(String operation) {
        return switch (operation) {
            case "Initialized" -> Change.INITIALIZED;
            case "Changed" -> Change.CHANGED;
            case "Deleted" -> Change.DELETED;
            default -> Change.NONE;
        };
    }

    private static Map<String, String> items(Element message, String group) {
        Map<String, String> items = new LinkedHashMap<>();
        for (Element holder : Elements.children(message, group)) {
            for (Element item : Elements.children(holder, "SimpleItem")) {
                put(items, item.getAttribute("Name"), item.getAttribute("Value"));
            }
            for (Element item : Elements.children(holder, "ElementItem")) {
                leaves(items, item.getAttribute("Name"), item, 0);
            }
        }
        return items;
    }

    private static void put(Map<String, String> items, String name, String value) {
        String shown = Elements.shown(name, LONGEST_NAME);
        if (!shown.isEmpty() && items.size() < MOST_ITEMS) {
            items.putIfAbsent(shown, Elements.shown(value, LONGEST_VALUE));
        }
    }

    /** What is inside an element item, such as {@code LicensePlateInfo/PlateNumber}. */
    private static void leaves(Map<String, String> items, String path, Element element, int depth) {
        boolean inner = false;
        for (Node node = element.getFirstChild(); node != null && depth < DEEPEST; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                inner = true;
                // The outermost repeats the item's own name.
                boolean same = depth == 0 && path.equals(child.getLocalName());
                leaves(items, same ? path : path + "/" + child.getLocalName(), child, depth + 1);
            }
        }
        String text = inner ? "" : Elements.text(element);
        if (!text.isEmpty()) {
            put(items, path, text);
        }
    }
}
