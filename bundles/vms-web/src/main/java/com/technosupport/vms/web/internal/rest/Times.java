package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Instants in queries and bodies: RFC 3339, and so near to now that nothing overflows. */
final class Times {

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private Times() {}

    /** @throws InvalidFieldsException when it is missing or none */
    static Instant required(String field, String text) {
        if (text == null) {
            throw new InvalidFieldsException(field, "is missing");
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (!time.isBefore(FIRST) && !time.isAfter(LAST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw new InvalidFieldsException(field, "a time as in RFC 3339, such as 2026-03-01T12:00:00Z");
    }
}
