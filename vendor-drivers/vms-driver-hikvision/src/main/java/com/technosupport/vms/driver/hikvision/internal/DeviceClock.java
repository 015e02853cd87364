package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.Elements;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/**
 * A device's clock and how far it is off. Times in events carry the device's offset from UTC or none; times of recordings end in
 * {@code Z} and are the device's local time on most firmware.
 *
 * @param offset of the device's local time from UTC
 * @param ahead how far the device's clock runs ahead of ours
 */
record DeviceClock(ZoneOffset offset, Duration ahead) {

    /** A POSIX zone such as CST-8:00:00, whose sign is the other way round. */
    private static final Pattern POSIX = Pattern.compile("[A-Za-z]{1,8}([+-]?)(\\d{1,2})(?::(\\d{2}))?.*");

    private static final DateTimeFormatter COMPACT = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
    private static final DateTimeFormatter LONG = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");

    /** Reads {@code System/time}; a device that keeps it to itself is taken for right, and in UTC. */
    static DeviceClock read(Isapi isapi, Clock clock) throws InterruptedException {
        Optional<Element> time = isapi.find("System/time");
        String local = time.map(said -> Elements.text(said, "localTime")).orElse("");
        String zone = time.map(said -> Elements.text(said, "timeZone")).orElse("");
        ZoneOffset offset = offset(local, zone);
        Duration ahead = instant(local, offset)
                .map(said -> Duration.between(clock.instant(), said))
                // Two clocks read one after the other differ by the time that took.
                .filter(difference -> difference.abs().compareTo(Duration.ofSeconds(2)) > 0)
                .orElse(Duration.ZERO);
        return new DeviceClock(offset, ahead);
    }

    private static ZoneOffset offset(String local, String zone) {
        try {
            return OffsetDateTime.parse(local).getOffset();
        } catch (DateTimeException e) {
            Matcher posix = POSIX.matcher(zone);
            if (posix.matches()) {
                int minutes = Integer.parseInt(posix.group(2)) * 60
                        + (posix.group(3) == null ? 0 : Integer.parseInt(posix.group(3)));
                int east = posix.group(1).equals("-") ? minutes : -minutes;
                return Math.abs(east) <= 18 * 60 ? ZoneOffset.ofTotalSeconds(east * 60) : ZoneOffset.UTC;
            }
            return ZoneOffset.UTC;
        }
    }

    private static Optional<Instant> instant(String text, ZoneOffset offset) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            try {
                return Optional.of(LocalDateTime.parse(text).toInstant(offset));
            } catch (DateTimeException neither) {
                return Optional.empty();
            }
        }
    }

    /** True time of an event. */
    Optional<Instant> ofEvent(String dateTime) {
        return instant(dateTime, offset).map(said -> said.minus(ahead));
    }

    /**
     * True time of a recording.
     *
     * @param utc whether the device means the {@code Z} that it writes
     */
    Optional<Instant> ofRecording(String text, boolean utc) {
        String plain = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
        try {
            return Optional.of(LocalDateTime.parse(plain)
                    .toInstant(utc ? ZoneOffset.UTC : offset)
                    .minus(ahead));
        } catch (DateTimeException e) {
            return ofEvent(text);
        }
    }

    /** As a search wants it. */
    String search(Instant trueTime, boolean utc) {
        return LONG.format(local(trueTime, utc));
    }

    /** As a replay's address wants it. */
    String replay(Instant trueTime, boolean utc) {
        return COMPACT.format(local(trueTime, utc));
    }

    private LocalDateTime local(Instant trueTime, boolean utc) {
        return LocalDateTime.ofInstant(
                trueTime.plus(ahead).truncatedTo(ChronoUnit.SECONDS), utc ? ZoneOffset.UTC : offset);
    }
}
