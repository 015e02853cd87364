package com.technosupport.vms.rules.internal.action;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.rules.internal.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks to a real server, and to hostile ones. */
class WebhookActionTest {

    private record Received(String path, Map<String, String> fields, byte[] body) {}

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:15:30Z"), ZoneOffset.UTC);

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final EnrichedEvent event = Samples.event("DoorOpened");
    private final ActionCall call =
            new ActionCall(event.message().id(), RuleId.next(Samples.CLOCK), "Door \"1\"\u0007", 0, 1);
    private final WebhookAction action = new WebhookAction(new AddressGuard("127.0.0.0/8"), CLOCK, PATIENCE);
    private HttpServer server;
    private int status = 204;
    private String retryAfter;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Map<String, String> fields = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> fields.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            received.add(new Received(
                    exchange.getRequestURI().toString(),
                    fields,
                    exchange.getRequestBody().readAllBytes()));
            if (retryAfter != null) {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
            }
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook/a?b=%20c";
    }

    private void post(WebhookAction by, String url, String secret) {
        Map<String, Object> parameters = new HashMap<>(Map.of("url", url));
        if (secret != null) {
            parameters.put("secret", secret);
        }
        by.check(parameters);
        by.execute(event, parameters, call);
    }

    private void refused(ErrorCode code, Runnable what) {
        assertThatThrownBy(what::run)
                .isInstanceOfSatisfying(
                        VmsException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    @Test
    void theEventIsPostedAndSigned() throws Exception {
        post(action, url(), "planted-secret");
        Received got = received.poll(20, TimeUnit.SECONDS);
        assertThat(got.path()).isEqualTo("/hook/a?b=%20c");
        String body = new String(got.body(), US_ASCII);
        assertThat(body)
                .contains("\"type\":\"DoorOpened\"", event.message().id().toString(), "Door \\\"1\\\"\\u0007");
        assertThat(got.fields().get("idempotency-key")).isEqualTo(call.key());
        assertThat(got.fields().get("content-type")).isEqualTo("application/json");
        String time = Long.toString(CLOCK.instant().getEpochSecond());
        assertThat(got.fields().get("x-vms-timestamp")).isEqualTo(time);
        assertThat(got.fields().get("x-vms-signature"))
                .isEqualTo("sha256=" + WebhookAction.signature("planted-secret", time, got.body()))
                .doesNotContain("planted");
        // RFC 4231, test case 2, so that the signature is what others compute.
        assertThat(WebhookAction.signature("Jefe", "what do ya want for nothing?", new byte[0]))
                .hasSize(64);
        post(action, url(), null);
        assertThat(received.poll(20, TimeUnit.SECONDS).fields()).doesNotContainKey("x-vms-signature");
    }

    @Test
    void theAnswerTellsWhetherToTryAgain() {
        for (int passing : new int[] {500, 503, 429, 408}) {
            status = passing;
            refused(ErrorCode.BUSY, () -> post(action, url(), null));
        }
        status = 404;
        refused(ErrorCode.INVALID_REQUEST, () -> post(action, url(), null));
        status = 503;
        retryAfter = "120";
        assertThatThrownBy(() -> post(action, url(), null))
                .isInstanceOfSatisfying(
                        VmsException.class,
                        e -> assertThat(e.retryAt()).contains(CLOCK.instant().plusSeconds(120)));
    }

    @Test
    void redirectsAreNotFollowed() {
        status = 302;
        refused(ErrorCode.INVALID_REQUEST, () -> post(action, url(), null));
        assertThat(received).hasSize(1);
    }

    @Test
    void whatListensForThisMachineAloneIsNotReached() throws Exception {
        WebhookAction strict = new WebhookAction(new AddressGuard(""), CLOCK, PATIENCE);
        int port = server.getAddress().getPort();
        for (String host : new String[] {
            "127.0.0.1",
            "localhost",
            "127.9.9.9",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "0.0.0.0",
            "[::]",
            "169.254.169.254",
            "[fe80::1]",
            "[2002:7f00:1::]",
            "[64:ff9b::127.0.0.1]",
            "2130706433",
            "224.0.0.1",
            "255.255.255.255"
        }) {
            assertThatThrownBy(() -> post(strict, "http://" + host + ":" + port + "/", null))
                    .as(host)
                    .isInstanceOf(VmsException.class);
        }
        for (InetAddress own :
                InetAddress.getAllByName(InetAddress.getLocalHost().getHostName())) {
            assertThatThrownBy(() -> new AddressGuard("").resolve(own.getHostAddress()))
                    .isInstanceOf(VmsException.class);
        }
        assertThat(received).isEmpty();
        assertThat(new AddressGuard("").resolve("192.0.2.7").getHostAddress()).isEqualTo("192.0.2.7");
        assertThat(new AddressGuard("").resolve("10.1.2.3").getHostAddress())
                .as("private networks are where such servers are")
                .isEqualTo("10.1.2.3");
    }

    /** DNS rebinding: the address that was checked is the one that is connected to, whatever the name stands for afterwards. */
    @Test
    void aNameThatChangesItsMindGainsNothing() throws Exception {
        int port = server.getAddress().getPort();
        InetAddress here = server.getAddress().getAddress();
        // Stands for an address of the outside, which a test does not reach.
        InetAddress outside = InetAddress.getByName("127.0.0.2");
        List<InetAddress> answers = new ArrayList<>(List.of(outside, here, here));
        List<String> asked = new ArrayList<>();
        WebhookAction strict = new WebhookAction(
                new AddressGuard("127.0.0.2", host -> {
                    asked.add(host);
                    return new InetAddress[] {answers.remove(0)};
                }),
                CLOCK,
                PATIENCE);
        String url = "http://rebinding.example:" + port + "/";
        try (ServerSocket there = new ServerSocket(port, 1, outside)) {
            Thread thread = new Thread(() -> answer(there), "outside");
            thread.start();
            post(strict, url, null);
            thread.join();
        }
        assertThat(asked).as("looked up once").containsExactly("rebinding.example");
        refused(ErrorCode.INVALID_REQUEST, () -> post(strict, url, null));
        // One good address among bad ones does not help either.
        WebhookAction both = new WebhookAction(
                new AddressGuard("127.0.0.2", host -> new InetAddress[] {outside, here}), CLOCK, PATIENCE);
        refused(ErrorCode.INVALID_REQUEST, () -> post(both, url, null));
        assertThat(received).as("what listens for this machine alone").isEmpty();
    }

    private static void answer(ServerSocket there) {
        try (Socket client = there.accept();
                InputStream in = client.getInputStream()) {
            in.readNBytes(10);
            client.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes(US_ASCII));
            in.readAllBytes();
        } catch (IOException e) {
            // The client has heard enough.
        }
    }

    @Test
    void onlyUrlsThatSayNoMoreThanWhereTo() {
        for (String url : new String[] {
            "ftp://example.org/",
            "file:///etc/passwd",
            "http:///x",
            "http://u:p@example.org/",
            "http://example.org/#x",
            "nonsense",
            "http://example.org/a b",
            "http://ex\u00e4mple.org/"
        }) {
            refused(ErrorCode.INVALID_REQUEST, () -> action.check(Map.of("url", url)));
        }
        action.check(Map.of("url", "HTTPS://example.org:8443/a?b=c"));
    }

    @Test
    void nobodyThereIsTriedAgain() throws Exception {
        int free;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = probe.getLocalPort();
        }
        refused(ErrorCode.DEVICE_UNREACHABLE, () -> post(action, "http://127.0.0.1:" + free + "/", null));
        WebhookAction impatient = new WebhookAction(new AddressGuard("127.0.0.0/8"), CLOCK, Duration.ofSeconds(1));
        refused(
                ErrorCode.DEVICE_UNREACHABLE,
                () -> post(impatient, "https://127.0.0.1:" + server.getAddress().getPort() + "/", null));
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws Exception {
        try (ServerSocket hostile = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> flood(hostile), "flood");
            thread.start();
            refused(
                    ErrorCode.DEVICE_UNREACHABLE,
                    () -> post(action, "http://127.0.0.1:" + hostile.getLocalPort() + "/", null));
            thread.join();
        }
    }

    private static void flood(ServerSocket hostile) {
        try (Socket client = hostile.accept();
                InputStream in = client.getInputStream()) {
            in.readNBytes(10);
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(US_ASCII));
            byte[] field = "X-More: more and more and more\r\n".getBytes(US_ASCII);
            while (true) {
                client.getOutputStream().write(field);
            }
        } catch (IOException e) {
            // The client has had enough.
        }
    }
}
