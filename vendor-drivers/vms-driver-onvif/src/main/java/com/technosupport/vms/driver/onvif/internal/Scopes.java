package com.technosupport.vms.driver.onvif.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a device says of itself in scopes, such as {@code onvif://www.onvif.org/name/Front%20door}. */
public final class Scopes {

    private static final String ROOT = "onvif://www.onvif.org/";

    private Scopes() {}

    /** The value of a scope of that category, decoded; empty if it is of another category or says nothing. */
    public static Optional<String> value(String scope, String category) {
        String start = ROOT + category + "/";
        if (!scope.regionMatches(true, 0, start, 0, start.length())) {
            return Optional.empty();
        }
        String value = decoded(scope.substring(start.length())).strip();
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static String decoded(String text) {
        try {
            // A plus is a plus in a URI; only in forms it is a space.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
