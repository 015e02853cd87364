package com.technosupport.vms.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of events on their way through. Registered as a service. Called by one thread at a time, for each camera in the order of
 * its events; must not block, for all events wait. An event may come again, with the same id, after the server was killed.
 */
@ConsumerType
public interface EnrichedEventListener {

    /** An event is safe on disk: in the database or, while that is away, in the spool. To be shown to people. */
    default void eventReceived(EnrichedEvent event) {}

    /**
     * An event is in the database, with its work for the rules. Comes after {@link #eventReceived}; much later where the database
     * was away.
     */
    default void eventStored(EnrichedEvent event) {}

    /** Something was added to a stored event, such as its snapshot. May come from another thread than the others. */
    default void eventUpdated(EnrichedEvent event) {}
}
