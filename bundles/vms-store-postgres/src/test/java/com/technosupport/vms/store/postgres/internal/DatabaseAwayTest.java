package com.technosupport.vms.store.postgres.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.AuditLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is not there, goes, freezes and comes back. */
class DatabaseAwayTest {

    private static final byte[] SEALED = {7, 7};

    /** The longest a caller waits: for a connection, and then for an answer. */
    private static final Duration BOUND = Duration.ofSeconds(9);

    @TempDir
    static Path directory;

    @TempDir
    Path dataDirectory;

    private static DebianServer server;
    private final Vault vault = new Vault();

    @BeforeAll
    static void start() throws Exception {
        server = new DebianServer(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private Database database;
    private PostgresCameraStore cameras;

    @BeforeEach
    void reset() throws Exception {
        server.reset();
    }

    @AfterEach
    void close() {
        if (cameras != null) {
            cameras.close();
            database.close();
        }
    }

    private void open(int port, String password) {
        close();
        database = new Database(DebianServer.url(port), DebianServer.USER, password, 4, dataDirectory);
        cameras = new PostgresCameraStore(database, vault, dataDirectory);
    }

    private void openReady() throws Exception {
        open(server.port(), DebianServer.PASSWORD);
        fresh();
    }

    private void fresh() throws Exception {
        Await.until(() -> "stale: " + database.problem(), () -> !cameras.stale());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void assertUnavailable(Runnable call) {
        long start = System.nanoTime();
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
    }

    @Test
    void camerasAreKnownFromTheCopyWhenTheDatabaseIsAwayAtTheStart() throws Exception {
        openReady();
        Camera gate = Samples.camera("gate", "serial:1");
        Camera yard = Samples.camera("yard", "serial:2");
        cameras.insert(gate, SEALED);
        cameras.insert(yard, SEALED);
        cameras.delete(yard.id());

        open(freePort(), DebianServer.PASSWORD);
        assertThat(cameras.all()).containsExactly(gate);
        assertThat(cameras.sealedCredential(gate.id())).isEqualTo(SEALED);
        assertThat(cameras.stale()).isTrue();
        assertUnavailable(() -> cameras.insert(yard, SEALED));
        assertUnavailable(() -> cameras.update(gate, Optional.empty()));
        assertUnavailable(() -> cameras.delete(gate.id()));
        assertUnavailable(() -> new PostgresUserStore(database).users());
        assertThat(Await.problem(database, "cannot be reached")).doesNotContain(DebianServer.PASSWORD);
        assertThat(cameras.all()).containsExactly(gate);
    }

    @Test
    void theCopyIsPrivateAndTellsNothing() throws Exception {
        openReady();
        cameras.insert(Samples.camera("gate-of-the-bank", "serial:1"), SEALED);
        Path copy = dataDirectory.resolve("last-known/cameras");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        assertThat(new String(Files.readAllBytes(copy), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("gate-of-the-bank")
                .doesNotContain("192.0.2.7");
    }

    @Test
    void aCopyThatWasTamperedWithIsRefusedAndWrittenAnew() throws Exception {
        openReady();
        cameras.insert(Samples.camera("gate", "serial:1"), SEALED);
        Path copy = dataDirectory.resolve("last-known/cameras");
        byte[] bytes = Files.readAllBytes(copy);
        bytes[bytes.length / 2] ^= 1;
        Files.write(copy, bytes);

        open(freePort(), DebianServer.PASSWORD);
        assertThat(cameras.all()).isEmpty();

        openReady();
        assertThat(cameras.all()).hasSize(1);
        open(freePort(), DebianServer.PASSWORD);
        assertThat(cameras.all()).hasSize(1);
    }

    @Test
    void aServerThatStopsAndComesBackIsUsedAgain() throws Exception {
        openReady();
        Camera gate = Samples.camera("gate", "serial:1");
        cameras.insert(gate, SEALED);
        PostgresAuditLog log = new PostgresAuditLog(database, Samples.CLOCK, 3);
        try {
            server.stop();
            assertUnavailable(() -> cameras.insert(Samples.camera("yard", "serial:2"), SEALED));
            Await.until(() -> "not noticed", () -> !database.ready());
            assertThat(cameras.stale()).isTrue();
            assertThat(cameras.all()).containsExactly(gate);
            // One batch may be in hand beside the three that wait.
            for (int i = 0; i < 20; i++) {
                log.append(new AuditLog.Entry(Samples.NOW, "admin", "a" + i, "", "", ""));
            }
            assertThat(log.lost()).isBetween(13L, 17L);

            server.start();
            fresh();
            cameras.insert(Samples.camera("yard", "serial:2"), SEALED);
            assertThat(cameras.all()).hasSize(2);
            Await.until(
                    () -> "nothing told of the lost",
                    () -> log.newest(50, OptionalLong.empty()).stream()
                            .anyMatch(stored -> stored.entry().action().equals("audit.lost")));
            assertThat(log.lost()).isZero();
        } finally {
            log.close();
        }
    }

    @Test
    void aServerThatFreezesCostsSecondsAndReadsGoOn() throws Exception {
        try (Faucet faucet = new Faucet(server.port())) {
            open(faucet.port(), DebianServer.PASSWORD);
            fresh();
            Camera gate = Samples.camera("gate", "serial:1");
            cameras.insert(gate, SEALED);

            faucet.shut();
            assertUnavailable(() -> cameras.insert(Samples.camera("yard", "serial:2"), SEALED));
            assertThat(cameras.all()).containsExactly(gate);
            Await.until(() -> "not noticed", () -> !database.ready());
            long start = System.nanoTime();
            assertUnavailable(() -> cameras.delete(gate.id()));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));

            server.execute("UPDATE cameras SET name = 'renamed meanwhile'");
            faucet.open();
            fresh();
            assertThat(cameras.all()).extracting(Camera::name).containsExactly("renamed meanwhile");
            cameras.delete(gate.id());
            assertThat(cameras.all()).doesNotContain(gate);
        }
    }

    @Test
    void theReasonIsSaidInWordsWithoutSecrets() throws Exception {
        open(server.port(), "planted-wrong-password");
        assertThat(Await.problem(database, "refuses the login")).doesNotContain("planted");
        close();
        database = new Database(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/nowhere?password=" + DebianServer.PASSWORD,
                DebianServer.USER,
                "",
                2,
                dataDirectory);
        cameras = new PostgresCameraStore(database, vault, dataDirectory);
        assertThat(Await.problem(database, "no such database")).doesNotContain("planted");
        close();
        database = new Database("jdbc:mysql://planted-host/x?password=planted", "u", "", 2, dataDirectory);
        cameras = new PostgresCameraStore(database, vault, dataDirectory);
        assertThat(Await.problem(database, "URL")).doesNotContain("planted");
    }

    @Test
    void aDatabaseMadeByANewerVersionIsLeftAlone() throws Exception {
        openReady();
        close();
        server.execute(
                "INSERT INTO flyway_schema_history VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 1, 'vms', now(), 1, true)");
        open(server.port(), DebianServer.PASSWORD);
        Await.problem(database, "made by a newer version");
        assertUnavailable(() -> new PostgresUserStore(database).users());
    }

    @Test
    void aStrangersTablesAreNotMixedWithOurs() throws Exception {
        server.execute("CREATE TABLE somebody_elses (id int)");
        open(server.port(), DebianServer.PASSWORD);
        Await.problem(database, "could not be brought up to date");
    }

    @Test
    void entriesOfTheAuditLogThatWaitAreWrittenAtTheEnd() throws Exception {
        openReady();
        PostgresAuditLog log = new PostgresAuditLog(database, Samples.CLOCK, 10_000);
        for (int i = 0; i < 2_000; i++) {
            log.append(new AuditLog.Entry(Samples.NOW, "admin", "a" + i, "", "", ""));
        }
        log.close();
        long written = database.transact(connection -> {
            try (var row = connection.createStatement().executeQuery("SELECT count(*) FROM audit_log")) {
                row.next();
                return row.getLong(1);
            }
        });
        assertThat(written).isEqualTo(2_000);
    }

    @Test
    void manyCallersShareFewConnections() throws Exception {
        openReady();
        PostgresUserStore users = new PostgresUserStore(database);
        users.insertUser(Samples.user("admin", Role.ADMIN));
        Thread[] callers = new Thread[40];
        java.util.concurrent.atomic.AtomicInteger answers = new java.util.concurrent.atomic.AtomicInteger();
        for (int i = 0; i < callers.length; i++) {
            callers[i] = new Thread(() -> answers.addAndGet(users.users().size()), "caller-" + i);
            callers[i].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(answers).hasValue(callers.length);
    }
}
