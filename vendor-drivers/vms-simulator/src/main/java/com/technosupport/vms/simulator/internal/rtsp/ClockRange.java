package com.technosupport.vms.simulator.internal.rtsp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range in absolute time (RFC 2326 section 3.7), with fractions of a second.
 *
 * @param to nothing when it is open
 */
record ClockRange(Instant from, Optional<Instant> to) {
    private static final Pattern FORM =
            Pattern.compile("clock=(\\d{8}T\\d{6}(?:\\.\\d{1,9})?)Z?-(?:(\\d{8}T\\d{6}(?:\\.\\d{1,9})?)Z?)?");
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuuMMdd'T'HHmmss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Reads the header's value, or nothing when it is something else. */
    static Optional<ClockRange> of(String header) {
        Matcher range = FORM.matcher(header);
        if (!range.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClockRange(
                    read(range.group(1)), Optional.ofNullable(range.group(2)).map(ClockRange::read)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant read(String text) {
        return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
    }

    static String text(Instant from, Instant to) {
        return "clock=" + TEXT.format(from) + "-" + TEXT.format(to);
    }
}
