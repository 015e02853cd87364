package com.technosupport.vms.api.store;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Events, the work they make for the rules, and what could not be taken. Every call may block for the database and throws
 * {@link VmsException} with {@link ErrorCode#STORE_UNAVAILABLE} while it is away; then nothing of the call was done, or all of
 * it where the connection was lost at its end: each may be repeated. Safe for use by several threads.
 */
@ProviderType
public interface EventStore {

    /**
     * Stores events with their ids and their work for the rules, in one transaction. One that is known by its id changes nothing;
     * one that the database refuses goes to {@link #rejected} and holds up no other.
     *
     * @param events in order, in which their work is listed
     */
    Persisted persist(List<NewEvent> events);

    Optional<EnrichedEvent> find(EventId id);

    /** A page, newest first by time, then by id. */
    List<EnrichedEvent> page(EventQuery query);

    /** Used by {@link com.technosupport.vms.api.event.EventUpdates}, which tells listeners; call that. */
    EnrichedEvent linkSnapshot(EventId id, String path);

    /**
     * Work for the rules, oldest first; so for each camera in the order of its events. Stays until it is completed, so an action
     * is made harmless when repeated by whoever does it.
     *
     * @param after only what has a greater {@link OutboxEntry#sequence()}; 0 for all
     */
    List<OutboxEntry> outbox(long after, int limit);

    /** Takes work off the list; what is off already is no error. */
    void completeOutbox(Collection<Long> sequences);

    /** Keeps what could not be taken; what is known by its id changes nothing. */
    void reject(List<RejectedEvent> rejected);

    /**
     * What could not be taken, newest first by the time when it came, then by id.
     *
     * @param before only what comes after this place in the list
     */
    List<RejectedEvent> rejected(int limit, Optional<EventQuery.Place> before);

    /**
     * Forgets what is older or more than may be kept, a piece at a time. Stays what lies within footage that is locked, what an
     * alarm that is not closed is about, and what rules have not seen.
     *
     * @param snapshots given the paths of stills before the events that name them are gone, so that none is left over
     * @return whether there is more to forget
     */
    boolean expire(Limits limits, Consumer<List<String>> snapshots);

    /**
     * One to be stored.
     *
     * @param forRules whether it makes work for the rules
     */
    record NewEvent(EnrichedEvent event, boolean forRules) {

        public NewEvent {
            Objects.requireNonNull(event, "event");
        }
    }

    /** What became of a batch, by id: each is in one of these. */
    record Persisted(Set<EventId> added, Set<EventId> known, Set<EventId> refused) {

        public Persisted {
            added = Set.copyOf(added);
            known = Set.copyOf(known);
            refused = Set.copyOf(refused);
        }
    }

    /** One event that rules have to look at. */
    record OutboxEntry(long sequence, EnrichedEvent event) {

        public OutboxEntry {
            Objects.requireNonNull(event, "event");
        }
    }

    /**
     * What may be kept.
     *
     * @param now from which ages are counted
     * @param age of an event by its own time
     * @param count of events
     * @param workAge of work that rules have not done: an alarm about last month helps nobody
     */
    record Limits(Instant now, Duration age, long count, Duration workAge) {

        public Limits {
            Objects.requireNonNull(now, "now");
            if (age.isNegative() || age.isZero() || count < 1 || workAge.isNegative()) {
                throw new IllegalArgumentException("something is always kept");
            }
        }
    }
}
