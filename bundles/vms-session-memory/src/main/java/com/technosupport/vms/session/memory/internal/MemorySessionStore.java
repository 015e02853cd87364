package com.technosupport.vms.session.memory.internal;

import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.live.SessionStore;
import com.technosupport.vms.api.model.LiveSessionId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps live sessions within one container; they end with it, as the viewers' connections do. Immediate, for else it would end,
 * and forget them, whenever those who use it are updated.
 */
@Component(immediate = true)
public final class MemorySessionStore implements SessionStore {

    private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<LiveSessionId, Entry> entries = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final AtomicLong swept;

    private record Entry(LiveSession session, long putNanos, long lifeNanos) {

        boolean isAlive(long now) {
            return now - putNanos < lifeNanos;
        }
    }

    @Activate
    public MemorySessionStore() {
        this(System::nanoTime);
    }

    MemorySessionStore(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.swept = new AtomicLong(nanoTime.getAsLong());
    }

    @Override
    public void put(LiveSession session, Duration timeToLive) {
        if (timeToLive.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("no time to live");
        }
        long now = nanoTime.getAsLong();
        sweep(now);
        entries.put(session.id(), new Entry(session, now, timeToLive.toNanos()));
    }

    /** Who renews sessions is here often enough, so that no thread is needed. */
    private void sweep(long now) {
        long last = swept.get();
        if (now - last >= SWEEP_NANOS && swept.compareAndSet(last, now)) {
            entries.values().removeIf(entry -> !entry.isAlive(now));
        }
    }

    @Override
    public Optional<LiveSession> find(LiveSessionId id) {
        return Optional.ofNullable(entries.get(Objects.requireNonNull(id, "id")))
                .filter(entry -> entry.isAlive(nanoTime.getAsLong()))
                .map(Entry::session);
    }

    @Override
    public void remove(LiveSessionId id) {
        entries.remove(Objects.requireNonNull(id, "id"));
    }

    @Override
    public List<LiveSession> sessions() {
        long now = nanoTime.getAsLong();
        return entries.values().stream()
                .filter(entry -> entry.isAlive(now))
                .map(Entry::session)
                .sorted(Comparator.comparing(LiveSession::id))
                .toList();
    }

    /** Including those that have expired and were not swept yet. */
    int held() {
        return entries.size();
    }
}
