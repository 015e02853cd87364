package com.technosupport.vms.api.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Reads what {@link DeviceHttp#parseXml} returned, by local names: devices use whatever prefixes, and at times the wrong namespace.
 * Harmless to use on hostile documents.
 */
public final class Elements {

    private static final int LONGEST_TEXT = 2048;

    private Elements() {}

    /** The children of that name. */
    public static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && name.equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found;
    }

    /** The first element along a path of child names. */
    public static Optional<Element> find(Element parent, String... path) {
        Element current = parent;
        for (String name : path) {
            List<Element> next = children(current, name);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            current = next.get(0);
        }
        return Optional.of(current);
    }

    /** The text at the end of a path, without space around it; empty if there is none. */
    public static String text(Element parent, String... path) {
        return find(parent, path).map(Elements::text).orElse("");
    }

    /** The text inside an element, without space around it. */
    public static String text(Element element) {
        StringBuilder text = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() == Node.TEXT_NODE || node.getNodeType() == Node.CDATA_SECTION_NODE) {
                text.append(node.getNodeValue());
            }
        }
        String stripped = text.toString().strip();
        return stripped.length() > LONGEST_TEXT ? stripped.substring(0, LONGEST_TEXT) : stripped;
    }

    /** A number at the end of a path; 0 if there is none. */
    public static double number(Element parent, String... path) {
        String text = text(parent, path);
        return text.matches("\\d{1,9}(\\.\\d{1,9})?") ? Double.parseDouble(text) : 0;
    }

    /** What a device says, fit to be shown and logged: one line, without control or invisible characters, and not long. */
    public static String shown(String said, int longest) {
        String line = said.replaceAll("[\\p{Cc}\\p{Cf}]+", " ")
                .replaceAll("\\s+", " ")
                .strip();
        return line.length() > longest ? line.substring(0, longest) + "…" : line;
    }

    /** Text as it stands in XML. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
