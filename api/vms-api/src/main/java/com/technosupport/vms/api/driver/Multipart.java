package com.technosupport.vms.api.driver;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One part of an endless answer, such as an event.
 *
 * @param headers names in lower case; those of the part, empty where a device sends none
 * @param body without the delimiters around it
 */
public record Multipart(Map<String, String> headers, byte[] body) {

    public Multipart {
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
}
