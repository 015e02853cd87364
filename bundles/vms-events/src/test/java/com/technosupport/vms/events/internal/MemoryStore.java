package com.technosupport.vms.events.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.EventQuery;
import com.technosupport.vms.api.store.EventStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Events in memory, and away at will. What was stored stays when the server is "killed". */
class MemoryStore implements EventStore {

    private final Map<EventId, NewEvent> stored = new LinkedHashMap<>();
    private final Map<UUID, RejectedEvent> rejected = new LinkedHashMap<>();
    private final Set<EventId> earlier = new HashSet<>();
    private boolean away;
    /** Stores the next batch, and then says that it could not. */
    private boolean lostAnswer;

    /** Known from an earlier run. */
    final synchronized void alreadyStored(EventId id) {
        earlier.add(id);
    }

    synchronized void away(boolean now) {
        away = now;
    }

    synchronized void loseNextAnswer() {
        lostAnswer = true;
    }

    synchronized List<NewEvent> stored() {
        return List.copyOf(stored.values());
    }

    synchronized List<Integer> numbers() {
        return stored.values().stream()
                .map(event -> ((Number) event.event().message().data().get("number")).intValue())
                .toList();
    }

    private void requireThere() {
        if (away) {
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "away");
        }
    }

    @Override
    public synchronized Persisted persist(List<NewEvent> events) {
        requireThere();
        Set<EventId> added = new HashSet<>();
        Set<EventId> known = new HashSet<>();
        Set<EventId> refused = new HashSet<>();
        for (NewEvent event : events) {
            EventId id = event.event().message().id();
            if (event.event().message().type().equals("Refused")) {
                refused.add(id);
            } else if (!earlier.contains(id) && stored.putIfAbsent(id, event) == null) {
                added.add(id);
            } else if (!added.contains(id)) {
                known.add(id);
            }
        }
        if (lostAnswer) {
            lostAnswer = false;
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "the connection was lost");
        }
        return new Persisted(added, known, refused);
    }

    @Override
    public synchronized void reject(List<RejectedEvent> events) {
        requireThere();
        events.forEach(event -> rejected.putIfAbsent(event.id(), event));
    }

    @Override
    public synchronized List<RejectedEvent> rejected(int limit, Optional<EventQuery.Place> before) {
        return List.copyOf(rejected.values());
    }

    @Override
    public synchronized Optional<EnrichedEvent> find(EventId id) {
        return Optional.ofNullable(stored.get(id)).map(NewEvent::event);
    }

    @Override
    public List<EnrichedEvent> page(EventQuery query) {
        return new ArrayList<>();
    }

    @Override
    public EnrichedEvent linkSnapshot(EventId id, String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<OutboxEntry> outbox(long after, int limit) {
        return List.of();
    }

    @Override
    public void completeOutbox(Collection<Long> sequences) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean expire(Limits limits, Consumer<List<String>> snapshots) {
        return false;
    }
}
