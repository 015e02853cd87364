package com.technosupport.vms.media.internal.rtsp;

import com.technosupport.vms.api.driver.DeviceArchive.Replay;
import com.technosupport.vms.media.internal.rtp.RecordedClock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a session asks for what was recorded, in place of what is live. Used by one session. */
public final class ReplayOrder {

    private static final String REQUIRE = "require";
    /** Absolute time (RFC 2326, section 3.7). */
    private static final Pattern BEGINNING = Pattern.compile("clock\\s*=\\s*(\\d{8}T\\d{6}(?:\\.\\d{1,9})?)Z?-");

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuuMMdd'T'HHmmss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    private final String range;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final RecordedClock clock;

    /** @param from the true time that is asked for */
    public ReplayOrder(Replay replay, Instant from) {
        this.range = replay.range();
        this.headers.putAll(replay.headers());
        this.clock = new RecordedClock(from, replay.ahead());
    }

    RecordedClock clock() {
        return clock;
    }

    /** The lines that go with DESCRIBE and SETUP (RFC 2326, section 12.32). */
    String require() {
        return headers.containsKey(REQUIRE) ? line("Require", headers.get(REQUIRE)) : "";
    }

    /** The lines that go with PLAY. */
    String play() {
        StringBuilder lines = new StringBuilder(line("Range", range.isEmpty() ? "npt=0.000-" : range));
        headers.forEach((name, value) -> lines.append(line(name, value)));
        return lines.toString();
    }

    private static String line(String name, String value) {
        return name + ": " + value + "\r\n";
    }

    /** The device has begun to play. */
    void played(RtspMessage answer) {
        beginning(answer.header("range").orElse("")).ifPresent(clock::begins);
    }

    private static Optional<Instant> beginning(String told) {
        Matcher matcher = BEGINNING.matcher(told);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(matcher.group(1), TIME).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
