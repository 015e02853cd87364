package com.technosupport.vms.events.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.EventStore;
import com.technosupport.vms.api.store.EventStore.NewEvent;
import com.technosupport.vms.api.store.EventStore.Persisted;
import com.technosupport.vms.codec.EventJson;
import com.technosupport.vms.codec.EventTimes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of events from the bus to where they are kept. Each step may be the last one before the server is killed:
 *
 * <ol>
 *   <li>a batch comes from the bus, which keeps it, or keeps whoever published it waiting, until {@link #receive} returns;
 *   <li>it is enriched, and what has an absurd time is set aside as rejected;
 *   <li>it is stored in one transaction with its ids and its work for the rules; one that comes again is known by its id;
 *   <li>where the database is away it is added to the spool instead, on disk before the batch is acknowledged;
 *   <li>listeners are told, and the batch is acknowledged.
 * </ol>
 *
 * What is in the spool is stored by {@link #replay}, oldest first, and taken off the spool after that. While something is there,
 * new events go behind it, so that the order is kept.
 */
final class Pipeline implements EventBatchReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** Ids of events that were told of while the database was away, so that one that comes again is not told of again. */
    private static final int REMEMBERED = 20_000;

    /** A spool with fewer events than this is empty in a moment. */
    private static final int NEARLY_EMPTY = 5_000;

    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final int BATCH = 500;

    private final EventStore store;
    private final Spool spool;
    private final Enricher enricher;
    private final Announcer announcer;
    private final Clock clock;
    private final Counts counts;
    /** Used by the thread of the bus alone. */
    private final Map<EventId, Boolean> told = new LinkedHashMap<>();

    private volatile Optional<String> problem = Optional.empty();
    private volatile boolean away;

    Pipeline(EventStore store, Spool spool, Enricher enricher, Announcer announcer, Clock clock, Counts counts) {
        this.store = store;
        this.spool = spool;
        this.enricher = enricher;
        this.announcer = announcer;
        this.clock = clock;
        this.counts = counts;
    }

    /** Why events cannot be kept at the moment. */
    Optional<String> problem() {
        return problem;
    }

    @Override
    public void receive(List<EventMessage> messages) throws InterruptedException {
        List<EnrichedEvent> events = new ArrayList<>(messages.size());
        List<RejectedEvent> rejected = new ArrayList<>();
        for (EventMessage message : messages) {
            Optional<String> wrong = EventTimes.problem(message.time(), clock.instant());
            if (wrong.isPresent()) {
                rejected.add(rejected(message, wrong.get()));
            } else {
                events.add(enricher.enrich(message));
            }
        }
        if (!rejected.isEmpty()) {
            reject(rejected);
        }
        if (!events.isEmpty() && !(isDirect() && storeDirectly(events))) {
            spool(events);
        }
    }

    private RejectedEvent rejected(EventMessage message, String reason) {
        byte[] payload = EventJson.write(message);
        return new RejectedEvent(
                message.id().value(),
                clock.instant(),
                message.source().isEmpty() ? "bus" : message.source(),
                reason,
                payload.length > RejectedEvent.MOST_BYTES ? Arrays.copyOf(payload, RejectedEvent.MOST_BYTES) : payload,
                payload.length);
    }

    @Override
    public void reject(List<RejectedEvent> rejected) throws InterruptedException {
        if (isDirect()) {
            try {
                store.reject(rejected);
                counts.rejected.add(rejected.size());
                return;
            } catch (VmsException e) {
                saysAway(e);
            }
        }
        append(rejected.stream()
                .map(event -> new SpoolRecord.Rejected(event).toBytes())
                .toList());
        counts.rejected.add(rejected.size());
    }

    /** Whether nothing waits in the spool that would be overtaken. */
    private boolean isDirect() throws InterruptedException {
        return spool.isEmpty() || (!away && spool.records() <= NEARLY_EMPTY && spool.awaitEmpty(MOMENT.toNanos()));
    }

    private boolean storeDirectly(List<EnrichedEvent> events) {
        try {
            Persisted persisted = persist(events);
            // Told of here, once it is sure that it is kept and new.
            List<EnrichedEvent> added = events.stream()
                    .filter(event -> persisted.added().contains(event.message().id()))
                    .toList();
            List<EnrichedEvent> once = distinct(added);
            announcer.received(once.stream()
                    .filter(event -> !told.containsKey(event.message().id()))
                    .toList());
            announcer.stored(once);
            return true;
        } catch (VmsException e) {
            saysAway(e);
            return false;
        }
    }

    private static List<EnrichedEvent> distinct(List<EnrichedEvent> events) {
        Map<EventId, EnrichedEvent> byId = new LinkedHashMap<>();
        events.forEach(event -> byId.putIfAbsent(event.message().id(), event));
        return List.copyOf(byId.values());
    }

    private Persisted persist(List<EnrichedEvent> events) {
        Persisted persisted = store.persist(events.stream()
                .map(event -> new NewEvent(event, announcer.isForRules(event)))
                .toList());
        counts.stored.add(persisted.added().size());
        counts.known.add(
                events.size() - persisted.added().size() - persisted.refused().size());
        counts.rejected.add(persisted.refused().size());
        if (away) {
            away = false;
            LOG.info("Events are stored again");
        }
        return persisted;
    }

    private void saysAway(VmsException e) {
        if (!away) {
            away = true;
            LOG.warn("Events cannot be stored and go to the spool: {}", e.getMessage());
        }
        LOG.debug("Storing failed", e);
    }

    private void spool(List<EnrichedEvent> events) {
        append(events.stream()
                .map(event -> new SpoolRecord.Event(event).toBytes())
                .toList());
        counts.spooled.add(events.size());
        List<EnrichedEvent> fresh = new ArrayList<>();
        for (EnrichedEvent event : events) {
            if (told.putIfAbsent(event.message().id(), true) == null) {
                fresh.add(event);
            }
        }
        while (told.size() > REMEMBERED) {
            told.remove(told.keySet().iterator().next());
        }
        announcer.received(fresh);
    }

    private void append(List<byte[]> records) {
        try {
            spool.append(records);
            problem = spool.isNearlyFull()
                    ? Optional.of("The spool of events is nearly full: the database has been away for too long")
                    : Optional.empty();
        } catch (VmsException e) {
            if (problem.isEmpty() || !problem.get().equals(e.getMessage())) {
                LOG.error("Events cannot be taken: {}", e.getMessage(), e);
            }
            problem = Optional.of(e.getMessage());
            throw e;
        }
    }

    /**
     * Stores the oldest of the spool. Called by one thread.
     *
     * @return whether something was stored; false too when the database is away
     */
    boolean replay() throws IOException {
        Spool.Batch batch = spool.peek(BATCH);
        if (batch.isNone()) {
            return false;
        }
        List<EnrichedEvent> events = new ArrayList<>();
        List<RejectedEvent> rejected = new ArrayList<>();
        for (byte[] content : batch.contents()) {
            try {
                SpoolRecord record = SpoolRecord.read(content);
                if (record instanceof SpoolRecord.Event spooled) {
                    events.add(spooled.event());
                } else if (record instanceof SpoolRecord.Rejected spooled) {
                    rejected.add(spooled.event());
                }
            } catch (IOException e) {
                counts.unreadable.increment();
                LOG.error("A record of the spool cannot be read and is passed over", e);
            }
        }
        try {
            if (!rejected.isEmpty()) {
                store.reject(rejected);
            }
            if (!events.isEmpty()) {
                Persisted persisted = persist(events);
                // Those too that are known: a connection may have been lost when they were stored already.
                announcer.stored(distinct(events.stream()
                        .filter(event ->
                                !persisted.refused().contains(event.message().id()))
                        .toList()));
            }
        } catch (VmsException e) {
            saysAway(e);
            return false;
        }
        spool.taken(batch);
        counts.replayed.add(batch.contents().size());
        if (!spool.isNearlyFull()) {
            problem = Optional.empty();
        }
        return true;
    }
}
