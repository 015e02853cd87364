package com.technosupport.vms.driver.dahua.internal;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a device's clock shows. All its times are local, without a zone; so one figure, read once, holds both its distance from UTC
 * and how far its clock is off.
 *
 * @param ahead what the clock shows, less the true time in UTC
 */
record DeviceClock(Duration ahead) {

    private static final DateTimeFormatter SPACED = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter UNDERSCORED =
            DateTimeFormatter.ofPattern("uuuu_MM_dd_HH_mm_ss", Locale.ROOT);

    /** Some firmware leaves out leading zeros. */
    private static final Pattern TIME =
            Pattern.compile("(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})[ T](\\d{1,2}):(\\d{1,2}):(\\d{1,2})(?:\\.\\d{1,9})?");

    /** Zones are quarters of an hour from one another. */
    private static final long QUARTER = Duration.ofMinutes(15).toMillis();

    /** Two clocks read one after the other, one of them in whole seconds, differ by so much and are the same. */
    private static final long READING = Duration.ofSeconds(3).toMillis();

    /** Reads {@code global.cgi}; a device that keeps its time to itself is taken for right, and in UTC. */
    static DeviceClock read(Cgi cgi, Clock clock) throws InterruptedException {
        Instant asked = clock.instant();
        Optional<LocalDateTime> shown =
                cgi.find("global.cgi?action=getCurrentTime").flatMap(lines -> local(lines.get("result")));
        Instant then = asked.plus(Duration.between(asked, clock.instant()).dividedBy(2));
        return new DeviceClock(shown.map(local -> Duration.between(then, local.toInstant(ZoneOffset.UTC)))
                .map(DeviceClock::settled)
                .orElse(Duration.ZERO));
    }

    private static Duration settled(Duration ahead) {
        long quarters = Math.round((double) ahead.toMillis() / QUARTER) * QUARTER;
        return Math.abs(ahead.toMillis() - quarters) <= READING
                ? Duration.ofMillis(quarters)
                : Duration.ofSeconds(Math.round(ahead.toMillis() / 1000.0));
    }

    private static Optional<LocalDateTime> local(String text) {
        Matcher time = TIME.matcher(text.strip());
        if (!time.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(
                    number(time, 1),
                    number(time, 2),
                    number(time, 3),
                    number(time, 4),
                    number(time, 5),
                    number(time, 6)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(Matcher time, int group) {
        return Integer.parseInt(time.group(group));
    }

    /** The true time of what the device wrote. */
    Optional<Instant> trueTime(String text) {
        return local(text).map(shown -> shown.toInstant(ZoneOffset.UTC).minus(ahead));
    }

    /** As a search wants it. */
    String search(Instant trueTime) {
        return SPACED.format(shown(trueTime));
    }

    /** As a replay's address wants it. */
    String replay(Instant trueTime) {
        return UNDERSCORED.format(shown(trueTime));
    }

    private LocalDateTime shown(Instant trueTime) {
        return LocalDateTime.ofInstant(trueTime.plus(ahead).truncatedTo(ChronoUnit.SECONDS), ZoneOffset.UTC);
    }
}
