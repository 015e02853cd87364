package com.technosupport.vms.api.event;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * Something that came as an event and could not be taken.
 *
 * @param id the same when the same message comes again, so that it is kept once
 * @param origin where it came from, such as {@code nats:vms.events.DoorOpened}
 * @param reason a sentence for people, without the message's content
 * @param payload its bytes as they came, or the first {@value #MOST_BYTES} of them; not to be changed by anybody
 * @param size how many bytes it had
 */
public record RejectedEvent(UUID id, Instant receivedAt, String origin, String reason, byte[] payload, long size) {

    /** What is kept of a message. */
    public static final int MOST_BYTES = 256 * 1024;

    public RejectedEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(receivedAt, "receivedAt");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(reason, "reason");
        if (payload.length > MOST_BYTES || payload.length > size) {
            throw new IllegalArgumentException("more is kept than may be");
        }
    }
}
