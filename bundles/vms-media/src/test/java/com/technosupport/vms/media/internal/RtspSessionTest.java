package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.media.internal.ScriptedServer.Request;
import com.technosupport.vms.media.internal.rtsp.RtspLoop;
import com.technosupport.vms.media.internal.rtsp.RtspSession;
import com.technosupport.vms.media.internal.rtsp.RtspTimes;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.LoginGate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Our RTSP client against devices with habits. Sound alone (G.711) is enough to see packets come. */
class RtspSessionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String SOUND = "Content-Type: application/sdp\n\nv=0\nm=audio 0 RTP/AVP 0\na=control:track1\n";

    private final RtspLoop loop;
    private final CollectingListener listener = new CollectingListener();
    private final LoginGate.Member account = new LoginGate().join("127.0.0.1", new Credential("admin", "secret"));

    RtspSessionTest() throws IOException {
        loop = new RtspLoop("rtsp-test", Clock.systemUTC());
    }

    @AfterEach
    void end() {
        loop.close();
        assertThat(loop.size()).isZero();
    }

    private RtspSession open(URI uri, RtspSource.Transport transport) {
        return open(uri, transport, listener);
    }

    private RtspSession open(URI uri, RtspSource.Transport transport, CollectingListener listener) {
        RtspTimes times = new RtspTimes(
                Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(2));
        return RtspSession.open(
                loop,
                "test",
                new RtspSource(uri, transport),
                new InetSocketAddress(uri.getHost(), uri.getPort()),
                account.login(),
                times,
                true,
                listener);
    }

    private static byte[] frame(int channel, int sequence) {
        ByteBuffer frame = ByteBuffer.allocate(4 + 12 + 8);
        frame.put((byte) '$').put((byte) channel).putShort((short) 20);
        frame.put((byte) 0x80).put((byte) 0).putShort((short) sequence);
        frame.putInt(sequence * 160).putInt(42).put(new byte[8]);
        return frame.array();
    }

    private static String plain(Request request) {
        return switch (request.method()) {
            case "OPTIONS" -> "200 OK\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN";
            case "DESCRIBE" -> "200 OK\n" + SOUND;
            case "SETUP" -> "200 OK\nSession: abc;timeout=2\nTransport: " + request.header("Transport");
            default -> "200 OK";
        };
    }

    private void sounds() throws InterruptedException {
        listener.await("sound", PATIENCE, it -> !it.packets.isEmpty());
    }

    @Test
    void framesBeforeTheAnswerToPlayAndKeepAliveByOptions() throws Exception {
        AtomicReference<Integer> sequence = new AtomicReference<>(1);
        try (ScriptedServer server = new ScriptedServer((request, wire) -> {
            if (request.method().equals("PLAY") || request.method().equals("OPTIONS")) {
                wire.write(frame(0, sequence.getAndUpdate(it -> it + 1)));
            }
            return plain(request);
        })) {
            RtspSession session = open(server.uri("/s"), RtspSource.Transport.AUTOMATIC);
            // The first came before PLAY was answered, the others with answers to keep-alives.
            listener.await("sound", PATIENCE, it -> it.packets.size() >= 3);
            assertThat(server.requests).extracting(Request::method).startsWith("OPTIONS", "DESCRIBE", "SETUP", "PLAY");
            assertThat(server.requests.get(3).header("Session")).isEqualTo("abc");
            assertThat(server.requests.get(2).uri())
                    .isEqualTo(server.uri("/s/track1").toString());
            assertThat(server.requests).extracting(Request::method).doesNotContain("GET_PARAMETER");
            session.stop();
            loop.close();
            assertThat(server.requests.get(server.requests.size() - 1).method()).isEqualTo("TEARDOWN");
        }
    }

    @Test
    void automaticTurnsToUdpWhereTcpIsNotSupported() throws Exception {
        AtomicInteger port = new AtomicInteger();
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                ScriptedServer server = new ScriptedServer((request, wire) -> {
                    if (request.method().equals("SETUP")
                            && request.header("Transport").contains("TCP")) {
                        return "461 Unsupported Transport";
                    }
                    if (request.method().equals("SETUP")) {
                        Matcher found = Pattern.compile("client_port=(\\d+)").matcher(request.header("Transport"));
                        assertThat(found.find()).isTrue();
                        port.set(Integer.parseInt(found.group(1)));
                        return "200 OK\nSession: abc\nTransport: RTP/AVP;unicast;client_port=" + port.get()
                                + ";server_port=" + socket.getLocalPort();
                    }
                    if (request.method().equals("PLAY")) {
                        byte[] packet = Arrays.copyOfRange(frame(0, 7), 4, 24);
                        InetAddress client = InetAddress.getLoopbackAddress();
                        socket.send(new DatagramPacket(packet, packet.length, client, port.get()));
                    }
                    return plain(request);
                })) {
            open(server.uri("/s"), RtspSource.Transport.AUTOMATIC);
            sounds();
            assertThat(listener.transport).isEqualTo("rtsp/udp");
        }
    }

    @Test
    void tcpAloneDoesNot() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                (request, wire) -> request.method().equals("SETUP") ? "461 Unsupported Transport" : plain(request))) {
            open(server.uri("/s"), RtspSource.Transport.TCP);
            listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
            assertThat(listener.failures.get(0).kind()).isEqualTo(Failure.Kind.UNSUPPORTED);
        }
    }

    @Test
    void redirectsAreFollowedOnTheSameHost() throws Exception {
        AtomicReference<ScriptedServer> self = new AtomicReference<>();
        try (ScriptedServer server = new ScriptedServer((request, wire) -> {
            if (request.method().equals("DESCRIBE") && request.uri().endsWith("/old")) {
                return "302 Moved\nLocation: " + self.get().uri("/new");
            }
            if (request.method().equals("PLAY")) {
                wire.write(frame(0, 1));
            }
            return plain(request);
        })) {
            self.set(server);
            open(server.uri("/old"), RtspSource.Transport.TCP);
            sounds();
        }
    }

    @Test
    void redirectsToAnotherHostAreNot() throws Exception {
        try (ScriptedServer server = new ScriptedServer((request, wire) ->
                request.method().equals("DESCRIBE") ? "302 Moved\nLocation: rtsp://203.0.113.7/x" : plain(request))) {
            open(server.uri("/old"), RtspSource.Transport.TCP);
            listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
            assertThat(listener.failures.get(0).sentence()).contains("redirects");
        }
    }

    @Test
    void requestsOfTheDeviceAreAnswered() throws Exception {
        try (ScriptedServer server = new ScriptedServer((request, wire) -> {
            if (request.method().equals("PLAY")) {
                wire.write("OPTIONS * RTSP/1.0\r\nCSeq: 77\r\n\r\nFETCH * RTSP/1.0\r\nCSeq: 78\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
                wire.write(frame(0, 1));
            }
            return plain(request);
        })) {
            open(server.uri("/s"), RtspSource.Transport.TCP);
            sounds();
            listener.await("the watchdog", PATIENCE, it -> !it.failures.isEmpty());
            assertThat(server.answersToUs).containsExactly("RTSP/1.0 200 OK", "RTSP/1.0 501 Not Implemented");
        }
    }

    @Test
    void aDeviceThatAsksForThePasswordAgainAndAgainIsLeft() throws Exception {
        AtomicReference<Integer> nonce = new AtomicReference<>(1);
        try (ScriptedServer server = new ScriptedServer(
                (request, wire) -> "401 Unauthorized\nWWW-Authenticate: Digest realm=\"r\", stale=true, nonce=\"n"
                        + nonce.getAndUpdate(it -> it + 1) + "\"")) {
            open(server.uri("/s"), RtspSource.Transport.TCP);
            listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
            assertThat(listener.failures.get(0).kind()).isEqualTo(Failure.Kind.REFUSED);
            assertThat(server.requests).hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void aDeviceThatFallsSilentIsLeftInTime() throws Exception {
        for (String silent : new String[] {"OPTIONS", "DESCRIBE", "SETUP", "PLAY"}) {
            listener.failures.clear();
            try (ScriptedServer server = new ScriptedServer((request, wire) -> {
                if (request.method().equals(silent)) {
                    block(wire);
                }
                return plain(request);
            })) {
                open(server.uri("/s"), RtspSource.Transport.TCP);
                listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
                assertThat(listener.failures.get(0).kind()).isEqualTo(Failure.Kind.UNREACHABLE);
                assertThat(listener.failures.get(0).sentence()).contains(silent).contains("2 s");
            }
        }
    }

    @Test
    void aLoginThatHangsHoldsUpTheAccountsOtherStreamsForItsOwnTimeAlone() throws Exception {
        String challenge = "401 Unauthorized\nWWW-Authenticate: Basic realm=\"r\"";
        CountDownLatch hangs = new CountDownLatch(1);
        CollectingListener other = new CollectingListener();
        try (ScriptedServer silent = new ScriptedServer((request, wire) -> {
                    if (request.header("Authorization").isEmpty()) {
                        return challenge;
                    }
                    hangs.countDown();
                    block(wire);
                    return null;
                });
                ScriptedServer sound = new ScriptedServer((request, wire) -> {
                    if (request.header("Authorization").isEmpty()) {
                        return challenge;
                    }
                    if (request.method().equals("PLAY")) {
                        wire.write(frame(0, 1));
                    }
                    return plain(request);
                })) {
            open(silent.uri("/s"), RtspSource.Transport.TCP, other);
            assertThat(hangs.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            open(sound.uri("/s"), RtspSource.Transport.TCP);
            sounds();
            assertThat(other.failures).singleElement().extracting(Failure::kind).isEqualTo(Failure.Kind.UNREACHABLE);
        }
    }

    /** Says nothing until the client has left. */
    private static void block(OutputStream wire) throws IOException {
        while (true) {
            // A byte that means nothing, until the connection is gone.
            wire.write('\n');
            wire.flush();
            LockSupport.parkNanos(50_000_000L);
        }
    }

    @Test
    void soundThatCannotBeSetUpDoesNotCostTheVideo() throws Exception {
        try (ScriptedServer server = new ScriptedServer((request, wire) -> {
            if (request.method().equals("DESCRIBE")) {
                return """
                        200 OK
                        Content-Type: application/sdp

                        v=0
                        m=video 0 RTP/AVP 96
                        a=rtpmap:96 H264/90000
                        a=control:v
                        m=audio 0 RTP/AVP 0
                        a=control:a
                        """;
            }
            if (request.method().equals("SETUP") && request.uri().endsWith("/a")) {
                return "500 Internal Server Error";
            }
            return plain(request);
        })) {
            open(server.uri("/s"), RtspSource.Transport.TCP);
            listener.await("opened", PATIENCE, it -> it.transport.equals("rtsp/tcp"));
            assertThat(listener.failures).isEmpty();
        }
    }

    @Test
    void unknownVideoIsLeftToTheOtherReader() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer((request, wire) -> request.method().equals("DESCRIBE")
                        ? "200 OK\n\nv=0\nm=video 0 RTP/AVP 26\na=control:v\n"
                        : plain(request))) {
            open(server.uri("/s"), RtspSource.Transport.TCP);
            listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
            assertThat(listener.failures.get(0).kind()).isEqualTo(Failure.Kind.UNSUPPORTED);
            assertThat(listener.failures.get(0).sentence()).contains("JPEG");
        }
    }

    @Test
    void nobodyListening() throws Exception {
        URI uri;
        try (ScriptedServer server = new ScriptedServer((request, wire) -> null)) {
            uri = server.uri("/s");
        }
        open(uri, RtspSource.Transport.TCP);
        listener.await("the end", PATIENCE, it -> !it.failures.isEmpty());
        assertThat(listener.failures.get(0).kind()).isEqualTo(Failure.Kind.UNREACHABLE);
    }
}
