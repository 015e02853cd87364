package com.technosupport.vms.bus.nats.internal;

import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import io.nats.client.Message;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for a durable receiver: something published within this server while NATS cannot keep it, or something from NATS.
 */
final class Item {

    private static final Logger LOG = LoggerFactory.getLogger(Item.class);

    /** One of the two is there: an event, or why it is none. */
    final Optional<EventMessage> event;

    final Optional<RejectedEvent> rejected;
    /** The message to be acknowledged; empty where nobody waits for that. */
    private final Optional<Message> message;

    /** What it takes of memory, roughly; nothing for what is published here, whose publishers wait and are few. */
    final int bytes;

    private boolean over;

    private Item(Optional<EventMessage> event, Optional<RejectedEvent> rejected, Optional<Message> message, int bytes) {
        this.bytes = bytes;
        this.event = event;
        this.rejected = rejected;
        this.message = message;
    }

    static Item own(EventMessage event) {
        return new Item(Optional.of(event), Optional.empty(), Optional.empty(), 0);
    }

    static Item of(EventMessage event, Message message) {
        return new Item(Optional.of(event), Optional.empty(), acknowledged(message), message.getData().length);
    }

    static Item of(RejectedEvent rejected, Message message) {
        return new Item(Optional.empty(), Optional.of(rejected), acknowledged(message), message.getData().length);
    }

    private static Optional<Message> acknowledged(Message message) {
        return Optional.of(message).filter(Message::isJetStream);
    }

    /** It is safe. */
    void taken() {
        synchronized (this) {
            over = true;
            notifyAll();
        }
        tell(Message::ack);
    }

    /** It takes longer; the server need not send it again. */
    void inProgress() {
        tell(Message::inProgress);
    }

    /** Whether the server sends it again by itself. */
    boolean comesAgain() {
        return message.isPresent();
    }

    /** The server may send it again. */
    void giveBack() {
        tell(Message::nak);
    }

    /** While NATS is away nobody can be told: it sends the message again, which is known by its id then. */
    private void tell(Consumer<Message> what) {
        try {
            message.ifPresent(what);
        } catch (IllegalStateException e) {
            LOG.debug("NATS is away and was not told", e);
        }
    }

    synchronized boolean isOver() {
        return over;
    }
}
