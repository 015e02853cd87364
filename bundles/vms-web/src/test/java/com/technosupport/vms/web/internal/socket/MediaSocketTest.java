package com.technosupport.vms.web.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.web.internal.FakeFragments;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.TestServer;
import com.technosupport.vms.web.internal.http.Identity;
import com.technosupport.vms.web.internal.live.LiveAsk;
import com.technosupport.vms.web.internal.live.Opened;
import com.technosupport.vms.web.internal.live.Viewer;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The WebSocket that carries video: who gets it, what comes over it, and what becomes of a viewer who does not read. */
class MediaSocketTest {

    private final FakeFragments fragments = new FakeFragments();
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.services.set(fragments);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** A browser's side of it. Bytes are told by their number. */
    private static final class Client implements WebSocket.Listener {

        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private int bytes;
        private WebSocket socket;

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
            bytes += data.remaining();
            if (last) {
                heard.add("bytes " + bytes);
                bytes = 0;
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.complete("broken " + error);
        }

        String hear() throws InterruptedException {
            String message = heard.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            return message;
        }

        String end() throws Exception {
            return closed.get(20, TimeUnit.SECONDS);
        }
    }

    private Client open(String session, String token) {
        Client client = new Client();
        client.socket = server.client
                .newWebSocketBuilder()
                .header("Cookie", "vms_session=" + token)
                .header("Origin", server.origin())
                .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/ws/live/" + session), client)
                .join();
        return client;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private String session() {
        LiveAsk ask = new LiveAsk(
                server.first, StreamRole.MAIN, true, Optional.empty(), Set.of(), Set.of(), Set.of("webrtc"));
        Opened opened = server.views.open(viewer, ask);
        assertThat(opened.url()).isEqualTo("/ws/live/" + opened.session().orElseThrow());
        return opened.session().orElseThrow().toString();
    }

    private final Viewer viewer = new Viewer() {
        @Override
        public Identity identity() {
            return new Identity(
                    server.access.authenticate(server.viewer).orElseThrow(), Optional.of(server.viewer), true);
        }

        @Override
        public void liveChanged(LiveSessionId session, LiveState state, LiveReason reason) {}
    };

    @Test
    void a_session_of_ones_own_brings_format_and_fragments() throws Exception {
        Client client = open(session(), server.viewer);
        await(() -> !fragments.sinks.isEmpty());
        assertThat(fragments.stream).isEqualTo(server.first.streams().get(0).id());
        fragments.sinks.get(0).started("video/mp4; codecs=\"avc1.64001f\"", ByteBuffer.allocate(700), "");
        fragments.sinks.get(0).fragment(ByteBuffer.allocate(5000).asReadOnlyBuffer(), true);
        fragments.sinks.get(0).fragment(ByteBuffer.allocate(300), false);
        assertThat(client.hear())
                .isEqualTo("{\"type\":\"format\",\"mimeType\":\"video/mp4; codecs=\\\"avc1.64001f\\\"\"}");
        assertThat(client.hear()).isEqualTo("bytes 700");
        assertThat(client.hear()).isEqualTo("bytes 5000");
        assertThat(client.hear()).isEqualTo("bytes 300");
        fragments.sinks.get(0).interrupted("The camera does not answer", false);
        assertThat(client.hear())
                .isEqualTo("{\"type\":\"interrupted\",\"reason\":\"The camera does not answer\","
                        + "\"notes\":[{\"code\":\"camera_interrupted\",\"text\":\"The camera does not answer\"}]}");
        fragments.sinks.get(0).started("video/mp4; codecs=\"avc1.64001f\"", ByteBuffer.allocate(700), "Without sound");
        assertThat(Json.MAPPER.readTree(client.hear()).path("reason").textValue())
                .isEqualTo("Without sound");
        assertThat(client.hear()).isEqualTo("bytes 700");
        client.socket.sendClose(1000, "").join();
        await(() -> fragments.sinks.isEmpty() && server.mediaSockets.count() == 0);
    }

    @Test
    void nobody_else_gets_it() throws Exception {
        String session = session();
        assertThat(open(session, server.admin).end()).startsWith("1008 ");
        assertThat(open("00000000-0000-7000-8000-000000000000", server.viewer).end())
                .startsWith("1008 ");
        assertThat(open("rubbish", server.viewer).end()).startsWith("1008 ");
        assertThat(fragments.sinks).isEmpty();
        for (String token : new String[] {"wrong", server.fresh}) {
            try {
                open(session, token);
                throw new AssertionError("it was opened");
            } catch (CompletionException e) {
                assertThat(((WebSocketHandshakeException) e.getCause())
                                .getResponse()
                                .statusCode())
                        .isIn(401, 403);
            }
        }
        assertThat(server.get("/ws/live/" + session, server.viewer).statusCode())
                .isEqualTo(426);
    }

    @Test
    void it_ends_with_its_session_and_with_its_stream() throws Exception {
        String session = session();
        Client client = open(session, server.viewer);
        await(() -> !fragments.sinks.isEmpty());
        server.views.stop(viewer, LiveSessionId.parse(session));
        assertThat(client.end()).startsWith("1000 ");
        assertThat(fragments.sinks).isEmpty();

        Client other = open(session(), server.viewer);
        await(() -> !fragments.sinks.isEmpty());
        fragments.sinks.get(0).interrupted("The stream was taken away", true);
        assertThat(other.end()).isEqualTo("1000 The stream was taken away");
        assertThat(other.hear()).contains("taken away");
    }

    @Test
    void a_stream_that_does_not_come_is_told() throws Exception {
        fragments.refuses = true;
        Client client = open(session(), server.viewer);
        assertThat(client.end()).isEqualTo("1008 The camera does not answer");
    }

    @Test
    void another_connection_takes_over() throws Exception {
        String session = session();
        Client first = open(session, server.viewer);
        await(() -> fragments.sinks.size() == 1);
        Client second = open(session, server.viewer);
        assertThat(first.end()).startsWith("1000 ");
        await(() -> fragments.sinks.size() == 1);
        fragments.sinks.get(0).started("video/mp4", ByteBuffer.allocate(1), "");
        assertThat(second.hear()).contains("format");
    }

    @Test
    void video_is_not_compressed_again() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            String upgrade = "GET /ws/live/" + session() + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
                    + "Cookie: vms_session=" + server.viewer + "\r\n\r\n";
            socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("HTTP/1.1 101");
            for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                assertThat(line.toLowerCase(Locale.ROOT)).doesNotContain("permessage-deflate");
            }
        }
    }

    @Test
    void a_viewer_who_does_not_read_loses_video_and_not_our_memory() throws Exception {
        String session = session();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setReceiveBufferSize(4096);
            String upgrade = "GET /ws/live/" + session + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: vms_session=" + server.viewer
                    + "\r\n\r\n";
            socket.getOutputStream().write(upgrade.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 101");
            await(() -> !fragments.sinks.isEmpty());
            var sink = fragments.sinks.get(0);
            sink.started("video/mp4", ByteBuffer.allocate(500), "");
            for (int i = 0; i < 40; i++) {
                sink.fragment(ByteBuffer.allocate(1 << 20), i % 10 == 0);
            }
            assertThat(fragments.skips).hasPositiveValue();
            assertThat(server.mediaSockets.skips()).isEqualTo(fragments.skips.get());
        }
    }
}
