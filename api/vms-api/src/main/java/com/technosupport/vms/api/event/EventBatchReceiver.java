package com.technosupport.vms.api.event;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Takes events so that none is lost, as many at a time as have come meanwhile. */
@FunctionalInterface
@ConsumerType
public interface EventBatchReceiver {

    /**
     * Returns when all the events are safe. When it throws, the same events come again, after a pause and until it returns; so
     * an event that can never be taken is for the receiver to set aside. Called by one thread at a time.
     *
     * @param events in order; never empty; an event may come more than once, with the same id
     */
    void receive(List<EventMessage> events) throws InterruptedException;

    /**
     * Returns when what the bus could not read as events is safe; else as {@link #receive}, by the same thread.
     *
     * @param rejected never empty
     */
    default void reject(List<RejectedEvent> rejected) throws InterruptedException {}
}
