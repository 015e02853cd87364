package com.technosupport.vms.session.redis.internal;

import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.live.SessionStore;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.util.JedisURIHelper;

/**
 * Keeps each live session under a key of its own, which Redis forgets by itself. Connections are opened when they are needed,
 * so that a Redis that is away holds up no start.
 */
final class RedisSessionStore implements SessionStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisSessionStore.class);
    private static final String PREFIX = "vms:live:session:";
    private static final int MOST_CONNECTIONS = 8;

    /** For a connection to become free or to stand, and for an answer: together what the contract allows. */
    private static final int WAIT_MILLIS = 600;

    private static final int PAGE = 500;
    /** A server full of foreign keys is not searched for ever. */
    private static final int MOST_PAGES = 10_000;

    private final RedisClient redis;
    private volatile String problem = "";

    /** @throws IllegalArgumentException when it is no URL of a Redis; it never holds the URL, which may carry a password */
    RedisSessionStore(String url) {
        URI uri = uri(url);
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder()
                .clientName("techno-support-vms")
                .connectionTimeoutMillis(WAIT_MILLIS)
                .socketTimeoutMillis(WAIT_MILLIS)
                .user(JedisURIHelper.getUser(uri))
                .password(JedisURIHelper.getPassword(uri))
                .database(JedisURIHelper.getDBIndex(uri));
        if (JedisURIHelper.isRedisSSLScheme(uri)) {
            // The host's name and certificate are checked as the JDK does.
            client.sslOptions(SslOptions.defaults());
        }
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(MOST_CONNECTIONS);
        pool.setMaxIdle(MOST_CONNECTIONS);
        pool.setMaxWait(Duration.ofMillis(WAIT_MILLIS));
        // A thread of the library's own would outlive this bundle; a connection that broke is found when it is used.
        pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
        pool.setTestWhileIdle(false);
        pool.setTestOnBorrow(true);
        pool.setJmxEnabled(false);
        redis = RedisClient.builder()
                .hostAndPort(JedisURIHelper.getHostAndPort(uri))
                .clientConfig(client.build())
                .poolConfig(pool)
                .build();
    }

    private static URI uri(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL at position " + e.getIndex());
        }
        boolean known = JedisURIHelper.isRedisScheme(uri) || JedisURIHelper.isRedisSSLScheme(uri);
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException("redis://host or rediss://host is expected");
        }
        // Without a port the library knows no host either.
        return uri.getPort() >= 0
                ? uri
                : URI.create(url.replaceFirst("(//(?:[^/@]*@)?[^/?#]+)", "$1:" + Protocol.DEFAULT_PORT));
    }

    /** Why Redis could not be reached at the latest call; empty when it could. */
    String problem() {
        return problem;
    }

    @Override
    public void put(LiveSession session, Duration timeToLive) {
        if (timeToLive.toMillis() < 1) {
            throw new IllegalArgumentException("no time to live");
        }
        String text = SessionText.write(session);
        call(() -> redis.set(key(session.id()), text, SetParams.setParams().px(timeToLive.toMillis())));
    }

    @Override
    public Optional<LiveSession> find(LiveSessionId id) {
        Objects.requireNonNull(id, "id");
        return Optional.ofNullable(call(() -> redis.get(key(id)))).flatMap(SessionText::read);
    }

    @Override
    public void remove(LiveSessionId id) {
        Objects.requireNonNull(id, "id");
        call(() -> redis.del(key(id)));
    }

    @Override
    public List<LiveSession> sessions() {
        return call(() -> {
            // Redis may name a key twice while its table grows.
            Set<LiveSession> found = new LinkedHashSet<>();
            ScanParams params = new ScanParams().match(PREFIX + "*").count(PAGE);
            String cursor = ScanParams.SCAN_POINTER_START;
            int pages = 0;
            do {
                ScanResult<String> page = redis.scan(cursor, params);
                if (!page.getResult().isEmpty()) {
                    for (String text : redis.mget(page.getResult().toArray(String[]::new))) {
                        Optional.ofNullable(text).flatMap(SessionText::read).ifPresent(found::add);
                    }
                }
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START) && ++pages < MOST_PAGES);
            List<LiveSession> sorted = new ArrayList<>(found);
            sorted.sort(Comparator.comparing(LiveSession::id));
            return List.copyOf(sorted);
        });
    }

    private static String key(LiveSessionId id) {
        return PREFIX + id;
    }

    private <T> T call(Supplier<T> work) {
        try {
            T result = work.get();
            if (!problem.isEmpty()) {
                LOG.info("Redis answers again");
                problem = "";
            }
            return result;
        } catch (JedisException e) {
            // The library names the host and never the password.
            if (problem.isEmpty()) {
                LOG.warn("Redis cannot be used: {}", e.getMessage());
            }
            problem = "Redis cannot be used: " + e.getMessage();
            throw new VmsException(ErrorCode.BUSY, "Live sessions cannot be noted: Redis does not answer", e);
        }
    }

    /** For tests: a connection that is in use at the moment. */
    Connection borrow() {
        return redis.getPool().getResource();
    }

    @Override
    public void close() {
        redis.close();
    }
}
