package com.technosupport.vms.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Debian's PostgreSQL as an administrator's own server, on a free loopback port. It refuses root, so root lends it an account. */
public final class PostgresServer implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String PASSWORD = "planted-Database-3e1f";

    private final Path programs;
    private final Path data;
    private final int port;
    private boolean running;

    private PostgresServer(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    public static boolean isInstalled() {
        try {
            return programs().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    public static PostgresServer start(Path directory) throws IOException, InterruptedException {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "PostgreSQL is missing; install it by: apt-get install postgresql");
        // Below /tmp itself, since the account that it runs as may not enter a private test directory.
        Path data = Files.createTempDirectory("vms-postgres-");
        Files.createDirectories(directory);
        PostgresServer server = new PostgresServer(programs.get(), data, Ports.free());
        Path password = data.resolve("password");
        Files.writeString(password, PASSWORD);
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        if (root()) {
            server.command(List.of("chown", "-R", "postgres:postgres", data.toString()), false);
        }
        server.command(
                List.of(
                        programs.get().resolve("initdb").toString(),
                        "--username=vms",
                        "--auth=scram-sha-256",
                        "--pwfile=" + password,
                        "--encoding=UTF8",
                        data.resolve("cluster").toString()),
                true);
        server.restart();
        return server;
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (var versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .max(Comparator.naturalOrder());
        }
    }

    void restart() throws IOException, InterruptedException {
        control(
                "start",
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + data,
                "-l",
                data.resolve("server.log").toString());
        running = true;
    }

    void stop() throws IOException, InterruptedException {
        control("stop", "-m", "fast");
        running = false;
    }

    public Map<String, String> environment() {
        return Map.of(
                "VMS_DB_URL",
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "VMS_DB_USER",
                "vms",
                "VMS_DB_PASSWORD",
                PASSWORD);
    }

    /** What {@code psql} prints for a command or a statement, without headings. */
    public String psql(String text) throws IOException, InterruptedException {
        Path output = Files.createTempFile("vms-psql-", ".out");
        ProcessBuilder builder = new ProcessBuilder(
                        programs.resolve("psql").toString(),
                        "-X",
                        "-q",
                        "-A",
                        "-t",
                        "-v",
                        "ON_ERROR_STOP=1",
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-U",
                        "vms",
                        "-d",
                        "postgres",
                        "-c",
                        text)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("PGPASSWORD", PASSWORD);
        int status = builder.start().waitFor();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        if (status != 0) {
            throw new IOException("psql: " + printed);
        }
        return printed;
    }

    private void control(String action, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                programs.resolve("pg_ctl").toString(),
                "-w",
                "-D",
                data.resolve("cluster").toString()));
        command.addAll(Arrays.asList(options));
        command.add(action);
        command(command, true);
    }

    private void command(List<String> command, boolean asPostgres) throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>();
        if (asPostgres && root()) {
            whole.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        whole.addAll(command);
        Path output = Files.createTempFile("vms-postgres-", ".out");
        Process process = new ProcessBuilder(whole)
                .directory(Path.of("/tmp").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(Duration.ofMinutes(1).toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + printed);
        }
    }

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (running) {
            stop();
        }
        try (var files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
