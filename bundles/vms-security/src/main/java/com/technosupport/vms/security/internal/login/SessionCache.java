package com.technosupport.vms.security.internal.login;

import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.security.Caller;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The sessions used of late. Bounded: the one that was not used for longest makes room.
 *
 * <p>What is read from the database may be outdated by the time it arrives here. So a reader takes {@link #epoch()} first and
 * gives it back with what it found; any removal in between makes the find unwelcome. Safe for use by several threads.
 */
final class SessionCache {

    private final int capacity;
    private final Map<Digest, LiveSession> sessions = new LinkedHashMap<>(16, 0.75f, true);
    private long epoch;

    SessionCache(int capacity) {
        this.capacity = capacity;
    }

    synchronized long epoch() {
        return epoch;
    }

    synchronized Optional<LiveSession> find(Digest digest) {
        return Optional.ofNullable(sessions.get(digest));
    }

    /** The session of a caller that came from here: the very object, else an equal one. */
    synchronized Optional<LiveSession> find(Caller caller) {
        LiveSession equal = null;
        for (LiveSession session : sessions.values()) {
            if (isSame(session.caller(), caller)) {
                return Optional.of(session);
            }
            if (equal == null && session.caller().equals(caller)) {
                equal = session;
            }
        }
        return Optional.ofNullable(equal);
    }

    // Two sessions of one account have equal callers; only the object tells them apart.
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(Caller one, Caller other) {
        return one == other;
    }

    /** @param readSince {@link #epoch()} from before it was read */
    synchronized void put(LiveSession session, long readSince) {
        if (readSince != epoch) {
            return;
        }
        sessions.put(session.digest(), session);
        if (sessions.size() > capacity) {
            sessions.remove(sessions.keySet().iterator().next());
        }
    }

    /** As {@link #put}, unless the session left meanwhile. */
    synchronized void replace(LiveSession session, long readSince) {
        if (readSince == epoch) {
            sessions.replace(session.digest(), session);
        }
    }

    synchronized void remove(Digest digest) {
        epoch++;
        sessions.remove(digest);
    }

    synchronized void removeOf(UserId user) {
        removeIf(session -> session.caller().id().equals(user));
    }

    synchronized void removeIf(Predicate<LiveSession> outdated) {
        epoch++;
        sessions.values().removeIf(outdated);
    }

    synchronized Collection<LiveSession> all() {
        return List.copyOf(sessions.values());
    }
}
