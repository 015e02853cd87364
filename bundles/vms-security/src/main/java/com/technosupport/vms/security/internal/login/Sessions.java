package com.technosupport.vms.security.internal.login;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.AccessControl.ApiToken;
import com.technosupport.vms.api.security.AccessControl.NewApiToken;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.UserStore;
import com.technosupport.vms.api.store.UserStore.TokenRecord;
import com.technosupport.vms.api.store.UserStore.UserRecord;
import com.technosupport.vms.security.internal.Background;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions and API tokens: in the database by their hashes, in memory while they are used.
 *
 * <p>A request is answered from memory. What is older than {@link #REFRESH} is read again in the background; after
 * {@link #STALE} the request waits for that, but not long. So a change made elsewhere in the database shows within seconds, while
 * without the database every session in memory goes on. Changes made here call {@link #forget} and show at once.
 *
 * <p>A session ends after some hours without a request, and after some weeks in any case. Its end is written at most
 * every {@link #EXTENSION_STEP}. A logout while the database is away counts at once and is written when it is back; should
 * the server be restarted in between, the session comes back, until its end. Safe for use by several threads.
 */
public final class Sessions {

    static final Duration REFRESH = Duration.ofSeconds(5);
    static final Duration STALE = Duration.ofMinutes(1);
    static final Duration EXTENSION_STEP = Duration.ofMinutes(5);
    static final int MOST_OF_USER = 100;
    private static final int MOST_IN_MEMORY = 10_000;
    private static final int MOST_ENDED = 10_000;
    private static final int LOADS_AT_ONCE = 4;
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    private final Supplier<UserStore> store;
    private final Background background;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Lifetimes lifetimes;
    private final SecureRandom random = new SecureRandom();
    private final SessionCache cache = new SessionCache(MOST_IN_MEMORY);

    /** Logged out, but still in the database. */
    private final Map<Digest, UUID> ended = new ConcurrentHashMap<>();

    /** Words that look like tokens cost a query each; they must not take all connections. */
    private final Semaphore loads = new Semaphore(LOADS_AT_ONCE, true);

    /** @param store throws {@link ErrorCode#STORE_UNAVAILABLE} when there is none */
    public Sessions(
            Supplier<UserStore> store, Background background, Clock clock, LongSupplier nanoTime, Lifetimes lifetimes) {
        this.store = store;
        this.background = background;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.lifetimes = lifetimes;
    }

    /** @throws VmsException {@link ErrorCode#STORE_UNAVAILABLE} when it is not in memory */
    Optional<LiveSession> find(String word) {
        return Secret.kindOf(word).filter(kind -> kind != Secret.TICKET).flatMap(kind -> find(Secret.digest(word)));
    }

    Optional<LiveSession> find(Digest digest) {
        if (ended.containsKey(digest)) {
            return Optional.empty();
        }
        Optional<LiveSession> found = cache.find(digest);
        if (found.isEmpty()) {
            found = load(digest);
        } else if (refreshIfOld(found.get())) {
            found = cache.find(digest);
        }
        Instant now = clock.instant();
        if (found.isPresent() && !now.isBefore(found.get().expiresAt())) {
            cache.remove(digest);
            return Optional.empty();
        }
        found.ifPresent(session -> extend(session, now));
        return found;
    }

    /** The session of a caller that {@link #find} gave out. */
    Optional<LiveSession> of(Caller caller) {
        return cache.find(caller).filter(session -> !ended.containsKey(session.digest()));
    }

    private Optional<LiveSession> load(Digest digest) {
        try {
            if (!loads.tryAcquire(2, TimeUnit.SECONDS)) {
                throw new VmsException(ErrorCode.BUSY, "Too many requests with unknown tokens; try again in a moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VmsException(ErrorCode.BUSY, "Interrupted while looking a session up", e);
        }
        try {
            long epoch = cache.epoch();
            Optional<LiveSession> read = read(digest);
            read.ifPresent(session -> cache.put(session, epoch));
            return read;
        } finally {
            loads.release();
        }
    }

    private Optional<LiveSession> read(Digest digest) {
        Instant now = clock.instant();
        UserStore users = store.get();
        return users.findToken(digest.bytes())
                .filter(token -> now.isBefore(token.expiresAt()))
                .flatMap(token -> users.findUser(token.user())
                        .filter(UserRecord::enabled)
                        .map(user -> new LiveSession(digest, token, callerOf(user, token), nanoTime.getAsLong())));
    }

    private Caller callerOf(UserRecord user, TokenRecord token) {
        return LiveSession.callerOf(user, token, store.get().grantedCameras(user.id()));
    }

    /** Whether it was waited for, so that the cache may know better. */
    private boolean refreshIfOld(LiveSession session) {
        long age = nanoTime.getAsLong() - session.checkedAtNanos();
        if (age < REFRESH.toNanos() || !session.startRefresh()) {
            return false;
        }
        Future<?> refresh = background.submit(() -> refresh(session));
        if (refresh.isCancelled()) {
            session.endRefresh();
            return false;
        }
        if (age < STALE.toNanos()) {
            return false;
        }
        try {
            refresh.get(lifetimes.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("A session is used as it was last known", e);
        }
        return true;
    }

    private void refresh(LiveSession session) {
        try {
            long epoch = cache.epoch();
            Optional<LiveSession> newer = read(session.digest());
            if (newer.isPresent()) {
                cache.replace(session.with(newer.get().token(), newer.get().caller(), nanoTime.getAsLong()), epoch);
            } else {
                cache.remove(session.digest());
            }
        } finally {
            session.checkedAt(nanoTime.getAsLong());
            session.endRefresh();
        }
    }

    private void extend(LiveSession session, Instant now) {
        if (session.token().api()) {
            return;
        }
        Instant end = endOf(now, session.token().createdAt());
        if (Duration.between(session.expiresAt(), end).compareTo(EXTENSION_STEP) < 0) {
            return;
        }
        session.extendTo(end);
        background.execute(() -> store.get().extendToken(session.token().id(), end));
    }

    private Instant endOf(Instant now, Instant createdAt) {
        Instant last = createdAt.plus(lifetimes.longest());
        Instant end = now.plus(lifetimes.idle());
        return end.isBefore(last) ? end : last;
    }

    /** A new session and its word. The oldest of an account's sessions make room when it has too many. */
    Opened open(UserRecord user) {
        Instant now = now();
        String word = Secret.SESSION.next(random);
        TokenRecord token = new TokenRecord(
                UUID.randomUUID(),
                user.id(),
                Secret.digest(word).bytes(),
                false,
                "",
                // A session does what its account may: a promotion shows at once.
                Role.ADMIN,
                now,
                endOf(now, now));
        UserStore users = store.get();
        users.insertToken(token);
        List<TokenRecord> sessions = users.tokens(user.id()).stream()
                .filter(each -> !each.api() && !each.id().equals(token.id()))
                .sorted(Comparator.comparing(TokenRecord::createdAt))
                .toList();
        for (TokenRecord oldest : sessions.subList(0, Math.max(0, sessions.size() + 1 - MOST_OF_USER))) {
            users.deleteToken(oldest.id());
            forgetToken(oldest.id());
        }
        // In memory at once, so that the caller is known from here on.
        LiveSession session = new LiveSession(Secret.digest(word), token, callerOf(user, token), nanoTime.getAsLong());
        cache.put(session, cache.epoch());
        return new Opened(word, token, session.caller());
    }

    /** A new API token and its word. */
    NewApiToken openApiToken(UserId user, String name, Role scope, Duration lifetime) {
        Instant now = now();
        String word = Secret.API_TOKEN.next(random);
        TokenRecord token = new TokenRecord(
                UUID.randomUUID(), user, Secret.digest(word).bytes(), true, name, scope, now, now.plus(lifetime));
        store.get().insertToken(token);
        return new NewApiToken(withoutSecret(token), word);
    }

    static ApiToken withoutSecret(TokenRecord token) {
        return new ApiToken(token.id(), token.name(), token.scope(), token.createdAt(), token.expiresAt());
    }

    /** As precise as every database keeps it. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Ends a session, in the database as soon as it answers. */
    void end(LiveSession session) {
        if (ended.size() >= MOST_ENDED) {
            throw new VmsException(
                    ErrorCode.STORE_UNAVAILABLE, "The session cannot be ended: the database does not answer");
        }
        ended.put(session.digest(), session.token().id());
        cache.remove(session.digest());
        try {
            deleteEnded(session.digest(), session.token().id());
        } catch (VmsException e) {
            LOG.info("A logout will be written when the database answers: {}", e.getMessage());
        }
    }

    private void deleteEnded(Digest digest, UUID id) {
        store.get().deleteToken(id);
        ended.remove(digest);
    }

    /** Drops what is known of an account, after a change of it. */
    public void forget(UserId user) {
        cache.removeOf(user);
    }

    /** Drops what is known of every account, after a change that may concern any. */
    public void forgetAll() {
        cache.removeIf(session -> true);
    }

    void forgetToken(UUID id) {
        cache.removeIf(session -> session.token().id().equals(id));
    }

    /** Writes the logouts that wait. */
    public void writeEnded() {
        ended.forEach(this::deleteEnded);
    }

    /** Sweeps what has expired from the database and from memory. */
    public void sweep() {
        Instant now = clock.instant();
        cache.removeIf(session -> !now.isBefore(session.expiresAt()));
        int swept = store.get().deleteExpiredTokens(now);
        LOG.debug("Swept {} expired sessions and tokens", swept);
    }

    /**
     * @param idle after which a session ends
     * @param longest a session may last
     * @param patience of a request with the database, about a session that was not used for long
     */
    public record Lifetimes(Duration idle, Duration longest, Duration patience) {}

    /** A new session with its word. */
    record Opened(String word, TokenRecord token, Caller caller) {

        @Override
        public String toString() {
            return "Opened[" + token + "]";
        }
    }
}
