package com.technosupport.vms.bus.nats.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real server of NATS, on a port of its own. */
final class NatsServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/nats-server");

    private final Path directory;
    private final List<String> options;
    private final int port;
    private Process process;

    /** @param directory where it keeps what it keeps */
    NatsServer(Path directory, String... options) throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM), "nats-server is not installed: apt-get install nats-server");
        this.directory = directory;
        this.options = List.of(options);
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        start();
    }

    static NatsServer keeping(Path directory) throws Exception {
        return new NatsServer(
                directory,
                "--jetstream",
                "--store_dir",
                directory.resolve("stream").toString());
    }

    String url() {
        return "nats://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    void start() throws Exception {
        List<String> line =
                new ArrayList<>(List.of(PROGRAM.toString(), "-a", "127.0.0.1", "-p", Integer.toString(port)));
        line.addAll(options);
        process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("nats.log").toFile()))
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "nats-server does not start: " + Files.readString(directory.resolve("nats.log")));
            }
            Thread.sleep(10);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As by a power cut. */
    void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    void stop() throws Exception {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            kill();
        }
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}
