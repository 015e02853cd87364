package com.technosupport.vms.events.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EnrichedEventListener;
import com.technosupport.vms.api.event.EventInterest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners, one call at a time; one that fails neither holds up nor harms the others. */
final class Announcer {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    private static final long BETWEEN_COMPLAINTS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final List<EnrichedEventListener> listeners = new CopyOnWriteArrayList<>();
    private final List<EventInterest> interests = new CopyOnWriteArrayList<>();
    private long complainedNanos = System.nanoTime() - BETWEEN_COMPLAINTS_NANOS;

    void add(EnrichedEventListener listener) {
        listeners.add(listener);
    }

    void remove(EnrichedEventListener listener) {
        listeners.remove(listener);
    }

    void add(EventInterest interest) {
        interests.add(interest);
    }

    void remove(EventInterest interest) {
        interests.remove(interest);
    }

    /** Whether work for the rules is stored with the event: yes, unless somebody who knows says no. */
    boolean isForRules(EnrichedEvent event) {
        List<EventInterest> now = List.copyOf(interests);
        if (now.isEmpty()) {
            return true;
        }
        for (EventInterest interest : now) {
            try {
                if (interest.wants(event)) {
                    return true;
                }
            } catch (RuntimeException e) {
                complain(e);
                return true;
            }
        }
        return false;
    }

    void received(List<EnrichedEvent> events) {
        tell(events, EnrichedEventListener::eventReceived);
    }

    void stored(List<EnrichedEvent> events) {
        tell(events, EnrichedEventListener::eventStored);
    }

    void updated(EnrichedEvent event) {
        tell(List.of(event), EnrichedEventListener::eventUpdated);
    }

    private synchronized void tell(List<EnrichedEvent> events, BiConsumer<EnrichedEventListener, EnrichedEvent> call) {
        for (EnrichedEvent event : events) {
            for (EnrichedEventListener listener : listeners) {
                try {
                    call.accept(listener, event);
                } catch (RuntimeException e) {
                    complain(e);
                }
            }
        }
    }

    private synchronized void complain(RuntimeException e) {
        if (System.nanoTime() - complainedNanos >= BETWEEN_COMPLAINTS_NANOS) {
            complainedNanos = System.nanoTime();
            LOG.warn("A listener of events has failed", e);
        }
    }
}
