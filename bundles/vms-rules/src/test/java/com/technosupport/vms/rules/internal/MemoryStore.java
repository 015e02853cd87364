package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.RejectedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.RuleRun.State;
import com.technosupport.vms.api.rule.RuleStep;
import com.technosupport.vms.api.rule.RuleStore;
import com.technosupport.vms.api.store.EventQuery;
import com.technosupport.vms.api.store.EventStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Rules, their runs and events in memory; survives those who use it, as a database does a crash. May be away. */
public final class MemoryStore implements RuleStore, EventStore {

    public final Map<RuleId, Rule> rules = new LinkedHashMap<>();
    public final Map<RuleRun.Key, RuleRun> runs = new LinkedHashMap<>();
    private final Map<EventId, EnrichedEvent> events = new LinkedHashMap<>();
    private final TreeMap<Long, EventId> outbox = new TreeMap<>();
    private long sequence;
    private boolean away;

    public synchronized void away(boolean gone) {
        away = gone;
    }

    private void present() {
        if (away) {
            throw new VmsException(ErrorCode.STORE_UNAVAILABLE, "The database is away");
        }
    }

    /** Stores an event, with its work for the rules. */
    public synchronized void add(EnrichedEvent event) {
        events.put(event.message().id(), event);
        outbox.put(++sequence, event.message().id());
    }

    public synchronized int waiting() {
        return outbox.size();
    }

    public synchronized RuleRun run(EnrichedEvent event, int index) {
        return runs.values().stream()
                .filter(run -> run.key().event().equals(event.message().id())
                        && run.key().index() == index)
                .findFirst()
                .orElse(null);
    }

    @Override
    public synchronized List<Rule> rules() {
        present();
        return List.copyOf(rules.values());
    }

    @Override
    public synchronized Optional<Rule> rule(RuleId id) {
        present();
        return Optional.ofNullable(rules.get(id));
    }

    @Override
    public synchronized void insert(Rule rule) {
        present();
        rules.put(rule.id(), rule);
    }

    @Override
    public synchronized void update(Rule rule) {
        insert(rule);
    }

    @Override
    public synchronized void delete(RuleId id) {
        present();
        rules.remove(id);
        runs.keySet().removeIf(key -> key.rule().equals(id));
    }

    @Override
    public synchronized List<RuleRun> plan(List<Match> matches, Instant now) {
        present();
        List<RuleRun> planned = new ArrayList<>();
        for (Match match : matches) {
            for (int i = 0; i < match.rule().then().size(); i++) {
                RuleStep step = match.rule().then().get(i);
                RuleRun run = new RuleRun(
                        new RuleRun.Key(
                                match.event().message().id(), match.rule().id(), i),
                        match.rule().name(),
                        step,
                        State.PENDING,
                        0,
                        Optional.of(now),
                        Optional.empty(),
                        now);
                if (runs.putIfAbsent(run.key(), run) == null) {
                    planned.add(run);
                }
            }
        }
        return planned;
    }

    private static RuleRun with(
            RuleRun run, State state, int attempts, Optional<Instant> next, Optional<String> error) {
        return new RuleRun(run.key(), run.ruleName(), run.step(), state, attempts, next, error, run.createdAt());
    }

    @Override
    public synchronized boolean begin(RuleRun.Key key, int attempt) {
        present();
        RuleRun run = runs.get(key);
        if (run == null || run.nextTry().isEmpty() || run.attempts() != attempt - 1) {
            return false;
        }
        runs.put(key, with(run, State.RUNNING, attempt, run.nextTry(), run.lastError()));
        return true;
    }

    @Override
    public synchronized void finish(
            RuleRun.Key key, State state, Optional<Instant> nextTry, Optional<String> error, Instant now) {
        present();
        runs.computeIfPresent(key, (same, run) -> with(run, state, run.attempts(), nextTry, error));
    }

    @Override
    public synchronized List<RuleRun> due(Instant now, Set<String> except, int limit) {
        present();
        return runs.values().stream()
                .filter(run -> run.nextTry().filter(next -> !next.isAfter(now)).isPresent()
                        && !except.contains(run.step().action()))
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized List<RuleRun> recent(Optional<RuleId> rule, int limit) {
        return List.copyOf(runs.values());
    }

    @Override
    public int deleteFinished(Instant before) {
        return 0;
    }

    @Override
    public Persisted persist(List<NewEvent> added) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized Optional<EnrichedEvent> find(EventId id) {
        present();
        return Optional.ofNullable(events.get(id));
    }

    @Override
    public synchronized List<EnrichedEvent> page(EventQuery query) {
        present();
        Comparator<EnrichedEvent> order = Comparator.<EnrichedEvent, Instant>comparing(
                        event -> event.message().time())
                .thenComparing(event -> event.message().id());
        return events.values().stream()
                .filter(event -> query.types().isEmpty()
                        || query.types().contains(event.message().type()))
                .filter(event -> query.cameras().isEmpty()
                        || event.message()
                                .cameraId()
                                .filter(query.cameras().get()::contains)
                                .isPresent())
                .filter(event -> query.from().isEmpty()
                        || !event.message().time().isBefore(query.from().get()))
                .filter(event -> query.to().isEmpty()
                        || event.message().time().isBefore(query.to().get()))
                .filter(event -> query.before().isEmpty()
                        || event.message().time().isBefore(query.before().get().time())
                        || (event.message().time().equals(query.before().get().time())
                                && event.message()
                                                .id()
                                                .value()
                                                .compareTo(query.before().get().id())
                                        < 0))
                .sorted(order.reversed())
                .limit(query.limit())
                .toList();
    }

    @Override
    public EnrichedEvent linkSnapshot(EventId id, String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public synchronized List<OutboxEntry> outbox(long after, int limit) {
        present();
        return outbox.tailMap(after, false).entrySet().stream()
                .limit(limit)
                .map(entry -> new OutboxEntry(entry.getKey(), events.get(entry.getValue())))
                .toList();
    }

    @Override
    public synchronized void completeOutbox(Collection<Long> sequences) {
        present();
        sequences.forEach(outbox::remove);
    }

    @Override
    public void reject(List<RejectedEvent> rejected) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RejectedEvent> rejected(int limit, Optional<EventQuery.Place> before) {
        return List.of();
    }

    @Override
    public boolean expire(Limits limits, Consumer<List<String>> snapshots) {
        return false;
    }
}
