package com.technosupport.vms.api.event;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ProviderType;

/** Carries events from whoever sees them to whoever acts on them. Safe for use by several threads. */
@ProviderType
public interface EventBus {

    /**
     * Publishes an event; returns when it is as safe as the bus can make it. May wait for that, and when durable receivers are
     * behind.
     *
     * @throws VmsException {@link ErrorCode#BUSY} when it could not be handed on in time; it may come to receivers all the
     *     same, so whoever publishes it again keeps its id
     */
    void publish(EventMessage event) throws InterruptedException;

    /**
     * Hears all events from now on, in the order of their publishing for each camera.
     *
     * @param name for people, such as {@code events}
     */
    Subscription subscribe(String name, EventReceiver receiver);

    /**
     * Hears all events from now on, at least once each, in the order of their publishing for each camera; {@link #publish} waits
     * for it. One that goes is waited for a while, as when its bundle is updated: who subscribes by the same name again goes on
     * where it was.
     *
     * @param name of its own, stable, such as {@code vms-control}
     * @throws VmsException {@link ErrorCode#ALREADY_EXISTS} when one of that name is there
     */
    Subscription subscribeDurably(String name, EventBatchReceiver receiver);

    /** Ends by closing; after that, the receiver is called no more. */
    interface Subscription extends AutoCloseable {

        /** Events that were lost because the receiver was too slow. */
        long dropped();

        @Override
        void close();
    }
}
