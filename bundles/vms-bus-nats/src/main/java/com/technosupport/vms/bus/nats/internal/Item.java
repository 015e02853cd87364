package com.technosupport.vms.bus.nats.internal;

import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import io.nats.client.Message;
import java.util.Optional;

/**
 * What waits for a durable receiver: something published within this server while NATS cannot keep it, or something from NATS.
 */
final class Item {

    /** One of the two is there: an event, or why it is none. */
    final Optional<EventMessage> event;

    final Optional<RejectedEvent> rejected;
    /** The message to be acknowledged; empty where nobody waits for that. */
    private final Optional<Message> message;

    private boolean over;

    private Item(Optional<EventMessage> event, Optional<RejectedEvent> rejected, Optional<Message> message) {
        this.event = event;
        this.rejected = rejected;
        this.message = message;
    }

    static Item own(EventMessage event) {
        return new Item(Optional.of(event), Optional.empty(), Optional.empty());
    }

    static Item of(EventMessage event, Message message) {
        return new Item(Optional.of(event), Optional.empty(), acknowledged(message));
    }

    static Item of(RejectedEvent rejected, Message message) {
        return new Item(Optional.empty(), Optional.of(rejected), acknowledged(message));
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
        message.ifPresent(Message::ack);
    }

    /** It takes longer; the server need not send it again. */
    void inProgress() {
        message.ifPresent(Message::inProgress);
    }

    /** Whether the server sends it again by itself. */
    boolean comesAgain() {
        return message.isPresent();
    }

    /** The server may send it again. */
    void giveBack() {
        message.ifPresent(Message::nak);
    }

    synchronized boolean isOver() {
        return over;
    }
}
