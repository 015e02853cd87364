package com.technosupport.vms.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What clients see of a server that starts, whose web is replaced, and that has a certificate of its owner's. */
class StartTest {

    private static final List<String> PATHS = List.of("/health/ready", "/api/auth/me", "/");
    private static final int CLIENTS_PER_PATH = 2;
    private static final String STORE_PASSWORD = "planted-Store-4c19e0";

    private Path directory;

    @BeforeEach
    void prepare(TestInfo test) throws IOException {
        directory = Server.freshDirectory(test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void impatientClientsSeeNothingWrongAndTheOwnersCertificateIsServed() throws Exception {
        Path store = directory.resolve("own.p12");
        Path certificate = directory.resolve("own.pem");
        Path key = directory.resolve("own.key");
        makeCertificate(store, certificate, key);
        try (Server server = Server.startOnly(
                directory.resolve("data"),
                Map.of("VMS_TLS_CERT", certificate.toString(), "VMS_TLS_KEY", key.toString()))) {
            try (Clients clients = new Clients(server)) {
                server.awaitReady();
                clients.awaitAnswers(Map.of("/health/ready", 200, "/api/auth/me", 401, "/", 200));
                server.console("bundle:update " + bundle(server));
                clients.awaitAnswers(Map.of("/health/ready", 200, "/api/auth/me", 401, "/", 200));
                assertThat(clients.wrong()).isEmpty();
            }
            assertThat(server.log()).doesNotContain("NullPointerException", "writeError");
            assertOwnCertificateIsServed(server, store);
            assertThat(server.log()).doesNotContain(STORE_PASSWORD);
        }
    }

    private static String bundle(Server server) throws IOException, InterruptedException {
        return server.console("bundle:list -s -t 0")
                .replaceAll("\u001b\\[[;\\d]*m", "")
                .lines()
                .filter(line -> line.strip().endsWith("com.technosupport.vms.web"))
                .map(line -> line.strip().split("\\D")[0])
                .findFirst()
                .orElseThrow();
    }

    /** A client that trusts this certificate alone is satisfied, names checked. */
    private static void assertOwnCertificateIsServed(Server server, Path store)
            throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        try (InputStream content = new FileInputStream(store.toFile())) {
            own.load(content, STORE_PASSWORD.toCharArray());
        }
        X509Certificate expected = (X509Certificate) own.getCertificate("own");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("own", expected);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", server.httpsPort)) {
            socket.startHandshake();
            assertThat(socket.getSession().getPeerCertificates()).containsExactly(expected);
        }
        HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
        assertThat(client.send(
                                HttpRequest.newBuilder(
                                                URI.create("https://localhost:" + server.httpsPort + "/health/ready"))
                                        .timeout(Duration.ofSeconds(10))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    private void makeCertificate(Path store, Path certificate, Path key) throws IOException, InterruptedException {
        run(
                "keytool",
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=vms.example",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                STORE_PASSWORD);
        List<String> export =
                List.of("openssl", "pkcs12", "-in", store.toString(), "-passin", "pass:" + STORE_PASSWORD);
        run(export, "-nokeys", "-out", certificate.toString());
        run(export, "-nocerts", "-nodes", "-out", key.toString());
    }

    private static void run(List<String> command, String... more) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        run(all.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command[0] + " failed: " + printed);
        }
    }

    /** Ask on and on from before the server listens, and note what they are not to see. */
    private static final class Clients implements AutoCloseable {

        private static final Set<Integer> RIGHT = Set.of(200, 401, 503);

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Set<String> wrong = new ConcurrentSkipListSet<>();
        private final Map<String, Integer> last = new java.util.concurrent.ConcurrentHashMap<>();
        private final List<Thread> threads = new ArrayList<>();

        Clients(Server server) {
            for (String path : PATHS) {
                for (int i = 0; i < CLIENTS_PER_PATH; i++) {
                    Thread thread = new Thread(() -> ask(server.http().resolve(path)), "client-" + path + "-" + i);
                    threads.add(thread);
                    thread.start();
                }
            }
        }

        private void ask(URI address) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(Duration.ofSeconds(60))
                    .build();
            try {
                while (!stopped.get()) {
                    try {
                        int status =
                                client.send(request, BodyHandlers.discarding()).statusCode();
                        last.put(address.getPath(), status);
                        if (!RIGHT.contains(status)) {
                            wrong.add(address.getPath() + " " + status + " at " + Instant.now());
                        }
                    } catch (ConnectException e) {
                        last.remove(address.getPath()); // not listening yet
                    } catch (IOException e) {
                        wrong.add(address.getPath() + " " + e + " at " + Instant.now());
                    }
                    Thread.sleep(5); // a pace that leaves the server its share of the processor
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Waits until each path's newest answer is as given. */
        void awaitAnswers(Map<String, Integer> expected) throws InterruptedException {
            Await.until(
                    "the answers are " + expected + ", wrong so far: " + wrong,
                    Duration.ofMinutes(1),
                    () -> last.equals(expected));
        }

        Set<String> wrong() {
            return new TreeSet<>(wrong);
        }

        @Override
        public void close() throws InterruptedException {
            stopped.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
