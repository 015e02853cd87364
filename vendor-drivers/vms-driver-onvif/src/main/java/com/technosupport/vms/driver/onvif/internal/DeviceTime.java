package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Elements;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/** Reads times, and GetSystemDateAndTimeResponse (ONVIF Core Specification, "GetSystemDateAndTime"). */
final class DeviceTime {

    private static final Pattern POSIX_ZONE =
            Pattern.compile("^(?:[A-Za-z]{1,10}|<[^>]{1,10}>)([+-]?)(\\d{1,2})(?::(\\d\\d))?");
    private static final int LONGEST_TIME = 64;
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private DeviceTime() {}

    /** By UTC only, as long as the device tells it: the time zones that devices tell are often wrong. */
    static Optional<Instant> read(Element response) {
        return Elements.find(response, "SystemDateAndTime", "UTCDateTime")
                .flatMap(time -> instant(time, ZoneOffset.UTC));
    }

    /** By local time and zone, for devices that tell nothing else. */
    static Optional<Instant> readLocal(Element response) {
        Optional<Element> all = Elements.find(response, "SystemDateAndTime");
        boolean summer = all.map(time -> Elements.text(time, "DaylightSavings"))
                .filter("true"::equals)
                .isPresent();
        Optional<ZoneOffset> zone = all.flatMap(time -> offset(Elements.text(time, "TimeZone", "TZ"), summer));
        return all.flatMap(time -> Elements.find(time, "LocalDateTime"))
                .flatMap(time -> zone.flatMap(offset -> instant(time, offset)));
    }

    /** POSIX (IEEE 1003.1, section 8.3): {@code CET-1CEST,…} is an hour <em>ahead</em> of UTC. */
    static Optional<ZoneOffset> offset(String zone, boolean summer) {
        Matcher matcher = POSIX_ZONE.matcher(zone);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int minutes = Integer.parseInt(matcher.group(2)) * 60
                + (matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
        int east = "-".equals(matcher.group(1)) ? minutes : -minutes;
        int seconds = (east + (summer ? 60 : 0)) * 60;
        return Math.abs(seconds) > ZoneOffset.MAX.getTotalSeconds()
                ? Optional.empty()
                : Optional.of(ZoneOffset.ofTotalSeconds(seconds));
    }

    /** Reads an {@code xs:dateTime}; one without a zone is UTC, as all times of ONVIF are. */
    static Optional<Instant> parse(String said) {
        if (said.length() > LONGEST_TIME) {
            return Optional.empty();
        }
        try {
            TemporalAccessor time =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(said.strip(), OffsetDateTime::from, LocalDateTime::from);
            Instant instant = time instanceof OffsetDateTime zoned
                    ? zoned.toInstant()
                    : ((LocalDateTime) time).toInstant(ZoneOffset.UTC);
            // Beyond that, sums overflow, and no device is meant.
            return Optional.of(instant).filter(read -> read.isAfter(EARLIEST) && read.isBefore(LATEST));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> instant(Element time, ZoneOffset zone) {
        try {
            return Optional.of(LocalDateTime.of(
                            whole(time, "Date", "Year"),
                            whole(time, "Date", "Month"),
                            whole(time, "Date", "Day"),
                            whole(time, "Time", "Hour"),
                            whole(time, "Time", "Minute"),
                            // A leap second is no time of day in Java.
                            Math.min(59, whole(time, "Time", "Second")))
                    .toInstant(zone));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int whole(Element time, String part, String field) {
        String text = Elements.text(time, part, field);
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : -1;
    }
}
