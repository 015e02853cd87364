package com.technosupport.vms.devices.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies a vendor's fields with bounds on their size, since they are what a device sent: text, numbers, booleans, lists and
 * maps stay, all else becomes text, nulls are left out.
 */
final class EventPayload {

    private static final int DEEPEST = 8;
    private static final int MOST_ENTRIES = 512;
    private static final int MOST_CHARACTERS = 32_768;
    private static final int LONGEST_KEY = 128;

    private int entries;
    private int characters;

    private EventPayload() {}

    static Map<String, Object> bounded(Map<String, ?> data) {
        return new EventPayload().map(data, 0);
    }

    private Map<String, Object> map(Map<?, ?> data, int depth) {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : data.entrySet()) {
            if (entry.getKey() == null || entry.getValue() == null || !hasRoom(depth)) {
                continue;
            }
            copy.put(text(String.valueOf(entry.getKey()), LONGEST_KEY), value(entry.getValue(), depth + 1));
        }
        return copy;
    }

    private boolean hasRoom(int depth) {
        return depth < DEEPEST && ++entries <= MOST_ENTRIES && characters < MOST_CHARACTERS;
    }

    private Object value(Object value, int depth) {
        if (value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            // JSON knows no infinity.
            return Double.isFinite(number.doubleValue()) ? number : number.toString();
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, depth);
        }
        if (value instanceof Collection<?> list) {
            List<Object> copy = new ArrayList<>();
            for (Object item : list) {
                if (item != null && hasRoom(depth)) {
                    copy.add(value(item, depth + 1));
                }
            }
            return copy;
        }
        return text(String.valueOf(value), MOST_CHARACTERS);
    }

    private String text(String text, int longest) {
        int room = Math.max(0, Math.min(longest, MOST_CHARACTERS - characters));
        String cut = text.length() <= room ? text : text.substring(0, room);
        characters += cut.length();
        return cut;
    }
}
