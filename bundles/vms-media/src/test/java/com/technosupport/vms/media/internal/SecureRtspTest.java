package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.media.internal.rtsp.RtspTimes;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.Login;
import com.technosupport.vms.media.internal.source.LoginGate;
import com.technosupport.vms.media.internal.source.Source;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulated camera behind a TLS relay with a certificate of its own making, as cameras with {@code rtsps} have. */
class SecureRtspTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RtspTimes TIMES =
            new RtspTimes(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Map<String, SSLContext> CONTEXTS = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CollectingListener listener = new CollectingListener();
    private final DeviceSources sources = new DeviceSources(List.of(), TIMES, threads, Clock.systemUTC(), true);
    private Simulator simulator;
    private ServerSocket relay;
    /** To the next who connects, and to those after him. */
    private volatile SSLContext shown;

    private volatile SSLContext shownNext;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.builder()
                .discovery(false)
                .multicast(false)
                .credentials("admin", "right")
                .start();
        SSLContext own = context("camera");
        shown = own;
        shownNext = own;
        relay = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    @AfterEach
    void stop() throws Exception {
        sources.close();
        relay.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        simulator.close();
    }

    /** Each made once: it takes a while. */
    private SSLContext context(String name) throws Exception {
        SSLContext made = CONTEXTS.get(name);
        if (made == null) {
            made = newContext(name);
            CONTEXTS.put(name, made);
        }
        return made;
    }

    private SSLContext newContext(String name) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "camera",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (var input = Files.newInputStream(file)) {
            keys.load(input, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private URI plain() {
        return simulator.camera(1).stream(SimulatedCamera.MAIN);
    }

    private void accept() {
        while (!relay.isClosed()) {
            try {
                Socket plain = relay.accept();
                SSLContext now = shown;
                shown = shownNext;
                Socket client = now.getSocketFactory().createSocket(plain, null, true);
                Socket camera = new Socket(plain().getHost(), plain().getPort());
                sockets.add(client);
                sockets.add(camera);
                threads.execute(() -> copy(client, camera));
                threads.execute(() -> copy(camera, client));
            } catch (IOException e) {
                // The test is over, or a client hung up before it was served.
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of both hung up.
        }
    }

    private PipelineRequest request(String password) {
        URI uri = URI.create("rtsps://127.0.0.1:" + relay.getLocalPort() + plain().getRawPath());
        return new PipelineRequest(
                StreamId.next(Clock.systemUTC()),
                CameraId.next(Clock.systemUTC()),
                "gate",
                new RtspSource(uri, RtspSource.Transport.AUTOMATIC),
                new Credential("admin", password),
                PipelineRequest.Demand.ALWAYS);
    }

    private Source open(String password) {
        PipelineRequest request = request(password);
        return sources.open(request, sources.join(request).login(), false, listener);
    }

    @Test
    void videoComesOverTls() throws Exception {
        Source source = open("right");
        listener.await("video", PATIENCE, it -> it.packets.size() >= 20 || !it.failures.isEmpty());
        source.stop();
        assertThat(listener.failures).isEmpty();
        assertThat(listener.transport).isEqualTo("avformat");
        assertThat(listener.formats.get(0).video().orElseThrow().width()).isEqualTo(1280);
    }

    @Test
    void anotherCertificateThanBeforeIsRefusedUntilTheStreamIsSetUpAnew() throws Exception {
        PipelineRequest request = request("right");
        LoginGate.Member account = sources.join(request);
        Source source = sources.open(request, account.login(), false, listener);
        listener.await("video", PATIENCE, it -> !it.packets.isEmpty() || !it.failures.isEmpty());
        source.stop();
        shown = context("other");
        shownNext = shown;

        CollectingListener second = new CollectingListener();
        sources.open(request, account.login(), false, second);
        second.await("the end", PATIENCE, it -> !it.failures.isEmpty());
        assertThat(second.failures.get(0).kind()).isEqualTo(Failure.Kind.REFUSED);
        assertThat(second.failures.get(0).sentence()).contains("another certificate than before");

        CollectingListener third = new CollectingListener();
        Source again = sources.open(request, sources.join(request).login(), false, third);
        third.await("video", PATIENCE, it -> !it.packets.isEmpty() || !it.failures.isEmpty());
        again.stop();
        assertThat(third.failures).isEmpty();
    }

    @Test
    void whoeverStepsBetweenAfterwardsGetsNoPassword() throws Exception {
        long refused = simulator.camera(1).stats().refused();
        shownNext = context("other");
        Source source = open("wrong");
        listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
        source.stop();
        assertThat(listener.failures.get(0).kind()).isEqualTo(Failure.Kind.DEVICE);
        assertThat(simulator.camera(1).stats().refused()).isEqualTo(refused);
    }

    @Test
    void aRefusedPasswordIsToldOverTlsToo() throws Exception {
        Source source = open("wrong");
        listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
        source.stop();
        assertThat(listener.failures.get(0).kind()).isEqualTo(Failure.Kind.REFUSED);
    }

    @Test
    void aRefusedPasswordIsTriedOnceForAllStreams() throws Exception {
        PipelineRequest request = request("wrong");
        LoginGate.Member account = sources.join(request);
        List<CollectingListener> listeners =
                Stream.generate(CollectingListener::new).limit(6).toList();
        List<Source> opened = listeners.stream()
                .map(each -> sources.open(request, account.login(), false, each))
                .toList();
        for (CollectingListener each : listeners) {
            each.await("the end", PATIENCE, it -> !it.failures.isEmpty());
            assertThat(each.failures.get(0).kind()).isEqualTo(Failure.Kind.REFUSED);
            assertThat(each.failures.get(0).sentence())
                    .isEqualTo(listeners.get(0).failures.get(0).sentence());
        }
        opened.forEach(Source::stop);
        assertThat(simulator.camera(1).stats().refused()).isEqualTo(1);
    }

    @Test
    void waitingForAnotherStreamsLoginCanBeStopped() {
        PipelineRequest request = request("right");
        LoginGate.Member account = sources.join(request);
        account.login().ask(new Login.Answer() {
            @Override
            public void go() {
                // And nothing comes of it.
            }

            @Override
            public void refused(String sentence) {
                throw new AssertionError(sentence);
            }
        });
        sources.open(request, account.login(), false, listener).stop();
        sources.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("vms-media-avformat"));
        assertThat(listener.failures).isEmpty();
    }
}
