package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One event as the device wrote it.
 *
 * @param code what happened
 * @param action {@code Start}, {@code Stop} or {@code Pulse}; empty where the device says none
 * @param index which channel or contact, from 0; -1 where the device says none
 * @param data what else it says
 */
record Notice(String code, String action, int index, Map<String, Object> data) {

    private static final int MOST = 64;
    private static final int MOST_FIELDS = 128;

    /**
     * Reads a part's text: lines of {@code Code=…;action=…;index=…;data={…}}, of which the data is JSON over many lines in which
     * anything may stand, or lines of {@code Events[0].EventBaseInfo.Code=…}.
     *
     * @param json reads JSON, or throws {@link ErrorCode#DEVICE_PROTOCOL}; an event whose data can't be read has none
     */
    static List<Notice> read(String text, Function<String, Object> json) {
        return text.startsWith("Events[") ? indexed(text) : listed(text, json);
    }

    private static List<Notice> listed(String text, Function<String, Object> json) {
        List<Notice> notices = new ArrayList<>();
        int at = 0;
        while (notices.size() < MOST) {
            int start = text.indexOf("Code=", at);
            if (start < 0) {
                break;
            }
            if (start > 0 && text.charAt(start - 1) != '\n') {
                at = start + 1;
                continue;
            }
            Map<String, String> fields = new LinkedHashMap<>();
            Map<String, Object> data = Map.of();
            int position = start;
            while (position < text.length()) {
                int equals = text.indexOf('=', position);
                String key = equals < 0 ? "" : text.substring(position, Math.min(equals, position + 64));
                if (!key.matches("[A-Za-z]{1,32}")) {
                    break;
                }
                if (key.equals("data") && text.startsWith("{", equals + 1)) {
                    int end = endOfJson(text, equals + 1);
                    data = data(text.substring(equals + 1, end), json);
                    position = end;
                    break;
                }
                int end = endOfField(text, equals + 1);
                fields.putIfAbsent(key, text.substring(equals + 1, end).strip());
                position = end + 1;
                if (end >= text.length() || text.charAt(end) != ';') {
                    break;
                }
            }
            at = Math.max(position, start + 1);
            add(notices, fields, data);
        }
        return notices;
    }

    private static int endOfField(String text, int from) {
        int end = from;
        while (end < text.length() && ";\r\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** Where a JSON value ends, whatever stands in its text; the end of all where it never does. */
    private static int endOfJson(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char next = text.charAt(i);
            if (quoted) {
                if (next == '\\') {
                    i++;
                } else if (next == '"') {
                    quoted = false;
                }
            } else if (next == '"') {
                quoted = true;
            } else if (next == '{' || next == '[') {
                depth++;
            } else if (next == '}' || next == ']') {
                depth--;
                if (depth <= 0) {
                    return i + 1;
                }
            }
        }
        return text.length();
    }

    private static Map<String, Object> data(String text, Function<String, Object> json) {
        try {
            Map<String, Object> data = new LinkedHashMap<>();
            if (json.apply(text.strip()) instanceof Map<?, ?> map) {
                map.forEach((key, value) -> {
                    if (data.size() < MOST_FIELDS) {
                        data.put(String.valueOf(key), value);
                    }
                });
            }
            return data;
        } catch (VmsException e) {
            if (e.code() != ErrorCode.DEVICE_PROTOCOL) {
                throw e;
            }
            return Map.of();
        }
    }

    private static List<Notice> indexed(String text) {
        List<Notice> notices = new ArrayList<>();
        Lines.parse(text).list("Events").values().stream().limit(MOST).forEach(fields -> {
            Map<String, String> base = new LinkedHashMap<>();
            Map<String, Object> data = new LinkedHashMap<>();
            fields.forEach((key, value) -> {
                String name = key.startsWith("EventBaseInfo.") ? key.substring("EventBaseInfo.".length()) : key;
                switch (name) {
                    case "Code" -> base.put("Code", value);
                    case "Action" -> base.put("action", value);
                    case "Index" -> base.put("index", value);
                    default -> {
                        if (data.size() < MOST_FIELDS) {
                            data.put(name, value);
                        }
                    }
                }
            });
            add(notices, base, data);
        });
        return notices;
    }

    private static void add(List<Notice> notices, Map<String, String> fields, Map<String, Object> data) {
        String code = fields.getOrDefault("Code", "");
        String index = fields.getOrDefault("index", "");
        if (!code.isEmpty()) {
            notices.add(new Notice(
                    code,
                    fields.getOrDefault("action", ""),
                    index.matches("\\d{1,4}") ? Integer.parseInt(index) : -1,
                    data));
        }
    }

    boolean isStop() {
        return action.equalsIgnoreCase("Stop");
    }

    boolean isPulse() {
        return !isStop() && !action.equalsIgnoreCase("Start");
    }

    /** A text of the data, by its path; empty where there is none. */
    String text(String... path) {
        Object value = data.get(String.join(".", path));
        if (value == null) {
            value = data;
            for (String name : path) {
                value = value instanceof Map<?, ?> map ? map.get(name) : null;
            }
        }
        return value instanceof String text ? text : "";
    }
}
