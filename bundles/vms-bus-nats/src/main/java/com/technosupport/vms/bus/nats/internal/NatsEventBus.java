package com.technosupport.vms.bus.nats.internal;

import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventReceiver;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events over NATS. Where the server has JetStream, it keeps them: {@link #publish} returns when it does, and durable
 * receivers get them from it, at least once. Where it has none, or is away, an event that is published within this server goes
 * straight to the durable receivers and {@link #publish} waits for them, as on the bus of one container; what others publish
 * meanwhile is lost. Receivers that only listen hear events of this server directly, and those of others from NATS.
 */
final class NatsEventBus implements EventBus, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NatsEventBus.class);

    private final NatsSettings settings;
    private final NatsLink link;
    private final Messages messages;
    private final Set<Listener> listeners = new CopyOnWriteArraySet<>();
    /** Guarded by this. */
    private final Map<String, Inbox> inboxes = new HashMap<>();

    final LongAdder published = new LongAdder();
    final LongAdder keptHere = new LongAdder();
    final LongAdder refused = new LongAdder();
    private volatile boolean closed;

    /** @throws IllegalArgumentException when the settings cannot be used; its message holds no secret */
    NatsEventBus(NatsSettings settings, Clock clock) {
        this.settings = settings;
        this.messages = new Messages(clock);
        this.link = new NatsLink(settings, messages, this::heard);
        link.start();
    }

    Optional<String> problem() {
        return link.problem();
    }

    /** What is not as it should be while events come all the same. */
    Optional<String> warning() {
        return link.warning();
    }

    boolean isKeeping() {
        return link.isKeeping();
    }

    boolean isConnected() {
        return link.isConnected();
    }

    private void heard(Message message) {
        if (!listeners.isEmpty()) {
            messages.read(message).event.ifPresent(this::tell);
        }
    }

    private void tell(EventMessage event) {
        listeners.forEach(listener -> listener.offer(event));
    }

    @Override
    public void publish(EventMessage event) throws InterruptedException {
        requireOpen();
        long deadline = System.nanoTime() + settings.publish().toNanos();
        // Before NATS has it: a durable receiver may answer by an event of its own before NATS has confirmed this one.
        tell(event);
        try {
            if (link.publishKept(event, settings.publish().dividedBy(2))) {
                published.increment();
                return;
            }
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LOG.debug("NATS did not take an event", e);
        }
        publishHere(event, deadline);
    }

    private void publishHere(EventMessage event, long deadline) throws InterruptedException {
        List<Inbox> durable = durable();
        if (durable.isEmpty() && !link.isConnected()) {
            refused.increment();
            throw new VmsException(ErrorCode.BUSY, "NATS is away; try again later");
        }
        link.publishToOthers(event);
        for (Inbox inbox : durable) {
            if (!inbox.putAndWait(Item.own(event), deadline)) {
                refused.increment();
                throw new VmsException(
                        ErrorCode.BUSY, "The receiver of events " + inbox.name() + " is behind; try again later");
            }
        }
        published.increment();
        keptHere.increment();
    }

    /** Forgets receivers that stay away. */
    private synchronized List<Inbox> durable() {
        inboxes.values().removeIf(inbox -> {
            boolean goes = inbox.isForgotten();
            if (goes) {
                inbox.end();
            }
            return goes;
        });
        return List.copyOf(inboxes.values());
    }

    @Override
    public Subscription subscribe(String name, EventReceiver receiver) {
        requireOpen();
        Listener listener = new Listener(name, receiver, settings.queue(), listeners::remove);
        listeners.add(listener);
        listener.start();
        return listener;
    }

    @Override
    public Subscription subscribeDurably(String name, EventBatchReceiver receiver) {
        Inbox inbox;
        synchronized (this) {
            requireOpen();
            inbox = inboxes.computeIfAbsent(name, key -> new Inbox(key, settings.batch(), settings.absence()));
            if (!inbox.attach(receiver)) {
                throw new VmsException(ErrorCode.ALREADY_EXISTS, "A receiver named " + name + " is there already");
            }
        }
        link.feed(inbox);
        return new Subscription() {
            private boolean over;

            @Override
            public long dropped() {
                return 0;
            }

            @Override
            public synchronized void close() {
                if (!over) {
                    over = true;
                    link.starve(inbox);
                    inbox.detach();
                    link.flush();
                }
            }
        };
    }

    private void requireOpen() {
        if (closed) {
            throw new VmsException(ErrorCode.BUSY, "The event bus is being stopped");
        }
    }

    /** Waits for NATS. For tests and for nobody else: a start does not wait for it. */
    boolean awaitConnected(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (link.problem().isPresent() && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        return link.problem().isEmpty();
    }

    @Override
    public void close() {
        List<Inbox> leaving;
        synchronized (this) {
            closed = true;
            leaving = List.copyOf(inboxes.values());
            inboxes.clear();
        }
        leaving.forEach(link::starve);
        leaving.forEach(Inbox::end);
        listeners.forEach(Listener::close);
        link.close();
    }
}
