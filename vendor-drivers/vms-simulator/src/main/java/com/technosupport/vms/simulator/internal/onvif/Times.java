package com.technosupport.vms.simulator.internal.onvif;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Moments as XML Schema's dateTime. */
final class Times {
    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Times() {}

    static String text(Instant moment) {
        return FORMAT.format(moment);
    }

    /** Reads a moment with its offset, or without: then it is UTC. */
    static Instant read(String text) throws OnvifFault {
        try {
            return text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : java.time.LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw OnvifFault.invalid("ter:InvalidArgs", "Not a time");
        }
    }
}
