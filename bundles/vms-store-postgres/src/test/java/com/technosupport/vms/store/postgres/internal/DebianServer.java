package com.technosupport.vms.store.postgres.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real server of Debian's package on a free port, under an account that is not root. */
final class DebianServer implements AutoCloseable {

    static final String USER = "vms";
    static final String PASSWORD = "planted-database-password";

    private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");

    private final Path directory;
    private final int port;
    private Process process;

    /** @param directory may be made accessible to other accounts */
    DebianServer(Path directory) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(BIN.resolve("postgres")),
                "PostgreSQL 15 is not installed: apt-get install postgresql-15");
        this.directory = directory;
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        run(
                "initdb",
                "-D",
                data(),
                "-U",
                USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync");
        start();
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    int port() {
        return port;
    }

    String url() {
        return url(port);
    }

    static String url(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    void start() throws Exception {
        process = builder(
                        "postgres",
                        "-D",
                        data(),
                        "-c",
                        "port=" + port,
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "fsync=off")
                .start();
        Await.until(() -> "server is not up: " + log(), () -> {
            try (Connection connection = connect()) {
                return connection.isValid(2);
            } catch (SQLException e) {
                return false;
            }
        });
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Cuts its clients off. */
    void stop() throws Exception {
        run("pg_ctl", "stop", "-D", data(), "-m", "fast", "-w");
        process.waitFor(10, TimeUnit.SECONDS);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void reset() throws SQLException {
        execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    }

    private void run(String program, String... arguments) throws Exception {
        Process run = builder(program, arguments).start();
        if (!run.waitFor(60, TimeUnit.SECONDS) || run.exitValue() != 0) {
            run.destroyForcibly();
            throw new IllegalStateException(program + " failed: " + log());
        }
    }

    private ProcessBuilder builder(String program, String... arguments) throws IOException {
        List<String> line = new ArrayList<>();
        if ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
            line.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        line.add(BIN.resolve(program).toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
        return builder;
    }

    @Override
    public void close() throws Exception {
        if (process != null && process.isAlive()) {
            run("pg_ctl", "stop", "-D", data(), "-m", "immediate", "-w");
        }
        // Its files belong to another account when root runs the tests; the directory above is ours.
        new ProcessBuilder("rm", "-rf", data()).start().waitFor();
    }

    static String text(Path file) throws IOException {
        return Files.readString(file, UTF_8);
    }
}
