package com.technosupport.vms.devices.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.driver.DeviceHttp.Response;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that go on and on, over sockets. */
class StreamTest {

    private static final Credential CREDENTIAL = new Credential("Mufasa", "Circle of Life");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=boundary\r\nContent-Length: 7\r\n\r\n";
    private static final String REFUSAL =
            "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\nContent-Length: 0\r\n\r\n";
    private static final String PART = "--boundary\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\none\r\n";

    @TempDir
    private Path folder;

    private final SocketDeviceHttp http = new SocketDeviceHttp("127.0.0.1", CREDENTIAL, Optional.empty());
    private final BlockingQueue<String> parts = new LinkedBlockingQueue<>();
    /** Lets a server's answer go on. */
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void end() {
        over.countDown();
    }

    private Response stream(URI uri, Duration silence) throws InterruptedException {
        return http.stream(Request.get(uri).within(Duration.ofSeconds(20)), silence, part -> {
            parts.add(new String(part.body(), StandardCharsets.ISO_8859_1));
            return !parts.contains("enough");
        });
    }

    private void say(OutputStream output, String... pieces) throws IOException {
        for (String piece : pieces) {
            output.write(piece.getBytes(StandardCharsets.ISO_8859_1));
            output.flush();
        }
    }

    private void awaitOver() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HostileServer endless(boolean secure, String... pieces) throws Exception {
        HostileServer.Answer answer = (request, output) -> {
            say(output, pieces);
            awaitOver();
        };
        return secure ? SecureDevice.serving(folder, "device", answer) : new HostileServer(answer);
    }

    @Test
    void readsToTheEndWhateverLengthWasAnnounced() throws Exception {
        try (HostileServer server = HostileServer.saying(HEAD + PART + PART + "--boundary--\r\n")) {
            Response response = stream(server.uri("/"), LONG);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEmpty();
            assertThat(parts).containsExactly("one", "one");
        }
    }

    @Test
    void readsChunksAsTheyCome() throws Exception {
        String chunked = HEAD.replace("Content-Length: 7", "Transfer-Encoding: chunked");
        List<String> pieces = new ArrayList<>(List.of(chunked));
        for (String piece : List.of(PART.substring(0, 20), PART.substring(20), PART + PART.substring(0, 3))) {
            pieces.add(Integer.toHexString(piece.length()) + ";x=y\r\n" + piece);
            pieces.add("\r\n");
        }
        try (HostileServer server = endless(false, pieces.toArray(String[]::new))) {
            Listening listening = new Listening(server, LONG);
            assertThat(parts.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
            assertThat(parts.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
            listening.interrupt();
            over.countDown();
        }
        parts.clear();
        try (HostileServer server = HostileServer.saying(chunked + "5a\r\n" + PART)) {
            assertThat(codeOf(() -> stream(server.uri("/"), LONG))).isEqualTo(ErrorCode.DEVICE_UNREACHABLE);
        }
        // A long stream's chunks are no head, however many there are.
        String chunk = Integer.toHexString(PART.length()) + "\r\n" + PART + "\r\n";
        parts.clear();
        try (HostileServer server = HostileServer.saying(chunked + chunk.repeat(20_000) + "0\r\n\r\n")) {
            assertThat(stream(server.uri("/"), LONG).status()).isEqualTo(200);
            assertThat(parts).hasSize(20_000);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsItAtOnce(boolean secure) throws Exception {
        try (HostileServer server = endless(secure, HEAD, PART)) {
            Listening listening = new Listening(server, LONG);
            assertThat(parts.poll(20, TimeUnit.SECONDS)).isEqualTo("one");
            long begin = System.nanoTime();
            listening.interrupt();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void silenceEndsItAndDribbleDoesNot(boolean secure) throws Exception {
        HostileServer.Answer dribble = (request, output) -> {
            say(output, HEAD);
            try {
                for (int i = 0; i < PART.length(); i++) {
                    output.write(PART.charAt(i));
                    output.flush();
                    if (over.await(20, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            awaitOver();
        };
        try (HostileServer server =
                secure ? SecureDevice.serving(folder, "device", dribble) : new HostileServer(dribble)) {
            assertThatThrownBy(() -> stream(uri(server), Duration.ofMillis(1200)))
                    .isInstanceOfSatisfying(VmsException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNREACHABLE);
                        assertThat(e.getMessage()).contains("said nothing for 1 s");
                    });
            assertThat(parts).containsExactly("one");
            over.countDown();
        }
    }

    @Test
    void theReaderMayEndIt() throws Exception {
        try (HostileServer server =
                endless(false, HEAD, PART, PART.replace("one", "enough").replace("3", "6"), PART)) {
            assertThat(stream(server.uri("/"), LONG).status()).isEqualTo(200);
            assertThat(parts).containsExactly("one", "enough");
            over.countDown();
        }
    }

    @Test
    void tooLargeAPartEndsIt() throws Exception {
        try (HostileServer server = new HostileServer((request, output) -> {
            say(output, HEAD, "--boundary\r\n\r\n{");
            while (true) {
                output.write(new byte[64 << 10]);
            }
        })) {
            assertThat(codeOf(() -> stream(server.uri("/"), LONG))).isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        }
    }

    @Test
    void whatIsNoSuccessOrHasNoPartsIsAnAnswerAsAnyOther() throws Exception {
        for (String answer : List.of(
                "HTTP/1.1 404 No\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Length: 4\r\n\r\npage",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\npage",
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\npage")) {
            try (HostileServer server = HostileServer.saying(answer)) {
                assertThat(new String(stream(server.uri("/"), LONG).body(), StandardCharsets.US_ASCII))
                        .isEqualTo("page");
                assertThat(parts).isEmpty();
            }
        }
    }

    @Test
    void thePasswordIsTriedOnceAndThenTheStreamBegins() throws Exception {
        try (HostileServer server = new HostileServer(
                (request, output) -> say(output, request.contains("Authorization: Digest") ? HEAD + PART : REFUSAL))) {
            assertThat(stream(server.uri("/"), LONG).status()).isEqualTo(200);
            assertThat(parts).containsExactly("one");
            assertThat(server.requests).hasSize(2);
        }
        try (HostileServer server = HostileServer.saying(REFUSAL)) {
            assertThat(codeOf(() -> stream(server.uri("/"), LONG))).isEqualTo(ErrorCode.BAD_CREDENTIALS);
            assertThat(server.requests).hasSize(2);
        }
    }

    private static ErrorCode codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        AtomicReference<ErrorCode> code = new AtomicReference<>();
        assertThatThrownBy(call).isInstanceOfSatisfying(VmsException.class, e -> code.set(e.code()));
        return code.get();
    }

    private static URI uri(HostileServer server) {
        return server.isSecure() ? URI.create("https://127.0.0.1:" + server.port() + "/") : server.uri("/");
    }

    /** A thread that reads a stream. */
    private final class Listening {

        private final AtomicReference<Throwable> thrown = new AtomicReference<>();
        private final Thread thread;

        Listening(HostileServer server, Duration silence) {
            thread = new Thread(
                    () -> {
                        try {
                            stream(uri(server), silence);
                        } catch (InterruptedException | RuntimeException e) {
                            thrown.set(e);
                        }
                    },
                    "listening");
            thread.start();
        }

        void interrupt() throws InterruptedException {
            thread.interrupt();
            thread.join(20_000);
            assertThat(thread.isAlive()).isFalse();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        }
    }
}
