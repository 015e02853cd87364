package com.technosupport.vms.driver.dahua.internal.discovery;

import java.util.HashMap;
import java.util.Map;

/**
 * The texts, numbers and booleans of a JSON object, whatever objects they stand in, by their names; the first of a name holds. It
 * reads what is not well-formed as far as it makes sense: a datagram has no {@link com.technosupport.vms.api.driver.DeviceHttp} to
 * read it, and few fields are of interest.
 */
final class JsonFields {

    private static final int MOST = 256;
    private static final int LONGEST = 1024;

    private final String json;
    private int at;

    private JsonFields(String json) {
        this.json = json;
    }

    static Map<String, String> read(String json) {
        return new JsonFields(json).fields();
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new HashMap<>();
        while (at < json.length() && fields.size() < MOST) {
            if (json.charAt(at) != '"') {
                at++;
                continue;
            }
            String name = text();
            skipSpace();
            if (at < json.length() && json.charAt(at) == ':') {
                at++;
                skipSpace();
                if (at < json.length() && "{[".indexOf(json.charAt(at)) < 0) {
                    fields.putIfAbsent(name, json.charAt(at) == '"' ? text() : word());
                }
            }
        }
        return fields;
    }

    private void skipSpace() {
        while (at < json.length() && json.charAt(at) <= ' ') {
            at++;
        }
    }

    /** From a quotation mark to behind the next. */
    private String text() {
        StringBuilder text = new StringBuilder();
        at++;
        while (at < json.length() && json.charAt(at) != '"') {
            char next = json.charAt(at++);
            if (next == '\\' && at < json.length()) {
                next = escaped(json.charAt(at++));
            }
            if (text.length() < LONGEST) {
                text.append(next);
            }
        }
        at++;
        return text.toString();
    }

    private char escaped(char letter) {
        switch (letter) {
            case 'n', 'r', 't', 'b', 'f' -> {
                return ' ';
            }
            case 'u' -> {
                int end = Math.min(json.length(), at + 4);
                String digits = json.substring(at, end);
                at = end;
                return digits.matches("[0-9A-Fa-f]{4}") ? (char) Integer.parseInt(digits, 16) : '\ufffd';
            }
            default -> {
                return letter;
            }
        }
    }

    private String word() {
        int start = at;
        while (at < json.length() && at - start < LONGEST && ",}] \t\r\n".indexOf(json.charAt(at)) < 0) {
            at++;
        }
        return json.substring(start, at);
    }
}
