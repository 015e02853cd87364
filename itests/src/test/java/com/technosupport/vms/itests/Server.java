package com.technosupport.vms.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real distribution as a process of its own, on free loopback ports, with data that the test can look into. */
public final class Server implements AutoCloseable {

    public static final String ADMIN_PASSWORD = "planted-Admin-7f3c9a";

    private static final Path HOME = Path.of(System.getProperty("vms.distribution"));
    private static final Path NOTHING = Path.of("/dev/null");
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    public final Path data;
    public final int httpPort;
    public final int httpsPort;
    public final int sshPort;
    public final int webrtcPort;
    private final Map<String, String> environment;
    private final FarHost host;
    private final MountSpace mounts;
    private Process process;

    private Server(Path data, Map<String, String> environment, FarHost host, MountSpace mounts) {
        this.data = data;
        this.host = host;
        this.mounts = mounts;
        this.environment = environment;
        this.httpPort = Ports.free();
        this.httpsPort = Ports.free();
        this.sshPort = Ports.free();
        this.webrtcPort = Ports.free();
    }

    /** A directory that is empty now and is kept after the test, so that a failure's log can be read. */
    public static Path freshDirectory(String test) throws IOException {
        Path directory = Path.of("target/servers", test).toAbsolutePath();
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(directory);
    }

    /** Starts a server and awaits that it is ready. */
    public static Server start(Path data, Map<String, String> environment) throws IOException, InterruptedException {
        return ready(startOnly(data, environment));
    }

    /** Starts a server on another host and awaits that it is ready. Its console cannot be reached from here. */
    public static Server startOn(FarHost host, Path data, Map<String, String> environment)
            throws IOException, InterruptedException {
        Server server = new Server(data, environment, host, null);
        server.start();
        return ready(server);
    }

    /** Starts a server that has mounts of its own and awaits that it is ready. */
    static Server startIn(MountSpace mounts, Path data, Map<String, String> environment)
            throws IOException, InterruptedException {
        Server server = new Server(data, environment, null, mounts);
        server.start();
        return ready(server);
    }

    private static Server ready(Server server) throws IOException, InterruptedException {
        try {
            server.awaitReady();
            return server;
        } catch (AssertionError | RuntimeException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    /** Starts a server without waiting for anything. */
    public static Server startOnly(Path data, Map<String, String> environment) throws IOException {
        Server server = new Server(data, environment, null, null);
        server.start();
        return server;
    }

    public void start() throws IOException {
        String program = HOME.resolve("bin/vms").toString();
        List<String> command = host != null
                ? host.command(program, "run")
                : mounts != null ? mounts.command(program, "run") : List.of(program, "run");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Files.createDirectories(data);
        if (host == null && mounts == null) {
            UnpackedPostgres.lend(data);
        }
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(
                data.resolveSibling(data.getFileName() + ".out").toFile()));
        builder.environment().putAll(environment());
        process = builder.start();
    }

    private Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(Map.of(
                "VMS_DATA", data.toString(),
                "VMS_HTTP_PORT", Integer.toString(httpPort),
                "VMS_HTTPS_PORT", Integer.toString(httpsPort),
                "VMS_HTTPS_BIND", "127.0.0.1",
                "VMS_SSH_PORT", Integer.toString(sshPort),
                "VMS_WEBRTC_PORT", Integer.toString(webrtcPort),
                "VMS_WEBRTC_ADDRESSES", "127.0.0.1",
                "VMS_ADMIN_PASSWORD", ADMIN_PASSWORD));
        if (host != null) {
            all.putAll(Map.of(
                    "VMS_HTTP_BIND", "0.0.0.0", "VMS_HTTPS_BIND", "0.0.0.0", "VMS_WEBRTC_ADDRESSES", FarHost.ADDRESS));
        }
        all.putAll(environment);
        return all;
    }

    public void awaitReady() throws IOException, InterruptedException {
        Await.until("the server is ready (its log is in " + data + "/log)", START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the server ended by itself; see " + data + "/log: " + output());
            }
            return new Api(this).ready();
        });
        if (host == null && mounts == null) {
            UnpackedPostgres.keep(data);
        }
    }

    public URI http() {
        return URI.create("http://" + (host == null ? "127.0.0.1" : FarHost.ADDRESS) + ":" + httpPort);
    }

    /** What it wrote to its terminal. */
    public String output() {
        return read(data.resolveSibling(data.getFileName() + ".out"));
    }

    public String log() {
        return read(data.resolve("log/vms.log"));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a console command over SSH and returns what it printed. */
    public String console(String command) throws IOException, InterruptedException {
        return tool("console", command);
    }

    /** The same with something on its standard input, such as a password. */
    public String console(String command, String input) throws IOException, InterruptedException {
        Path file = Files.createTempFile("console", ".in");
        try {
            Files.writeString(file, input);
            return run(environment(), file, "console", command);
        } finally {
            Files.delete(file);
        }
    }

    /** Runs {@code bin/vms} with this server's environment, such as for a backup, and returns what it printed. */
    public String tool(String... arguments) throws IOException, InterruptedException {
        return run(environment(), NOTHING, arguments);
    }

    /** Runs {@code bin/vms} on a data directory that no server runs on. */
    public static String toolOn(Path data, String... arguments) throws IOException, InterruptedException {
        return run(Map.of("VMS_DATA", data.toString()), NOTHING, arguments);
    }

    private static String run(Map<String, String> environment, Path input, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/vms").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(input.toFile()));
        builder.environment().putAll(environment);
        Process tool = builder.start();
        String printed = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!tool.waitFor(60, TimeUnit.SECONDS) || tool.exitValue() != 0) {
            tool.destroyForcibly();
            throw new IOException(String.join(" ", arguments) + " failed: " + printed);
        }
        return printed;
    }

    /** Of the JVM, which {@code bin/vms} becomes. */
    public long pid() {
        return process.pid();
    }

    /** Ends the JVM as a power cut would, and nothing else. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** Stops it as an administrator would. */
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the server did not stop within a minute of SIGTERM");
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            stop();
        }
    }
}
