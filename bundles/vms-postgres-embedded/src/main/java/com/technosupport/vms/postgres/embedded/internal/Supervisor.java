package com.technosupport.vms.postgres.embedded.internal;

import com.technosupport.vms.postgres.embedded.internal.EmbeddedPostgres.Publication;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one server running: one thread prepares it, starts it, waits for its end and starts it again, with longer and longer
 * waits while it fails. That thread alone touches the server, so that stopping is: tell it, and wait for it.
 */
final class Supervisor {

    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);

    private static final String PASSWORD = "postgres.password";
    private static final String SUPERUSER_PASSWORD = "postgres.superuser-password";
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(10);

    /** An exit status above this tells the signal that ended a process. */
    private static final int SIGNALLED = 128;

    /** A fast stop, then a hard one, then the end by force. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(45);

    private final Path dataDirectory;
    private final int port;
    private final Publication publication;
    private final Thread thread = new Thread(this::run, "vms-postgres");
    private volatile Optional<String> problem = Optional.of("PostgreSQL is starting");
    private volatile boolean closing;

    Supervisor(Path dataDirectory, int port, Publication publication) {
        this.dataDirectory = dataDirectory;
        this.port = port;
        this.publication = publication;
    }

    void start() {
        thread.start();
    }

    Optional<String> problem() {
        return problem;
    }

    void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(LONGEST_STOP.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.error("PostgreSQL is still stopping; it is left to itself");
        }
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        while (!closing) {
            long start = System.nanoTime();
            try {
                runOnce();
            } catch (ServerException e) {
                fail(e.getMessage());
            } catch (IOException e) {
                fail("PostgreSQL's files cannot be written or read: " + e);
            } catch (InterruptedException e) {
                // Only close() interrupts this thread.
                break;
            } catch (RuntimeException e) {
                log.error("PostgreSQL's supervision failed", e);
                problem = Optional.of("PostgreSQL's supervision failed: see the log");
            }
            if (System.nanoTime() - start > LONGEST_WAIT.toNanos()) {
                wait = FIRST_WAIT;
            }
            if (closing) {
                break;
            }
            try {
                Thread.sleep(wait.toMillis());
            } catch (InterruptedException e) {
                break;
            }
            wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
        }
        problem = Optional.of("PostgreSQL is stopped");
    }

    /** Logged when it changes, not at each try. */
    private void fail(String why) {
        if (closing || Thread.currentThread().isInterrupted()) {
            return;
        }
        if (!problem.equals(Optional.of(why))) {
            log.error("{}", why);
        }
        problem = Optional.of(why);
    }

    private void runOnce() throws IOException, ServerException, InterruptedException {
        Path home = dataDirectory.resolve("postgres");
        if (!Files.isDirectory(home)) {
            Files.createDirectories(home);
        }
        // To be entered by the server's account; what is in it is closed, but for the programs.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        try (FileChannel channel =
                        FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            serve(new Cluster(home));
        }
    }

    /** One process a directory, also between containers that share it. The system gives it back when a process dies. */
    private FileLock lock(FileChannel channel) throws IOException, ServerException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new ServerException("Another running copy of this program uses the data directory " + dataDirectory);
        }
        return lock;
    }

    private void serve(Cluster cluster) throws IOException, ServerException, InterruptedException {
        Binaries binaries = Binaries.unpack(cluster.home());
        boolean exists = cluster.exists(binaries);
        Account account = Account.choose(cluster.home(), cluster.data(), binaries);
        Secrets secrets = new Secrets(dataDirectory.resolve("secrets"));
        String password = secrets.password(PASSWORD);
        if (exists) {
            Server.stopOrphan(cluster);
        } else {
            cluster.create(binaries, account, secrets.password(SUPERUSER_PASSWORD));
        }
        cluster.configure(account);
        if (closing) {
            return;
        }
        long start = System.nanoTime();
        Server server = Server.start(cluster, binaries, account, port);
        try {
            server.awaitReady();
            Roles.ensure(server.port(), password, secrets, SUPERUSER_PASSWORD);
            log.info(
                    "PostgreSQL {} ready in {} ms on 127.0.0.1:{} (process {}, {})",
                    binaries.version(),
                    (System.nanoTime() - start) / 1_000_000,
                    server.port(),
                    server.pid(),
                    account.description());
            Runnable withdraw =
                    publication.publish(Roles.dataSource(server.port(), Roles.ROLE, Roles.DATABASE, password));
            problem = Optional.empty();
            try {
                while (!server.awaitEnd(HOUSEKEEPING)) {
                    server.pruneLogs();
                }
            } finally {
                withdraw(withdraw);
            }
            throw new ServerException(
                    server.status() > SIGNALLED
                            ? "PostgreSQL was killed (signal " + (server.status() - SIGNALLED) + ")"
                            : "PostgreSQL ended by itself: " + server.lastWords());
        } finally {
            stop(server);
        }
    }

    private void withdraw(Runnable withdraw) {
        try {
            withdraw.run();
        } catch (IllegalStateException e) {
            log.debug("The service was unregistered with its bundle", e);
        }
    }

    /** Waiting for the end must not be cut short by the interrupt that asked for it. */
    private void stop(Server server) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            server.stop();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
