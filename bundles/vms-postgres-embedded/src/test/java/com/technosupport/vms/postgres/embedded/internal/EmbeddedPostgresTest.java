package com.technosupport.vms.postgres.embedded.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The life of one data directory, from its making on: the first test makes it, and the others meet it as they find it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedPostgresTest {

    @TempDir
    static Path temporary;

    private static Path dataDirectory;
    private static Running running;

    @BeforeAll
    static void start() throws Exception {
        dataDirectory = temporary.resolve("vms-data");
        // What an interrupted first start leaves behind.
        Path halfMade = Files.createDirectories(dataDirectory.resolve("postgres/data.new/base"));
        Files.writeString(halfMade.resolve("1"), "half");
        Files.createDirectories(dataDirectory.resolve("postgres/bin-18.6.0.new/lib"));
        running = new Running(dataDirectory).awaitReady();
        running.query("CREATE TABLE kept (word text)");
        running.query("INSERT INTO kept VALUES ('confirmed')");
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    @Order(1)
    void keepsWhatItConfirms() throws Exception {
        assertThat(running.query("SHOW fsync")).isEqualTo("on");
        assertThat(running.query("SHOW synchronous_commit")).isEqualTo("on");
        assertThat(running.query("SHOW full_page_writes")).isEqualTo("on");
        assertThat(running.query("SHOW data_checksums")).isEqualTo("on");
        assertThat(running.query("SHOW log_timezone")).isEqualTo("UTC");
        assertThat(running.query("SHOW server_encoding")).isEqualTo("UTF8");
        assertThat(running.query("SELECT datlocale FROM pg_database WHERE datname = 'vms'"))
                .isEqualTo("C.UTF-8");
    }

    @Test
    @Order(2)
    void letsNobodyInWithoutThePassword() throws Exception {
        var wrong = Roles.dataSource(running.source().getPortNumbers()[0], "vms", "vms", "wrong");
        assertThatThrownBy(wrong::getConnection)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password");
        assertThat(running.query("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                .isEqualTo("f");
        for (String secret : new String[] {"postgres.password", "postgres.superuser-password"}) {
            Path file = dataDirectory.resolve("secrets").resolve(secret);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(everythingBut(dataDirectory.resolve("secrets"))).doesNotContain(Files.readString(file));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDirectory.resolve("postgres/data"))))
                .isEqualTo("rwx------");
    }

    private static String everythingBut(Path secrets) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(dataDirectory)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(secrets) && Files.isReadable(file))
                    .filter(file -> file.toString().contains("/log/")
                            || file.toString().endsWith(".conf")
                            || file.toString().endsWith(".log")
                            || file.toString().endsWith("password"))
                    .toList()) {
                text.append(Files.readString(file));
            }
        }
        assertThat(text).isNotEmpty();
        return text.toString();
    }

    @Test
    @Order(3)
    void listensOnLoopbackAlone() throws Exception {
        int port = running.source().getPortNumbers()[0];
        assertThat(running.query("SHOW listen_addresses")).isEqualTo("127.0.0.1");
        try (Socket other = new Socket()) {
            InetSocketAddress elsewhere =
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), port);
            assertThatThrownBy(() -> other.connect(elsewhere, 1000)).isInstanceOf(IOException.class);
        }
    }

    @Test
    @Order(4)
    void theSecondStartIsQuickAndFindsAllAgain() throws Exception {
        int port = running.source().getPortNumbers()[0];
        running.close();
        assertThat(running.published.get()).isNull();
        assertThat(Postmaster.file(dataDirectory.resolve("postgres/data"))).doesNotExist();
        long start = System.nanoTime();
        running = new Running(dataDirectory).awaitReady();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        System.out.println("second start: " + took.toMillis() + " ms");
        assertThat(took).isLessThan(Duration.ofSeconds(5));
        assertThat(running.query("SELECT word FROM kept")).isEqualTo("confirmed");
        assertThat(running.source().getPortNumbers()[0]).isEqualTo(port);
    }

    @Test
    @Order(5)
    void takesAnotherPortWhenItsOwnIsTaken() throws Exception {
        int port = running.source().getPortNumbers()[0];
        running.close();
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            running = new Running(dataDirectory).awaitReady();
            assertThat(running.source().getPortNumbers()[0]).isNotEqualTo(port);
        }
    }

    @Test
    @Order(6)
    void startsAgainWhenTheServerDies() throws Exception {
        long pid = Postmaster.read(dataDirectory.resolve("postgres/data"))
                .orElseThrow()
                .pid();
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
        Await.until(() -> "still published", Running.PATIENCE, () -> running.published.get() == null);
        running.awaitReady();
        assertThat(running.query("SELECT word FROM kept")).isEqualTo("confirmed");
    }

    @Test
    @Order(7)
    void refusesASecondCopyOnTheSameDirectory() throws Exception {
        try (Running second = new Running(dataDirectory)) {
            second.awaitProblem("Another running copy");
        }
        assertThat(running.query("SELECT word FROM kept")).isEqualTo("confirmed");
    }

    @Test
    @Order(8)
    void givesItsRoleThePasswordAgainWhenTheFileWasLost() throws Exception {
        running.close();
        Files.delete(dataDirectory.resolve("secrets/postgres.password"));
        running = new Running(dataDirectory).awaitReady();
        assertThat(running.query("SELECT word FROM kept")).isEqualTo("confirmed");
    }

    @Test
    @Order(9)
    void aStaleProcessFileOfAnotherProgramIsNoHindrance() throws Exception {
        running.close();
        // The number of a process that lives, belongs to the same account, and is no server: this very process.
        Files.writeString(
                Postmaster.file(dataDirectory.resolve("postgres/data")),
                ProcessHandle.current().pid() + "\n" + dataDirectory.resolve("postgres/data")
                        + "\n1\n1\n\n\n\nready\n");
        running = new Running(dataDirectory).awaitReady();
        assertThat(running.query("SELECT word FROM kept")).isEqualTo("confirmed");
    }

    @Test
    @Order(10)
    void damagedProgramsAreUnpackedAgain() throws Exception {
        running.close();
        Path program = dataDirectory.resolve("postgres/bin-18.6.0/bin/postgres");
        Files.write(program, new byte[] {1, 2, 3});
        running = new Running(dataDirectory).awaitReady();
        assertThat(running.query("SELECT word FROM kept")).isEqualTo("confirmed");
    }

    @Test
    @Order(11)
    void leavesTheDatabaseOfAnotherVersionAlone() throws Exception {
        running.close();
        Path version = dataDirectory.resolve("postgres/data/PG_VERSION");
        Files.writeString(version, "17\n");
        try (Running refused = new Running(dataDirectory)) {
            assertThat(refused.awaitProblem("made by PostgreSQL 17")).contains("PostgreSQL 18");
            assertThat(refused.published.get()).isNull();
        }
        Files.writeString(version, "18\n");
        running = new Running(dataDirectory).awaitReady();
        assertThat(running.query("SELECT word FROM kept")).isEqualTo("confirmed");
    }

    @Test
    @Order(12)
    void startsNothingWhenAnotherServerIsConfigured(@TempDir Path unused) {
        try (Running none = new Running("jdbc:postgresql://db.example/vms", unused, 0)) {
            assertThat(none.postgres.problem()).isEmpty();
            assertThat(unused).isEmptyDirectory();
        }
    }
}
