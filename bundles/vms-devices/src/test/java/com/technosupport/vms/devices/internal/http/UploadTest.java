package com.technosupport.vms.devices.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceHttp.Authentication;
import com.technosupport.vms.api.driver.DeviceHttp.BodyWriter;
import com.technosupport.vms.api.driver.DeviceHttp.Request;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are made while they are sent, over sockets. */
class UploadTest {

    private static final Credential CREDENTIAL = new Credential("Mufasa", "Circle of Life");
    private static final String REFUSAL =
            "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\nContent-Length: 0\r\n\r\n";
    private static final String LET_IN = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final SocketDeviceHttp http = new SocketDeviceHttp("127.0.0.1", CREDENTIAL, Optional.empty());
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private Device device;

    @AfterEach
    void end() throws Exception {
        over.countDown();
        device.close();
    }

    /** Answers the first request by a challenge, and takes what follows the second. */
    private final class Device implements AutoCloseable {

        private final ServerSocket server;
        private final Thread thread;
        private final String early;
        private final boolean reads;

        /** @param early said once the head was read; may be empty */
        Device(String early, boolean reads) throws IOException {
            this.early = early;
            this.reads = reads;
            server = new ServerSocket();
            server.setReceiveBufferSize(8192);
            server.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            thread = new Thread(this::serve, "upload-device");
            thread.start();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/speech");
        }

        private void serve() {
            for (int i = 0; i < 2; i++) {
                try (Socket socket = server.accept()) {
                    heads.add(head(socket.getInputStream()));
                    socket.getOutputStream().write((i == 0 ? REFUSAL : early).getBytes(StandardCharsets.ISO_8859_1));
                    if (i > 0 && reads) {
                        bodies.add(socket.getInputStream().readAllBytes());
                    } else if (i > 0) {
                        over.await();
                    }
                } catch (IOException | InterruptedException e) {
                    return;
                }
            }
        }

        private static String head(InputStream input) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = input.read();
                if (next < 0) {
                    throw new IOException("no request");
                }
                head.write(next);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException, InterruptedException {
            server.close();
            thread.join();
        }
    }

    private void upload(BodyWriter writer) throws InterruptedException {
        http.upload(
                new Request(
                        "PUT",
                        device.uri(),
                        Map.of("Content-Type", "application/octet-stream", "Content-Length", "0"),
                        Optional.empty(),
                        Authentication.ON_DEMAND,
                        Duration.ofSeconds(20)),
                writer);
    }

    @ParameterizedTest
    @ValueSource(strings = {LET_IN, ""})
    void whatIsWrittenFollowsTheHeadThatWasLetIn(String early) throws Exception {
        device = new Device(early, true);
        upload(body -> {
            body.write(new byte[] {1, 2});
            body.write(new byte[] {3});
        });
        assertThat(bodies.poll(20, TimeUnit.SECONDS)).containsExactly(1, 2, 3);
        assertThat(heads).hasSize(2);
        assertThat(heads.remove()).startsWith("PUT /speech HTTP/1.1").doesNotContain("Authorization");
        assertThat(heads.remove())
                .contains("Authorization: Digest username=\"Mufasa\"", "Content-Length: 0\r\n")
                .doesNotContain("chunked");
    }

    @ParameterizedTest
    @CsvSource({"401, BAD_CREDENTIALS", "403, DEVICE_PROTOCOL", "503, DEVICE_PROTOCOL"})
    void aRefusalIsToldAndNothingIsMade(int status, ErrorCode code) throws Exception {
        device = new Device("HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\n\r\n", true);
        assertThatThrownBy(() -> upload(body -> {
                    throw new AssertionError("it was not let in");
                }))
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aDeviceThatTakesNothingAnyMoreIsGivenUp() throws Exception {
        device = new Device(LET_IN, false);
        assertThatThrownBy(() -> upload(body -> {
                    while (true) {
                        body.write(new byte[16 << 10]);
                    }
                }))
                .isInstanceOfSatisfying(VmsException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_UNREACHABLE);
                    assertThat(e).hasMessageContaining("takes nothing any more");
                });
    }

    @Test
    void aWriterThatWaitsForTheDeviceEndsOnInterrupt() throws Exception {
        device = new Device(LET_IN, false);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread uploading = new Thread(() -> {
            try {
                upload(body -> {
                    begun.countDown();
                    while (true) {
                        body.write(new byte[16 << 10]);
                    }
                });
            } catch (InterruptedException | RuntimeException e) {
                thrown.set(e);
            }
        });
        uploading.start();
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        uploading.interrupt();
        uploading.join(20_000);
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }
}
