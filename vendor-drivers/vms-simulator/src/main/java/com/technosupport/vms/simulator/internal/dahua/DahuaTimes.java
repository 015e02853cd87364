package com.technosupport.vms.simulator.internal.dahua;

import com.technosupport.vms.simulator.internal.nvr.NvrState;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Times as Dahua has them: the device's local time, without a zone. */
final class DahuaTimes {
    private static final DateTimeFormatter SPACED = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter UNDERSCORED =
            DateTimeFormatter.ofPattern("uuuu_MM_dd_HH_mm_ss", Locale.ROOT);
    private static final DateTimeFormatter READ = DateTimeFormatter.ofPattern("uuuu-M-d-H-m-s", Locale.ROOT);

    private final NvrState state;

    DahuaTimes(NvrState state) {
        this.state = state;
    }

    /** As searches have it. */
    String text(Instant time) {
        return SPACED.format(time.atZone(state.settings().zone()));
    }

    /** As addresses have it. */
    String underscored(Instant time) {
        return UNDERSCORED.format(time.atZone(state.settings().zone()));
    }

    /** By a pattern of its own. */
    String text(Instant time, DateTimeFormatter pattern) {
        return pattern.format(time.atZone(state.settings().zone()));
    }

    /** Reads either form. */
    Optional<Instant> parse(String text) {
        if (!text.matches("\\d{4}[-_]\\d{1,2}[-_]\\d{1,2}[ _]\\d{1,2}[:_]\\d{1,2}[:_]\\d{1,2}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(text.replaceAll("[_ :]", "-"), READ)
                    .atZone(state.settings().zone())
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
