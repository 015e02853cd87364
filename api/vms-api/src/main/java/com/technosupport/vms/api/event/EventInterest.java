package com.technosupport.vms.api.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Says which events the rules have to see: for each of them a piece of work is stored with the event, to be done later
 * ({@link com.technosupport.vms.api.store.EventStore#outbox}). Registered as a service by whoever does that work. While none is
 * registered, as during an update, every event is kept for the rules.
 */
@ConsumerType
@FunctionalInterface
public interface EventInterest {

    /** Whether any rule may want the event; when in doubt, true. Must not block. A failure counts as true. */
    boolean wants(EnrichedEvent event);
}
