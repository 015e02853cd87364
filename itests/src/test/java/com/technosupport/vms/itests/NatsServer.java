package com.technosupport.vms.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Debian's nats-server with JetStream, on a free loopback port. */
public final class NatsServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/sbin/nats-server");

    private final Path directory;
    private final int port;
    private Process process;

    private NatsServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    public static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    public static NatsServer start(Path directory) throws IOException, InterruptedException {
        assumeTrue(isInstalled(), "nats-server is missing; install it by: apt-get install nats-server");
        Files.createDirectories(directory);
        NatsServer server = new NatsServer(directory, Ports.free());
        server.restart();
        return server;
    }

    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    public Map<String, String> environment() {
        return Map.of("VMS_NATS_URL", url());
    }

    public void restart() throws IOException, InterruptedException {
        process = new ProcessBuilder(List.of(
                        PROGRAM.toString(),
                        "-a",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "--jetstream",
                        "--store_dir",
                        directory.resolve("stream").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("nats.log").toFile()))
                .start();
        Await.until("NATS answers", Duration.ofSeconds(30), this::answers);
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As a power cut would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
