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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketDeviceHttpTest {

    private static final Credential CREDENTIAL = new Credential("Mufasa", "Circle of Life");
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final SocketDeviceHttp http = new SocketDeviceHttp("127.0.0.1", CREDENTIAL, Optional.empty());

    private static ErrorCode codeOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        AtomicReference<ErrorCode> code = new AtomicReference<>();
        assertThatThrownBy(call).isInstanceOfSatisfying(VmsException.class, e -> {
            code.set(e.code());
            assertThat(e.getMessage()).doesNotContain("Circle of Life");
        });
        return code.get();
    }

    private ErrorCode failure(String answer) throws IOException {
        try (HostileServer server = HostileServer.saying(answer)) {
            return codeOf(() -> http.send(Request.get(server.uri("/")).within(Duration.ofSeconds(2))));
        }
    }

    @Test
    void readsAnAnswerOfEachShape() throws Exception {
        for (String answer : List.of(
                OK,
                "HTTP/1.0 200\r\n\r\nok",
                "HTTP/1.1 100 Continue\r\n\r\n" + OK,
                "HTTP/1.1 200 OK\nContent-Length: 2\nno header at all\n\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\no\r\n1\r\nk\r\n0\r\n\r\n")) {
            try (HostileServer server = HostileServer.saying(answer)) {
                Response response = http.send(Request.get(server.uri("/a?b=c")));
                assertThat(response.status()).isEqualTo(200);
                assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("ok");
                assertThat(server.requests.get(0)).startsWith("GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:");
            }
        }
    }

    @Test
    void whatIsNoHttpIsSaidToBeNone() throws IOException {
        assertThat(failure("SSH-2.0-OpenSSH_9.2\r\n")).isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        assertThat(failure("HTTP/1.1 999 What\r\n\r\n")).isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        assertThat(failure("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")).isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        assertThat(failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"))
                .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        assertThat(failure("HTTP/1.1 100 Continue\r\n\r\n".repeat(100))).isEqualTo(ErrorCode.DEVICE_PROTOCOL);
    }

    @Test
    void tooMuchIsRefusedBeforeItIsRead() throws IOException {
        assertThat(failure("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"))
                .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        assertThat(failure("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffff\r\n"))
                .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        assertThat(failure("HTTP/1.1 200 OK\r\nX: " + "y".repeat(64 << 10) + "\r\n\r\n"))
                .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        assertThat(failure("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(20_000) + "\r\n"))
                .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
    }

    @Test
    void endlessBodiesEnd() throws IOException {
        byte[] noise = new byte[64 << 10];
        try (HostileServer server = new HostileServer((request, output) -> {
            output.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                output.write(noise);
            }
        })) {
            assertThat(codeOf(() -> http.send(Request.get(server.uri("/"))))).isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        }
    }

    @Test
    void slowAnswersEndAtTheLimitHoweverTheyDribble() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (HostileServer server = new HostileServer((request, output) -> {
            output.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            try {
                while (!over.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    output.write('y');
                    output.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            long begin = System.nanoTime();
            assertThat(codeOf(() -> http.send(Request.get(server.uri("/")).within(Duration.ofMillis(500)))))
                    .isEqualTo(ErrorCode.DEVICE_UNREACHABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
            over.countDown();
        }
    }

    @Test
    void anInterruptEndsARequestAtOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (HostileServer server = new HostileServer((request, output) -> {
            asked.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                try {
                    http.send(Request.get(server.uri("/")).within(Duration.ofSeconds(60)));
                } catch (InterruptedException | RuntimeException e) {
                    thrown.set(e);
                }
            });
            caller.start();
            asked.await();
            caller.interrupt();
            caller.join(5000);
            over.countDown();

            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void nothingThereIsUnreachable() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(codeOf(() -> http.send(Request.get(URI.create("http://127.0.0.1:" + port + "/")))))
                .isEqualTo(ErrorCode.DEVICE_UNREACHABLE);
        SocketDeviceHttp unknown = new SocketDeviceHttp("no-such-host.invalid", CREDENTIAL, Optional.empty());
        assertThat(codeOf(() -> unknown.send(Request.get(URI.create("http://no-such-host.invalid/")))))
                .isEqualTo(ErrorCode.DEVICE_UNREACHABLE);
        assertThat(failure("")).isEqualTo(ErrorCode.DEVICE_UNREACHABLE);
        assertThat(failure("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"))
                .isEqualTo(ErrorCode.DEVICE_UNREACHABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    })
    void answersTheExampleOfRfc7616(String algorithm, String response) {
        Challenge challenge = Challenge.parse(
                        List.of(
                                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm="
                                        + algorithm
                                        + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""))
                .get(0);
        String clientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

        String header = Authorization.digest(challenge, CREDENTIAL, "GET", "/dir/index.html", new byte[0], clientNonce);

        assertThat(header)
                .contains("response=\"" + response + "\"")
                .contains("qop=auth, nc=00000001")
                .contains("opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    }

    @Test
    void answersTheOldFormWithoutQop() {
        // RFC 2069, section 2.4, with the response as its errata correct it.
        Challenge challenge = Challenge.parse(
                        List.of("Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""))
                .get(0);
        String header = Authorization.digest(
                challenge, new Credential("Mufasa", "CircleOfLife"), "GET", "/dir/index.html", new byte[0], "x");

        assertThat(header)
                .contains("response=\"1949323746fe6a43ef61f9606e7febea\"")
                .doesNotContain("qop");
    }

    @Test
    void takesTheStrongestOfSeveralChallenges() {
        List<Challenge> challenges = Challenge.parse(List.of(
                "Basic realm=\"a, b\", Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"",
                "Digest realm=\"r\", nonce=\"n2\", algorithm=SHA-256, qop=\"auth\"",
                "Digest realm=\"r\", nonce=\"n3\", algorithm=FUTURE",
                "Negotiate abc=="));
        assertThat(challenges).hasSize(5);
        assertThat(challenges.get(0).parameter("realm")).isEqualTo("a, b");
        assertThat(Authorization.answer(challenges, CREDENTIAL, "GET", "/", new byte[0]))
                .hasValueSatisfying(
                        header -> assertThat(header).contains("nonce=\"n2\"").contains("algorithm=SHA-256"));
    }

    private static String unauthorized(String challenge) {
        return "HTTP/1.1 401 No\r\nWWW-Authenticate: " + challenge + "\r\nContent-Length: 0\r\n\r\n";
    }

    private static HostileServer demanding(String challenge, String afterwards) throws IOException {
        return new HostileServer((request, output) ->
                output.write((request.contains("Authorization:") ? afterwards : unauthorized(challenge))
                        .getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void logsInWhenAsked() throws Exception {
        try (HostileServer server = demanding("Basic realm=\"x\"", OK)) {
            assertThat(http.send(Request.get(server.uri("/"))).status()).isEqualTo(200);
            assertThat(server.requests.get(1)).contains("Authorization: Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl\r\n");
        }
    }

    @Test
    void theAnonymousAreNotLoggedIn() throws Exception {
        try (HostileServer server = demanding("Basic realm=\"x\"", OK)) {
            assertThat(http.send(Request.get(server.uri("/")).anonymous()).status())
                    .isEqualTo(401);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void aRefusedPasswordIsTriedOnceASession() throws Exception {
        String no = unauthorized("Digest realm=\"r\", nonce=\"m\"");
        try (HostileServer server = demanding("Digest realm=\"r\", nonce=\"n\"", no)) {
            assertThat(codeOf(() -> http.send(Request.get(server.uri("/"))))).isEqualTo(ErrorCode.BAD_CREDENTIALS);
            assertThat(codeOf(() -> http.send(Request.get(server.uri("/"))))).isEqualTo(ErrorCode.BAD_CREDENTIALS);
            assertThat(server.requests)
                    .filteredOn(request -> request.contains("Authorization:"))
                    .hasSize(1);
        }
    }

    @Test
    void aStaleNonceIsReplacedOnce() throws Exception {
        String stale = unauthorized("Digest realm=\"r\", nonce=\"m\", stale=TRUE");
        try (HostileServer server = demanding("Digest realm=\"r\", nonce=\"n\"", stale)) {
            assertThat(codeOf(() -> http.send(Request.get(server.uri("/"))))).isEqualTo(ErrorCode.BAD_CREDENTIALS);
            assertThat(server.requests)
                    .filteredOn(request -> request.contains("Authorization:"))
                    .hasSize(2);
        }
    }

    @Test
    void aLockIsSaidToBeOne() throws Exception {
        String body = "<userCheck><lockStatus>lock</lockStatus></userCheck>";
        String locked = "HTTP/1.1 401 No\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (HostileServer server = demanding("Digest realm=\"r\", nonce=\"n\"", locked)) {
            assertThat(codeOf(() -> http.send(Request.get(server.uri("/"))))).isEqualTo(ErrorCode.DEVICE_LOCKED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | <userCheck><lockStatus>lock</lockStatus><unlockTime>1800</unlockTime></userCheck> | 1800",
                "403 | {\"ErrorCode\":268632081,\"RmLock\":1795} | 1795",
                "403 | Error: RmLock 90 | 90",
                "403 | {\"RmLock\":true} | 0",
                "403 | This page is locked | -1"
            })
    void aLockIsSaidToBeOneWithItsTime(int status, String body, int seconds) throws Exception {
        String answer = "HTTP/1.1 " + status + " No\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        try (HostileServer server = demanding("Digest realm=\"r\", nonce=\"n\"", answer)) {
            if (seconds < 0) {
                assertThat(http.send(Request.get(server.uri("/"))).status()).isEqualTo(403);
                return;
            }
            Instant before = Instant.now();
            assertThatThrownBy(() -> http.send(Request.get(server.uri("/"))))
                    .isInstanceOfSatisfying(VmsException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.DEVICE_LOCKED);
                        if (seconds == 0) {
                            assertThat(e.retryAt()).isEmpty();
                        } else {
                            assertThat(e.retryAt().orElseThrow())
                                    .isBetween(
                                            before.plusSeconds(seconds),
                                            Instant.now().plusSeconds(seconds));
                        }
                    });
        }
    }

    @Test
    void withoutAPasswordADemandIsBadCredentials() throws Exception {
        SocketDeviceHttp nameless = new SocketDeviceHttp("127.0.0.1", Credential.NONE, Optional.empty());
        try (HostileServer server = demanding("Basic realm=\"x\"", OK)) {
            assertThat(codeOf(() -> nameless.send(Request.get(server.uri("/")))))
                    .isEqualTo(ErrorCode.BAD_CREDENTIALS);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void followsRedirectsAtTheSameHostOnly() throws Exception {
        try (HostileServer other = HostileServer.saying(OK);
                HostileServer server = new HostileServer((request, output) -> redirect(request, output, other))) {
            assertThat(http.send(Request.get(server.uri("/same"))).status()).isEqualTo(200);
            assertThat(codeOf(() -> http.send(Request.get(server.uri("/elsewhere")))))
                    .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
            assertThat(codeOf(() -> http.send(Request.get(server.uri("/loop")))))
                    .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
            assertThat(other.requests).hasSize(1);
        }
        assertThat(codeOf(() -> http.send(Request.get(URI.create("http://127.0.0.2/")))))
                .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        assertThat(codeOf(() -> http.send(Request.get(URI.create("file:///etc/passwd")))))
                .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
    }

    private static void redirect(String request, OutputStream output, HostileServer other) throws IOException {
        String to = request.startsWith("GET /same ")
                ? other.uri("/").toString()
                : request.startsWith("GET /elsewhere ") ? "http://127.0.0.2/" : "/loop";
        output.write(("HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aHeaderCannotSmuggleALine() {
        Request request = new Request(
                "GET",
                URI.create("http://127.0.0.1:1/"),
                Map.of("X", "y\r\nZ: w"),
                Optional.empty(),
                com.technosupport.vms.api.driver.DeviceHttp.Authentication.NONE,
                Duration.ofSeconds(1));
        assertThatThrownBy(() -> http.send(request)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
                "<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>",
                "<!DOCTYPE html><html></html>",
                "<a>&undefined;</a>",
                "<a><b></a>",
                "no xml",
                ""
            })
    void hostileXmlIsRefused(String xml) {
        assertThat(codeOf(() -> http.parseXml(xml.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
    }

    @Test
    void deepAndWideXmlIsRefused() {
        String deep = "<a>".repeat(1000) + "</a>".repeat(1000);
        String wide = "<a>" + "<b/>".repeat(300_000) + "</a>";
        assertThat(codeOf(() -> http.parseXml(deep.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
        assertThat(codeOf(() -> http.parseXml(wide.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(ErrorCode.DEVICE_PROTOCOL);
    }

    @Test
    void readsProperXmlWithItsNamespaces() {
        var root = http.parseXml("<?xml version=\"1.0\"?><x:a xmlns:x=\"urn:x\" b=\"1\">t<![CDATA[<]]></x:a>"
                        .getBytes(StandardCharsets.UTF_8))
                .getDocumentElement();
        assertThat(root.getLocalName()).isEqualTo("a");
        assertThat(root.getNamespaceURI()).isEqualTo("urn:x");
        assertThat(root.getAttribute("b")).isEqualTo("1");
        assertThat(root.getTextContent()).isEqualTo("t<");
    }
}
