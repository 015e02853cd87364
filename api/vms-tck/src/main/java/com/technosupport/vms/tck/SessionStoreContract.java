package com.technosupport.vms.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.live.SessionStore;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of live sessions keeps to. A store's own test extends it and says how to make one. */
public abstract class SessionStoreContract {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofHours(1);

    /** How far a store's clock, of whole milliseconds and perhaps on another machine, may run ahead of ours in a second. */
    private static final Duration GRAIN = Duration.ofMillis(20);

    private static final int THREADS = 8;
    private static final int EACH = 40;

    protected final Clock clock = Clock.systemUTC();
    protected SessionStore store;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /** A store without sessions. */
    protected abstract SessionStore create() throws Exception;

    /** Ends it. */
    protected abstract void destroy(SessionStore store) throws Exception;

    @BeforeEach
    final void begin() throws Exception {
        store = create();
    }

    @AfterEach
    final void end() throws Exception {
        threads.shutdownNow();
        try {
            assertThat(threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            destroy(store);
        }
    }

    protected final LiveSession session(StreamRole role, String protocol, boolean audio, Instant since) {
        return new LiveSession(
                LiveSessionId.next(clock),
                UserId.next(clock),
                CameraId.next(clock),
                StreamId.next(clock),
                role,
                protocol,
                audio,
                since);
    }

    protected final LiveSession session() {
        return session(StreamRole.SUB, "webrtc", false, Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** The same session by its id, with another stream and all that goes with it. */
    private LiveSession changed(LiveSession session, String protocol) {
        return new LiveSession(
                session.id(),
                session.user(),
                session.camera(),
                StreamId.next(clock),
                StreamRole.MAIN,
                protocol,
                !session.audio(),
                session.since().plusSeconds(1));
    }

    protected static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void whatWasPutIsFoundWhole() {
        List<LiveSession> all = new ArrayList<>();
        for (StreamRole role : StreamRole.values()) {
            for (boolean audio : new boolean[] {false, true}) {
                all.add(session(role, "webrtc", audio, Instant.parse("2026-02-03T04:05:06.123456789Z")));
            }
        }
        all.add(session(StreamRole.MAIN, "", true, Instant.EPOCH));
        all.add(session(StreamRole.MAIN, "a \"b\"\\,:;\r\n\t\0 é 视频 \uD83D\uDCF9", true, Instant.EPOCH.minusNanos(1)));

        all.forEach(session -> store.put(session, LONG));

        for (LiveSession session : all) {
            assertThat(store.find(session.id())).contains(session);
        }
        assertThat(store.sessions()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void anEmptyStoreHasNone() {
        assertThat(store.find(LiveSessionId.next(clock))).isEmpty();
        assertThat(store.sessions()).isEmpty();
    }

    @Test
    void sessionsComeByTheirIdsInWhateverOrderTheyWerePut() {
        List<LiveSession> all = new ArrayList<>(Stream.generate(this::session)
                .limit(50)
                .sorted(Comparator.comparing(LiveSession::id))
                .toList());
        List<LiveSession> byAge = List.copyOf(all);
        Collections.reverse(all);
        all.forEach(session -> store.put(session, LONG));
        assertThat(store.sessions()).containsExactlyElementsOf(byAge);

        store.put(byAge.get(7), LONG);
        assertThat(store.sessions()).as("a renewal changes no place").containsExactlyElementsOf(byAge);
    }

    @Test
    void oneThatWasRemovedIsGoneAndTheOthersAreNot() {
        LiveSession gone = session();
        LiveSession kept = session();
        store.put(gone, LONG);
        store.put(kept, LONG);

        store.remove(gone.id());

        assertThat(store.find(gone.id())).isEmpty();
        assertThat(store.sessions()).containsExactly(kept);
    }

    @Test
    void removingWhatIsNotThereIsHarmless() {
        LiveSession session = session();
        assertThatCode(() -> store.remove(session.id())).doesNotThrowAnyException();
        store.put(session, LONG);
        store.remove(session.id());
        assertThatCode(() -> store.remove(session.id())).doesNotThrowAnyException();
    }

    @Test
    void oneThatWasRemovedCanComeBack() {
        LiveSession session = session();
        store.put(session, LONG);
        store.remove(session.id());
        store.put(session, LONG);
        assertThat(store.sessions()).containsExactly(session);
    }

    @Test
    void aSessionIsForgottenAtItsTimeAndNotBefore() {
        LiveSession kept = session();
        LiveSession brief = session();
        Duration timeToLive = Duration.ofMillis(400);
        store.put(kept, LONG);
        long begun = System.nanoTime();
        store.put(brief, timeToLive);

        await("it is forgotten", () -> store.find(brief.id()).isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(timeToLive.minus(GRAIN));
        assertThat(store.sessions()).containsExactly(kept);
        assertThat(store.find(kept.id())).contains(kept);
    }

    @Test
    void theListForgetsByItself() {
        LiveSession brief = session();
        Duration timeToLive = Duration.ofMillis(400);
        long begun = System.nanoTime();
        store.put(brief, timeToLive);
        // Nobody looks for it by its id in the meantime.
        await("it is forgotten", () -> store.sessions().isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(timeToLive.minus(GRAIN));
    }

    @Test
    void theShortestLifeIsAMillisecond() {
        LiveSession session = session();
        store.put(session, Duration.ofMillis(1));
        await("it is forgotten", () -> store.find(session.id()).isEmpty());
        for (Duration none : List.of(Duration.ZERO, Duration.ofNanos(999_999), Duration.ofSeconds(-1))) {
            assertThatThrownBy(() -> store.put(session, none)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(store.sessions()).isEmpty();
    }

    @Test
    void aRenewalPutsTheEndOff() {
        LiveSession renewed = session();
        store.put(renewed, Duration.ofMillis(200));
        store.put(renewed, LONG);
        outlive(Duration.ofMillis(300));
        assertThat(store.find(renewed.id())).contains(renewed);
        assertThat(store.sessions()).containsExactly(renewed);
    }

    @Test
    void aRenewalMayAlsoBringTheEndNearer() {
        LiveSession session = session();
        store.put(session, LONG);
        store.put(session, Duration.ofMillis(100));
        await("it is forgotten", () -> store.find(session.id()).isEmpty());
        assertThat(store.sessions()).isEmpty();
    }

    @Test
    void aRenewalBringsWhatHasChanged() {
        LiveSession session = session();
        store.put(session, LONG);
        LiveSession changed = changed(session, "mse");
        store.put(changed, LONG);
        assertThat(store.find(session.id())).contains(changed);
        assertThat(store.sessions()).containsExactly(changed);
    }

    @Test
    void anExpiredSessionCanComeBack() {
        LiveSession session = session();
        store.put(session, Duration.ofMillis(100));
        await("it is forgotten", () -> store.find(session.id()).isEmpty());
        store.put(session, LONG);
        outlive(Duration.ofMillis(200));
        assertThat(store.sessions()).containsExactly(session);
    }

    @Test
    void theListOfOneMomentDoesNotChange() {
        LiveSession first = session();
        store.put(first, LONG);
        List<LiveSession> before = store.sessions();
        store.put(session(), LONG);
        store.remove(first.id());
        assertThat(before).containsExactly(first);
    }

    @Test
    void severalThreadsLoseNothing() throws Exception {
        List<Future<List<LiveSession>>> kept = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            kept.add(threads.submit(() -> {
                List<LiveSession> mine = new ArrayList<>();
                for (int j = 0; j < EACH; j++) {
                    LiveSession session = session();
                    store.put(session, LONG);
                    assertThat(store.find(session.id())).contains(session);
                    if (j % 2 == 0) {
                        store.remove(session.id());
                    } else {
                        mine.add(session);
                    }
                    assertThat(store.sessions()).containsAll(mine);
                }
                return mine;
            }));
        }
        List<LiveSession> all = new ArrayList<>();
        for (Future<List<LiveSession>> future : kept) {
            all.addAll(future.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
        all.sort(Comparator.comparing(LiveSession::id));
        assertThat(store.sessions()).containsExactlyElementsOf(all);
    }

    @Test
    void oneThatIsRenewedIsAlwaysThereAndAlwaysWhole() throws Exception {
        LiveSession one = session();
        LiveSession other = changed(one, "mse");
        store.put(one, LONG);
        AtomicBoolean over = new AtomicBoolean();
        Future<?> writer = threads.submit(() -> {
            for (int i = 0; i < 300; i++) {
                store.put(i % 2 == 0 ? other : one, LONG);
            }
            over.set(true);
        });
        List<Future<?>> readers = new ArrayList<>();
        for (int i = 1; i < THREADS / 2; i++) {
            readers.add(threads.submit(() -> {
                do {
                    Optional<LiveSession> found = store.find(one.id());
                    assertThat(found).isPresent();
                    assertThat(found.orElseThrow()).isIn(one, other);
                    assertThat(store.sessions()).hasSize(1).isSubsetOf(one, other);
                } while (!over.get() && !writer.isDone());
            }));
        }
        writer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        for (Future<?> reader : readers) {
            reader.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(store.find(one.id())).contains(one);
    }

    /** Returns when a session of that life, put now, has been forgotten: so the time has passed by the store's clock. */
    private void outlive(Duration time) {
        LiveSession probe = session();
        store.put(probe, time);
        await("the time passes", () -> store.find(probe.id()).isEmpty());
        store.remove(probe.id());
    }
}
