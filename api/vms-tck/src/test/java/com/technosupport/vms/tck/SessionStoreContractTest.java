package com.technosupport.vms.tck;

import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.live.SessionStore;
import com.technosupport.vms.api.model.LiveSessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** That the contract can be kept: the least that keeps it. */
class SessionStoreContractTest extends SessionStoreContract {

    @Override
    protected SessionStore create() {
        return new SmallStore();
    }

    @Override
    protected void destroy(SessionStore store) {}

    private static final class SmallStore implements SessionStore {

        private record Entry(LiveSession session, long end) {

            boolean lives() {
                return System.nanoTime() - end < 0;
            }
        }

        private final ConcurrentSkipListMap<LiveSessionId, Entry> entries = new ConcurrentSkipListMap<>();

        @Override
        public void put(LiveSession session, Duration timeToLive) {
            if (timeToLive.toMillis() < 1) {
                throw new IllegalArgumentException("a time to live is at least a millisecond");
            }
            entries.put(session.id(), new Entry(session, System.nanoTime() + timeToLive.toNanos()));
        }

        @Override
        public Optional<LiveSession> find(LiveSessionId id) {
            return Optional.ofNullable(entries.get(id)).filter(Entry::lives).map(Entry::session);
        }

        @Override
        public void remove(LiveSessionId id) {
            entries.remove(id);
        }

        @Override
        public List<LiveSession> sessions() {
            return entries.values().stream()
                    .filter(Entry::lives)
                    .map(Entry::session)
                    .toList();
        }
    }
}
