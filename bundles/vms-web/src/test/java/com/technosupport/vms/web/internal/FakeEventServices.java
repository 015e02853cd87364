package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventReceiver;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.EventQuery;
import com.technosupport.vms.api.store.EventStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A store of events in memory, and a bus that writes down what is published. */
public final class FakeEventServices extends EventServices implements EventStore, EventBus {

    public final List<EnrichedEvent> stored = new CopyOnWriteArrayList<>();
    public final List<RejectedEvent> rejected = new CopyOnWriteArrayList<>();
    public final List<EventMessage> published = new CopyOnWriteArrayList<>();
    public volatile boolean busy;

    public FakeEventServices() {
        store = this;
        bus = this;
    }

    @Override
    public List<EnrichedEvent> page(EventQuery query) {
        Comparator<EnrichedEvent> order = Comparator.<EnrichedEvent, Object>comparing(
                        event -> event.message().time().toString(),
                        (a, b) -> a.toString().compareTo(b.toString()))
                .thenComparing(event -> event.message().id().toString());
        return stored.stream()
                .sorted(order.reversed())
                .filter(event -> query.cameras().isEmpty()
                        || event.message()
                                .cameraId()
                                .filter(query.cameras().get()::contains)
                                .isPresent())
                .filter(event -> query.types().isEmpty()
                        || query.types().contains(event.message().type()))
                .filter(event ->
                        query.severities().isEmpty() || query.severities().contains(event.severity()))
                .filter(event ->
                        query.label().isEmpty() || event.message().label().equals(query.label()))
                .filter(event -> query.from().isEmpty()
                        || !event.message().time().isBefore(query.from().get()))
                .filter(event -> query.to().isEmpty()
                        || event.message().time().isBefore(query.to().get()))
                .filter(event -> query.before().isEmpty()
                        || event.message().time().isBefore(query.before().get().time())
                        || (event.message().time().equals(query.before().get().time())
                                && event.message()
                                                .id()
                                                .toString()
                                                .compareTo(query.before()
                                                        .get()
                                                        .id()
                                                        .toString())
                                        < 0))
                .limit(query.limit())
                .toList();
    }

    @Override
    public Optional<EnrichedEvent> find(EventId id) {
        return stored.stream().filter(event -> event.message().id().equals(id)).findFirst();
    }

    @Override
    public List<RejectedEvent> rejected(int limit, Optional<EventQuery.Place> before) {
        int from = before.map(place -> rejected.indexOf(rejected.stream()
                                .filter(event -> event.id().equals(place.id()))
                                .findFirst()
                                .orElseThrow())
                        + 1)
                .orElse(0);
        return List.copyOf(rejected.subList(from, Math.min(rejected.size(), from + limit)));
    }

    @Override
    public void publish(EventMessage event) {
        if (busy) {
            throw new VmsException(ErrorCode.BUSY, "behind");
        }
        published.add(event);
    }

    @Override
    public Persisted persist(List<NewEvent> events) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EnrichedEvent linkSnapshot(EventId id, String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<OutboxEntry> outbox(long after, int limit) {
        return new ArrayList<>();
    }

    @Override
    public void completeOutbox(Collection<Long> sequences) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reject(List<RejectedEvent> events) {
        rejected.addAll(events);
    }

    @Override
    public boolean expire(Limits limits, Consumer<List<String>> snapshots) {
        return false;
    }

    @Override
    public Subscription subscribe(String name, EventReceiver receiver) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Subscription subscribeDurably(String name, EventBatchReceiver receiver) {
        throw new UnsupportedOperationException();
    }
}
