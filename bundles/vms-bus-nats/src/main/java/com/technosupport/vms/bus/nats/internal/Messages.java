package com.technosupport.vms.bus.nats.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.codec.Absent;
import com.technosupport.vms.codec.EventJson;
import com.technosupport.vms.codec.UnreadableEventException;
import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** Events as messages of NATS: subject {@code vms.events.<type>}, and JSON. */
final class Messages {

    static final String PREFIX = "vms.events.";
    static final String ALL = PREFIX + "*";

    private final Clock clock;

    Messages(Clock clock) {
        this.clock = clock;
    }

    static String subject(EventMessage event) {
        return PREFIX + event.type();
    }

    Item read(Message message) {
        Instant now = clock.instant();
        Optional<NatsJetStreamMetaData> stored =
                message.isJetStream() ? Optional.of(message.metaData()) : Optional.empty();
        Instant arrival = stored.map(data -> data.timestamp().toInstant()).orElse(now);
        try {
            return Item.of(
                    EventJson.read(
                            message.getData(), new Absent(() -> id(stored), type(message.getSubject()), arrival), now),
                    message);
        } catch (UnreadableEventException e) {
            return Item.of(rejected(message, stored, arrival, e.getMessage()), message);
        }
    }

    /** What came without an id has the same one when it comes again. */
    private EventId id(Optional<NatsJetStreamMetaData> stored) {
        return stored.map(data -> new EventId(place(data))).orElseGet(() -> EventId.next(clock));
    }

    private static UUID place(NatsJetStreamMetaData data) {
        return UUID.nameUUIDFromBytes(
                (data.getStream() + '/' + data.streamSequence() + '/' + data.timestamp()).getBytes(UTF_8));
    }

    private static Optional<String> type(String subject) {
        return subject.startsWith(PREFIX) ? Optional.of(subject.substring(PREFIX.length())) : Optional.empty();
    }

    private static RejectedEvent rejected(
            Message message, Optional<NatsJetStreamMetaData> stored, Instant arrival, String reason) {
        byte[] payload = message.getData();
        return new RejectedEvent(
                stored.map(Messages::place).orElseGet(UUID::randomUUID),
                arrival,
                "nats:" + message.getSubject(),
                reason,
                payload.length > RejectedEvent.MOST_BYTES ? Arrays.copyOf(payload, RejectedEvent.MOST_BYTES) : payload,
                payload.length);
    }
}
