package com.technosupport.vms.simulator.internal.net;

import java.util.Map;
import java.util.Optional;

/**
 * A request of HTTP (RFC 9112) or RTSP (RFC 2326), which share their shape.
 *
 * @param headers by name in lower case; a repeated header's values are joined by a comma
 * @param body read as UTF-8
 */
public record Request(String method, String target, String version, Map<String, String> headers, String body) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The target's path without query, whether the target is a path or an absolute URI. */
    public String path() {
        String path = target;
        int scheme = path.indexOf("://");
        if (scheme >= 0) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /** The value of a parameter in the target's query, taken as it stands. */
    public Optional<String> query(String name) {
        int question = target.indexOf('?');
        if (question < 0) {
            return Optional.empty();
        }
        for (String pair : target.substring(question + 1).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                return Optional.of(pair.substring(equals + 1));
            }
        }
        return Optional.empty();
    }
}
