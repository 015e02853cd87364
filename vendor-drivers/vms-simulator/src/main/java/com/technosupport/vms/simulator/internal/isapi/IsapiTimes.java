package com.technosupport.vms.simulator.internal.isapi;

import com.technosupport.vms.simulator.NvrQuirk;
import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Times of searches and replays, which end in Z whether they are UTC or not. */
final class IsapiTimes {
    private static final DateTimeFormatter LONG = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT);
    private static final DateTimeFormatter COMPACT = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final DateTimeFormatter EVENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx", Locale.ROOT);
    private static final DateTimeFormatter READ = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);

    private final NvrState state;

    IsapiTimes(NvrState state) {
        this.state = state;
    }

    /** The zone that a Z stands for. */
    ZoneId zone() {
        return state.has(NvrQuirk.LOCAL_TIME_WITH_Z) ? state.settings().zone() : ZoneOffset.UTC;
    }

    /** As searches have it. */
    String text(Instant time) {
        return LONG.format(time.atZone(zone()));
    }

    /** As addresses have it. */
    String compact(Instant time) {
        return COMPACT.format(time.atZone(zone()));
    }

    /** As events have it: local time with its offset. */
    String inEvents(Instant time) {
        return EVENT.format(time.atZone(state.settings().zone()));
    }

    /** Reads either form. */
    Optional<Instant> parse(String text) {
        String digits =
                text.replace("-", "").replace(":", "").replace("%3A", "").replace("%3a", "");
        int end = Math.min(digits.length(), "20240501T090000".length());
        try {
            return Optional.of(LocalDateTime.parse(digits.substring(0, end).toUpperCase(Locale.ROOT), READ)
                    .atZone(zone())
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
