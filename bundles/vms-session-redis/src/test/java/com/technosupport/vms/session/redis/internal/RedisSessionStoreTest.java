package com.technosupport.vms.session.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.live.SessionStore;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.tck.SessionStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

class RedisSessionStoreTest extends SessionStoreContract {

    private static RedisServer server;

    @BeforeAll
    static void startServer() throws Exception {
        Assumptions.assumeTrue(
                RedisServer.isInstalled(), "redis-server is not installed: apt-get install redis-server");
        server = RedisServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected SessionStore create() {
        try (RedisClient redis = RedisClient.create(server.url())) {
            redis.flushDB();
        }
        return new RedisSessionStore(server.url());
    }

    @Override
    protected void destroy(SessionStore made) {
        ((RedisSessionStore) made).close();
    }

    @Test
    void anotherServerSeesTheSameSessions() {
        LiveSession session = session(StreamRole.SUB, "mse", true, Instant.parse("2026-07-01T10:00:00.123456789Z"));
        store.put(session, Duration.ofMinutes(1));
        try (RedisSessionStore other = new RedisSessionStore(server.url())) {
            assertThat(other.find(session.id())).contains(session);
            other.remove(session.id());
        }
        assertThat(store.sessions()).isEmpty();
    }

    @Test
    void foreignAndDamagedEntriesAreLeftOut() {
        LiveSession session = session(StreamRole.MAIN, "webrtc", false, Instant.EPOCH);
        store.put(session, Duration.ofMinutes(1));
        try (RedisClient redis = RedisClient.create(server.url())) {
            redis.set("vms:live:session:x", "{\"id\":7}");
            redis.set("vms:live:session:y", "[".repeat(100_000));
            for (int i = 0; i < 3000; i++) {
                redis.set("other:" + i, "x");
            }
        }
        assertThat(store.sessions()).containsExactly(session);
    }

    @Test
    void aServerThatFallsAndComesBackIsSaidAndUsedAgain() throws Exception {
        LiveSession session = session(StreamRole.MAIN, "webrtc", false, Instant.EPOCH);
        RedisSessionStore redis = (RedisSessionStore) store;
        server.close();
        try {
            assertThatExceptionOfType(VmsException.class)
                    .isThrownBy(() -> store.put(session, Duration.ofMinutes(1)))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BUSY))
                    .withMessageNotContaining("planted");
            assertThat(redis.problem()).startsWith("Redis cannot be used").doesNotContain("planted");
        } finally {
            server.resume();
        }
        store.put(session, Duration.ofMinutes(1));
        assertThat(store.find(session.id())).contains(session);
        assertThat(redis.problem()).isEmpty();
    }

    @Test
    void whoFindsEveryConnectionInUseIsRefusedInTime() {
        RedisSessionStore redis = (RedisSessionStore) store;
        List<AutoCloseable> taken = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            taken.add(redis.borrow());
        }
        try {
            assertThatExceptionOfType(VmsException.class)
                    .isThrownBy(redis::sessions)
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BUSY));
        } finally {
            taken.forEach(connection -> {
                try {
                    connection.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
        assertThat(redis.sessions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "redis", "http://127.0.0.1", "redis://", "redis://:secret-word@ho st:1", "redis:/x"})
    void whatIsNoUrlIsRefusedWithoutItsPassword(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedisSessionStore(url))
                .withMessageNotContaining("secret-word");
    }

    @Test
    void aUrlNeedsNoPort() {
        // Nothing is connected to before the first call.
        new RedisSessionStore("redis://user:pa%3Ass@localhost").close();
        new RedisSessionStore("rediss://localhost/3").close();
    }
}
