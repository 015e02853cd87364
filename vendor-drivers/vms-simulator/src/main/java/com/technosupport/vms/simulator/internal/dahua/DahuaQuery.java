package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.internal.net.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The parameters of a call. A plus sign is a plus sign: this firmware knows %20 alone. */
final class DahuaQuery {
    private final Map<String, String> parameters = new LinkedHashMap<>();

    DahuaQuery(Request request) {
        int question = request.target().indexOf('?');
        if (question >= 0) {
            for (String pair : request.target().substring(question + 1).split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    parameters.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    String get(String name) {
        return parameters.getOrDefault(name, "");
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** A parameter that is a whole number; nothing when it is missing or something else. */
    OptionalInt number(String name) {
        String value = get(name);
        return value.matches("-?\\d{1,9}") ? OptionalInt.of(Integer.parseInt(value)) : OptionalInt.empty();
    }

    Map<String, String> all() {
        return parameters;
    }
}
