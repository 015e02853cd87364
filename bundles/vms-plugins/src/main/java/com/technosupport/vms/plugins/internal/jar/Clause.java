package com.technosupport.vms.plugins.internal.jar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One part of a bundle manifest's header, as {@code path;path;name=value;directive:=value}.
 *
 * @param paths before the first parameter, at least one
 * @param attributes without their types, values without quotes
 * @param directives values without quotes
 * @see <a href="https://docs.osgi.org/specification/osgi.core/8.0.0/framework.module.html#framework.common.header.syntax">OSGi
 *     Core 3.2.4</a>
 */
record Clause(List<String> paths, Map<String, String> attributes, Map<String, String> directives) {

    static List<Clause> parse(String header) {
        List<Clause> clauses = new ArrayList<>();
        for (String clause : split(header, ',')) {
            List<String> paths = new ArrayList<>();
            Map<String, String> attributes = new LinkedHashMap<>();
            Map<String, String> directives = new LinkedHashMap<>();
            for (String part : split(clause, ';')) {
                int equals = part.indexOf('=');
                if (equals <= 0) {
                    if (!part.isBlank()) {
                        paths.add(part.strip());
                    }
                } else if (part.charAt(equals - 1) == ':') {
                    directives.put(part.substring(0, equals - 1).strip(), unquoted(part.substring(equals + 1)));
                } else {
                    String name = part.substring(0, equals).strip();
                    int type = name.indexOf(':');
                    attributes.put(
                            type < 0 ? name : name.substring(0, type).strip(), unquoted(part.substring(equals + 1)));
                }
            }
            if (!paths.isEmpty()) {
                clauses.add(new Clause(List.copyOf(paths), Map.copyOf(attributes), Map.copyOf(directives)));
            }
        }
        return clauses;
    }

    /** Splits where the separator stands outside quotes; empty parts are left out. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || (text.charAt(i) == separator && !quoted)) {
                if (i > begin) {
                    parts.add(text.substring(begin, i));
                }
                begin = i + 1;
            } else if (text.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        return parts;
    }

    private static String unquoted(String value) {
        String stripped = value.strip();
        return stripped.length() >= 2 && stripped.startsWith("\"") && stripped.endsWith("\"")
                ? stripped.substring(1, stripped.length() - 1)
                : stripped;
    }
}
