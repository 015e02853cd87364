package com.technosupport.vms.codec;

import com.technosupport.vms.api.model.EventId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an event gets that came without it.
 *
 * @param id asked for at most once; the same one when the same message comes again, where that can be known
 * @param type empty where one is needed
 * @param time of arrival
 */
public record Absent(Supplier<EventId> id, Optional<String> type, Instant time) {

    public Absent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(time, "time");
    }
}
