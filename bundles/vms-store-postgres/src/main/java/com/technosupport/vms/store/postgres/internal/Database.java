package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to the database, whether it is there or not. One thread connects, brings the schema up to date, watches, and
 * begins again when the database went away; meanwhile every call fails at once. The health check {@code database} says why.
 */
@Component(
        service = {Database.class, HealthCheck.class},
        immediate = true,
        configurationPid = "com.technosupport.vms.store",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = StoreConfiguration.class)
public final class Database implements HealthCheck {

    private static final Logger log = LoggerFactory.getLogger(Database.class);

    private static final String DEFAULT_USER = "vms";
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration WATCH = Duration.ofSeconds(2);
    private static final int POOL_WAIT_MILLIS = 3_000;
    private static final int VALIDATION_SECONDS = 2;

    /** Work in one transaction. What it throws takes the transaction back. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** What keeps a copy of something in the database. */
    @FunctionalInterface
    interface Reader {

        /** Called on the database's thread each time it has become usable, before that is said to anybody else. */
        void databaseReady();
    }

    private final Optional<Origin> configured;
    private final Optional<String> misconfigured;
    private final int poolSize;
    private final Backup backup;
    private final List<Reader> readers = new CopyOnWriteArrayList<>();

    /** Wakes the thread: a failure to look into, another server, a new reader, or the end. */
    private final Semaphore wake = new Semaphore(0);

    private final Thread thread = new Thread(this::run, "vms-store-database");
    private volatile Optional<DataSource> embedded = Optional.empty();
    private volatile Optional<HikariDataSource> pool = Optional.empty();
    private volatile Optional<String> problem = Optional.of("The database is being connected");
    private volatile boolean unread;
    private volatile boolean closed;

    /** Starts to connect; returns at once. */
    @Activate
    public Database(StoreConfiguration configuration) {
        this(
                configuration.dbUrl(),
                configuration.dbUser(),
                configuration._dbPassword(),
                configuration.poolSize(),
                Path.of(configuration.dataDirectory()));
    }

    /** For use without a container. */
    Database(String dbUrl, String dbUser, String dbPassword, int poolSize, Path dataDirectory) {
        Optional<Origin> origin = Optional.empty();
        Optional<String> mistake = Optional.empty();
        if (!dbUrl.isBlank()) {
            try {
                origin = Optional.of(Origin.of(dbUrl, dbUser.isBlank() ? DEFAULT_USER : dbUser, dbPassword));
            } catch (IllegalArgumentException e) {
                mistake = Optional.of(e.getMessage());
            }
        }
        this.configured = origin;
        this.misconfigured = mistake;
        this.poolSize = poolSize;
        this.backup = new Backup(dataDirectory.resolve("restore"));
        thread.start();
    }

    @Reference(
            target = "(vms.database=embedded)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEmbedded(DataSource source) {
        embedded = Optional.of(source);
        wake.release();
    }

    /** Returns when no connection to it is left, so that the server can stop. */
    void unbindEmbedded(DataSource source) {
        if (embedded.filter(source::equals).isEmpty()) {
            return;
        }
        embedded = Optional.empty();
        if (configured.isEmpty()) {
            problem = Optional.of("The embedded database has stopped");
            closePool();
            wake.release();
        }
    }

    /** Closes all connections and waits for the thread's end. */
    @Deactivate
    public void close() {
        closed = true;
        // Not interrupted: it may be writing a file, and it waits for nothing but this and the database, which is
        // bounded.
        wake.release();
        closePool();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(15));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Optional<String> problem() {
        return problem;
    }

    boolean ready() {
        return problem.isEmpty();
    }

    void addReader(Reader reader) {
        readers.add(reader);
        unread = true;
        wake.release();
    }

    void removeReader(Reader reader) {
        readers.remove(reader);
    }

    /**
     * Runs work in a transaction.
     *
     * @throws VmsException {@link ErrorCode#STORE_UNAVAILABLE} within a few seconds when the database does not answer, at once
     *     when that is known already
     */
    <T> T transact(Work<T> work) {
        HikariDataSource current = pool.orElseThrow(
                () -> new VmsException(ErrorCode.STORE_UNAVAILABLE, "The database is not there at the moment"));
        try (Connection connection = current.getConnection()) {
            try {
                T result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            if (Problems.unavailable(e) || current.isClosed()) {
                wake.release();
                log.debug("A transaction failed", e);
                throw Problems.unavailable(e)
                        ? Problems.of(e)
                        : new VmsException(ErrorCode.STORE_UNAVAILABLE, "The database has gone away", e);
            }
            throw Problems.of(e);
        }
    }

    private static void rollback(Connection connection, Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        while (!closed) {
            try {
                Optional<Origin> origin = misconfigured.isPresent()
                        ? Optional.empty()
                        : configured.or(() -> embedded.map(Origin::embedded));
                if (origin.isEmpty()) {
                    problem = misconfigured.or(() -> Optional.of("The embedded database is not there yet"));
                    wake.acquire();
                    wake.drainPermits();
                    continue;
                }
                if (connect(origin.get())) {
                    wait = FIRST_WAIT;
                    watch(origin.get());
                }
                closePool();
                if (wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread.
                break;
            }
        }
        closePool();
        problem = Optional.of("The database is disconnected");
    }

    private boolean connect(Origin origin) {
        try {
            long start = System.nanoTime();
            Migrations.run(origin, ZoneId.systemDefault());
            backup.restore(origin);
            open(origin);
            read();
            problem = Optional.empty();
            log.info("Database ready at {} in {} ms", origin.description(), (System.nanoTime() - start) / 1_000_000);
            return true;
        } catch (SQLException e) {
            log.debug("Connecting failed", e);
            fail(Problems.sentence(e, origin.description()));
        } catch (SchemaException e) {
            log.debug("The schema cannot be used", e);
            fail(e.getMessage());
        } catch (VmsException e) {
            log.debug("Reading failed", e);
            fail("The database at " + origin.description() + " could not be read: " + e.getMessage());
        } catch (RuntimeException e) {
            log.error("Connecting to the database failed", e);
            fail("The database at " + origin.description() + " cannot be used: see the log");
        }
        return false;
    }

    private void open(Origin origin) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setPoolName("vms-store");
        config.setDataSource(origin.source());
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(1);
        config.setAutoCommit(false);
        config.setConnectionTimeout(POOL_WAIT_MILLIS);
        config.setValidationTimeout(TimeUnit.SECONDS.toMillis(VALIDATION_SECONDS));
        config.setInitializationFailTimeout(-1);
        HikariDataSource opened = new HikariDataSource(config);
        synchronized (this) {
            if (closed
                    || (configured.isEmpty()
                            && embedded.filter(origin.source()::equals).isEmpty())) {
                opened.close();
                throw new SQLException("The database has gone away", "08006");
            }
            pool = Optional.of(opened);
        }
    }

    private void read() {
        unread = false;
        for (Reader reader : readers) {
            reader.databaseReady();
        }
    }

    /** Returns when the database does not answer any more, or another one is to be used. */
    private void watch(Origin origin) throws InterruptedException {
        while (!closed) {
            wake.tryAcquire(WATCH.toMillis(), TimeUnit.MILLISECONDS);
            wake.drainPermits();
            Optional<HikariDataSource> current = pool;
            if (current.isEmpty()
                    || (configured.isEmpty()
                            && embedded.filter(origin.source()::equals).isEmpty())) {
                return;
            }
            try {
                probe(current.get());
                if (unread) {
                    read();
                }
            } catch (SQLException e) {
                log.debug("The database does not answer", e);
                fail(Problems.sentence(e, origin.description()));
                return;
            } catch (VmsException e) {
                fail("The database at " + origin.description() + " could not be read: " + e.getMessage());
                return;
            }
        }
    }

    /** With all connections at work, their own outcome tells as much. */
    private void probe(HikariDataSource current) throws SQLException {
        if (current.getHikariPoolMXBean().getActiveConnections() >= poolSize) {
            return;
        }
        try (Connection connection = current.getConnection()) {
            if (!connection.isValid(VALIDATION_SECONDS)) {
                throw new SQLException("no answer", "08006");
            }
        }
    }

    /** Logged when it changes, not at each try. */
    private void fail(String why) {
        if (!closed && !problem.equals(Optional.of(why))) {
            log.error("{}", why);
        }
        problem = Optional.of(why);
    }

    private synchronized void closePool() {
        Optional<HikariDataSource> old = pool;
        pool = Optional.empty();
        old.ifPresent(HikariDataSource::close);
    }
}
