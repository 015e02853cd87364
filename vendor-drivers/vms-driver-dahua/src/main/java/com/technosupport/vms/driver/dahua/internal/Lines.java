package com.technosupport.vms.driver.dahua.internal;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An answer of {@code key=value} lines. Values may hold further equals signs; some firmware puts spaces around the first. A line
 * without one is left out, such as the second half of a name with a line break in it. The first of two lines with one key holds.
 */
final class Lines {

    /** What a recorder of 256 channels writes for its longest table that core lets through. */
    private static final int MOST = 40_000;

    private static final int LONGEST_KEY = 256;
    private static final int LONGEST_VALUE = 2048;

    private final Map<String, String> values = new LinkedHashMap<>();

    private Lines() {}

    static Lines parse(byte[] body) {
        return parse(new String(body, StandardCharsets.UTF_8));
    }

    static Lines parse(String text) {
        Lines lines = new Lines();
        text.lines().limit(MOST).forEach(lines::add);
        return lines;
    }

    private void add(String line) {
        int equals = line.indexOf('=');
        if (equals < 1) {
            return;
        }
        String key = line.substring(0, equals).strip();
        String value = line.substring(equals + 1).strip();
        if (!key.isEmpty() && key.length() <= LONGEST_KEY) {
            values.putIfAbsent(key, value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) : value);
        }
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** All of it, in the device's order. */
    Map<String, String> all() {
        return values;
    }

    /** Empty text for a key that is not there. */
    String get(String key) {
        return values.getOrDefault(key, "");
    }

    /** A whole number of at most 18 digits. */
    OptionalLong number(String key) {
        String value = get(key);
        return value.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(value)) : OptionalLong.empty();
    }

    /**
     * The entries of a list, such as {@code table.Alarm[0].Name=…}, by their index; of each the fields by what follows the index, in
     * whatever case: firmware differs in it.
     *
     * @param name what stands before the index
     */
    SortedMap<Integer, Map<String, String>> list(String name) {
        SortedMap<Integer, Map<String, String>> list = new TreeMap<>();
        String start = name + "[";
        values.forEach((key, value) -> {
            int close = key.startsWith(start) ? key.indexOf(']', start.length()) : -1;
            if (close > 0 && close + 2 < key.length() && key.charAt(close + 1) == '.') {
                String index = key.substring(start.length(), close);
                if (index.matches("\\d{1,4}")) {
                    list.computeIfAbsent(Integer.valueOf(index), number -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER))
                            .putIfAbsent(key.substring(close + 2), value);
                }
            }
        });
        return list;
    }
}
