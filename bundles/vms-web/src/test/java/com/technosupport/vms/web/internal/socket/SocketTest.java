package com.technosupport.vms.web.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.device.Scan;
import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventReceiver;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.ScanId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.FakeDevices;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.TestServer;
import com.technosupport.vms.web.internal.live.LiveAccess;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The WebSocket as browsers and others meet it. */
class SocketTest {

    private TestServer server;

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** A client that keeps what it hears. */
    private static final class Client implements WebSocket.Listener {

        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private WebSocket socket;

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(partial.toString());
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.complete(-1);
        }

        void say(String json) {
            socket.sendText(json, true).join();
        }

        /** Says it to a server that may hang up meanwhile. */
        void tell(String text) throws Exception {
            socket.sendText(text, true).handle((sent, failure) -> true).get(20, TimeUnit.SECONDS);
        }

        JsonNode hear() throws Exception {
            String message = messages.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            return Json.MAPPER.readTree(message);
        }

        JsonNode ask(String json) throws Exception {
            say(json);
            return hear();
        }

        int closeCode() throws Exception {
            return closed.get(20, TimeUnit.SECONDS);
        }
    }

    private Client open(String query, String... headers) {
        WebSocket.Builder builder = server.client.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        Client client = new Client();
        client.socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/ws" + query), client)
                .join();
        return client;
    }

    private Client login(String token) {
        return open("", "Cookie", "vms_session=" + token, "Origin", server.origin());
    }

    private int refusal(String query, String... headers) {
        try {
            open(query, headers);
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
        throw new AssertionError("the socket was opened");
    }

    private static String request(String camera, String more) {
        return "{\"type\":\"live.request\",\"requestId\":\"r1\",\"cameraId\":\"" + camera + "\"" + more + "}";
    }

    @Test
    void only_a_good_session_from_this_site_opens_it() throws Exception {
        server = new TestServer();
        String cookie = "vms_session=" + server.viewer;

        assertThat(refusal("")).isEqualTo(401);
        assertThat(refusal("", "Cookie", "vms_session=wrong")).isEqualTo(401);
        assertThat(refusal("?ticket=wrong", "Cookie", cookie)).isEqualTo(401);
        assertThat(refusal("", "Cookie", cookie, "Origin", "https://evil.example"))
                .isEqualTo(403);
        assertThat(refusal("", "Cookie", "vms_session=" + server.fresh)).isEqualTo(403);
        assertThat(open("", "Cookie", cookie, "Origin", server.origin())
                        .ask("{\"type\":\"x\"}")
                        .path("code")
                        .textValue())
                .isEqualTo("UNKNOWN_TYPE");
        assertThat(server.get("/ws", server.viewer).statusCode()).isEqualTo(426);
    }

    @Test
    void the_path_written_otherwise_is_no_way_around_the_gate() throws Exception {
        server = new TestServer();
        for (String path : List.of("/%77s", "//ws", "/ws;x=1", "/./ws", "/api/../ws", "/ws/")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream()
                        .write(("GET " + path
                                        + " HTTP/1.1\r\n"
                                        + "Host: 127.0.0.1\r\n"
                                        + "Connection: Upgrade\r\n"
                                        + "Upgrade: websocket\r\n"
                                        + "Sec-WebSocket-Version: 13\r\n"
                                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
                        .as(path)
                        .doesNotEndWith("101");
            }
        }
        assertThat(server.sockets.count()).isZero();
    }

    @Test
    void a_ticket_works_once() throws Exception {
        server = new TestServer();
        String ticket = TestServer.json(server.call("POST", "/api/auth/ws-ticket", server.viewer, null))
                .path("ticket")
                .textValue();

        Client client = open("?ticket=" + ticket);
        assertThat(client.ask("{\"type\":\"x\"}").path("type").textValue()).isEqualTo("error");
        assertThat(refusal("?ticket=" + ticket)).isEqualTo(401);

        // The socket lives no longer than the session that the ticket was issued in.
        server.call("POST", "/api/auth/logout", server.viewer, null);
        assertThat(client.closeCode()).isEqualTo(1008);
    }

    @Test
    void bad_messages_are_answered_and_the_socket_stays_open() throws Exception {
        server = new TestServer();
        Client client = login(server.viewer);
        for (String bad : List.of(
                "{",
                "[]",
                "1",
                "{}",
                "{\"type\":1}",
                "{\"type\":\"live.request\"}",
                "\"\"",
                "[".repeat(5000),
                "{\"type\":\"live.answer\"}",
                "{\"type\":\"live.stop\",\"sessionId\":\"x\"}",
                request(server.first.id().toString(), ",\"role\":\"THIRD\""),
                request(server.first.id().toString(), ",\"accept\":\"H264\""))) {
            assertThat(client.ask(bad).path("code").textValue()).as(bad).isEqualTo("INVALID_REQUEST");
        }
        JsonNode subscribed = client.ask("{\"type\":\"events.subscribe\",\"cameraIds\":[]}");
        assertThat(subscribed.path("type").textValue()).isEqualTo("events.subscribed");
        client.say("{\"type\":\"events.unsubscribe\"}");
        JsonNode unknown = client.ask("{\"type\":\"nonsense\",\"requestId\":\"7\"}");
        assertThat(unknown.path("code").textValue()).isEqualTo("UNKNOWN_TYPE");
        assertThat(unknown.path("requestId").textValue()).isEqualTo("7");
    }

    @Test
    void a_live_session_goes_from_request_to_stop() throws Exception {
        server = new TestServer();
        Client client = login(server.viewer);
        Client other = login(server.admin);

        JsonNode offer = client.ask(request(server.first.id().toString(), ",\"role\":\"SUB\",\"audio\":false"));
        assertThat(offer.path("type").textValue()).isEqualTo("live.offer");
        assertThat(offer.path("requestId").textValue()).isEqualTo("r1");
        assertThat(offer.path("role").textValue()).isEqualTo("SUB");
        assertThat(offer.has("reason")).isFalse();
        assertThat(offer.has("notes")).isFalse();
        assertThat(offer.path("sdp").textValue()).startsWith("v=0");
        assertThat(offer.path("iceServers").path(0).path("urls").path(0).textValue())
                .startsWith("turn:");
        assertThat(offer.toString()).doesNotContain("planted-turn-secret");
        String session = offer.path("sessionId").textValue();
        LiveSessionId id = LiveSessionId.parse(session);

        assertThat(other.ask("{\"type\":\"live.answer\",\"sessionId\":\"" + session + "\",\"sdp\":\"v=0\"}")
                        .path("code")
                        .textValue())
                .isEqualTo("NOT_FOUND");
        client.say("{\"type\":\"live.candidate\",\"sessionId\":\"" + session + "\",\"candidate\":\"candidate:1\"}");
        client.say("{\"type\":\"live.answer\",\"sessionId\":\"" + session + "\",\"sdp\":\"v=0\"}");
        server.sockets.liveChanged(id, LiveState.CONNECTED, LiveReason.NONE);
        JsonNode state = client.hear();
        assertThat(state.path("type").textValue()).isEqualTo("live.state");
        assertThat(state.path("state").textValue()).isEqualTo("CONNECTED");
        assertThat(state.path("seq").longValue()).isPositive();
        // What is pushed does not wait for what was said.
        await(() -> server.egress.answers.containsKey(id));
        assertThat(server.egress.answers).containsEntry(id, "v=0");

        client.say("{\"type\":\"live.stop\",\"sessionId\":\"" + session + "\"}");
        assertThat(server.egress.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo(id);
        server.sockets.liveChanged(id, LiveState.CLOSED, LiveReason.of(LiveReason.Code.SERVER_STOPPED, "Ended"));
        JsonNode ended = client.hear();
        assertThat(ended.path("reason").textValue()).isEqualTo("Ended");
        assertThat(ended.path("notes")).hasToString("[{\"code\":\"server_stopped\",\"text\":\"Ended\"}]");
        assertThat(other.messages).isEmpty();
    }

    @Test
    void the_viewer_gets_the_stream_it_can_take_and_is_told_why() throws Exception {
        server = new TestServer();
        Client client = login(server.admin);
        String h265 = server.second.id().toString();

        JsonNode substitute = client.ask(request(h265, ",\"accept\":[\"video/H264\",\"opus\"]"));
        assertThat(substitute.path("role").textValue()).isEqualTo("SUB");
        assertThat(substitute.path("reason").textValue())
                .isEqualTo("H.265 is not supported by this browser; showing the sub-stream");

        server.egress.refused.add(
                server.second.stream(StreamRole.MAIN).orElseThrow().id());
        assertThat(client.ask(request(h265, "")).path("role").textValue()).isEqualTo("SUB");
        server.egress.refused.add(
                server.second.stream(StreamRole.SUB).orElseThrow().id());
        assertThat(client.ask(request(h265, "")).path("code").textValue()).isEqualTo("CODEC_UNSUPPORTED");
        assertThat(client.ask(request(h265, ",\"accept\":[\"MJPEG\"]"))
                        .path("code")
                        .textValue())
                .isEqualTo("CODEC_UNSUPPORTED");
        assertThat(client.ask(request(h265, ",\"failed\":[\"webrtc\",\"mse\",\"hls\"]"))
                        .path("code")
                        .textValue())
                .isEqualTo("STREAM_UNAVAILABLE");
        server.services.set(new com.technosupport.vms.api.live.LiveEgress[0]);
        assertThat(client.ask(request(h265, "")).path("code").textValue()).isEqualTo("BUSY");
    }

    @Test
    void a_camera_that_was_not_granted_is_forbidden() throws Exception {
        server = new TestServer();
        Client client = login(server.viewer);

        JsonNode refusal = client.ask(request(server.second.id().toString(), ""));

        assertThat(refusal.path("code").textValue()).isEqualTo("FORBIDDEN");
        assertThat(refusal.path("requestId").textValue()).isEqualTo("r1");
        assertThat(server.egress.open).isEmpty();
    }

    @Test
    void pushes_go_to_those_who_may_see_them_with_a_growing_number() throws Exception {
        server = new TestServer();
        Client viewer = login(server.viewer);
        Client admin = login(server.admin);
        CameraStatus status = new CameraStatus(CameraState.OFFLINE, "Silent", Instant.parse("2026-01-31T12:00:00Z"));

        server.sockets.statusChanged(server.second.id(), status);
        server.sockets.statusChanged(server.first.id(), status);
        Scan scan = server.stores
                .scan(server.stores.start(com.technosupport.vms.api.driver.Subnet.parse("127.0.0.9/32")))
                .orElseThrow();
        server.sockets.progress(new Scan(ScanId.next(Clock.systemUTC()), Scan.State.RUNNING, 3, 9, "", List.of()));
        server.sockets.complete(scan);

        JsonNode seen = viewer.hear();
        assertThat(seen.path("type").textValue()).isEqualTo("camera.status");
        assertThat(seen.path("cameraId").textValue())
                .isEqualTo(server.first.id().toString());
        assertThat(seen.path("status").path("state").textValue()).isEqualTo("OFFLINE");
        assertThat(seen.path("status").path("since").textValue()).isEqualTo("2026-01-31T12:00:00Z");
        long last = 0;
        for (String type : List.of("camera.status", "camera.status", "DiscoveryProgress", "DiscoveryComplete")) {
            JsonNode push = admin.hear();
            assertThat(push.path("type").textValue()).isEqualTo(type);
            assertThat(push.path("seq").longValue()).isGreaterThan(last);
            last = push.path("seq").longValue();
            if (type.equals("DiscoveryComplete")) {
                assertThat(push.path("devices").path(0).path("ip").textValue()).isEqualTo("127.0.0.9");
            }
        }
        assertThat(viewer.messages).isEmpty();
    }

    @Test
    void an_input_of_a_recorder_is_told_to_those_who_may_see_one_of_its_cameras() throws Exception {
        server = new TestServer();
        NvrId nvr = NvrId.next(Clock.systemUTC());
        Camera behind = server.devices.add(FakeDevices.behind(nvr, FakeDevices.camera("Cellar", Codec.H264, null)));
        Client granted = login(server.access.account("granted", Role.VIEWER, false, behind.id()));
        Client other = login(server.viewer);
        Client admin = login(server.admin);
        AtomicReference<EventReceiver> receiver = new AtomicReference<>();
        InputNews news = new InputNews(busOf(receiver), server.sockets);

        receiver.get().receive(input("door:1", Map.of("nvrId", nvr.toString(), "input", "2", "active", true)));
        receiver.get().receive(input("driver:x", Map.of("nvrId", "../x", "input", "2", "active", true)));
        receiver.get().receive(input("driver:x", Map.of("input", "2", "active", true)));
        receiver.get().receive(input("driver:x", Map.of("nvrId", nvr.toString(), "input", "3", "active", true)));

        for (Client client : List.of(granted, admin)) {
            JsonNode push = client.hear();
            assertThat(push.path("type").textValue()).isEqualTo("nvr.inputs");
            assertThat(push.path("nvrId").textValue()).isEqualTo(nvr.toString());
            assertThat(push.path("input").textValue()).isEqualTo("3");
            assertThat(push.path("active").booleanValue()).isTrue();
            assertThat(push.path("seq").longValue()).isPositive();
        }
        server.sockets.statusChanged(
                server.first.id(), new CameraStatus(CameraState.OFFLINE, "", Instant.parse("2026-01-31T12:00:00Z")));
        assertThat(other.hear().path("type").textValue()).isEqualTo("camera.status");
        news.stop();
        assertThat(receiver.get()).isNull();
    }

    private static EventMessage input(String source, Map<String, Object> data) {
        return new EventMessage(
                EventId.next(Clock.systemUTC()),
                DeviceEvent.DIGITAL_INPUT_CHANGED,
                Optional.empty(),
                source,
                Instant.parse("2026-01-31T12:00:00Z"),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                data);
    }

    /** A bus with room for one receiver. */
    private static EventBus busOf(AtomicReference<EventReceiver> receiver) {
        return new EventBus() {
            @Override
            public void publish(EventMessage event) {
                throw new AssertionError("the web publishes nothing");
            }

            @Override
            public Subscription subscribe(String name, EventReceiver subscribed) {
                receiver.set(subscribed);
                return new Subscription() {
                    @Override
                    public long dropped() {
                        return 0;
                    }

                    @Override
                    public void close() {
                        receiver.set(null);
                    }
                };
            }

            @Override
            public Subscription subscribeDurably(String name, EventBatchReceiver subscribed) {
                throw new AssertionError("news need not be kept");
            }
        };
    }

    @Test
    void closing_a_socket_ends_its_live_sessions_after_a_while() throws Exception {
        server = new TestServer();
        Client client = login(server.viewer);
        client.ask(request(server.first.id().toString(), ""));

        client.socket.abort();

        assertThat(server.egress.stopped.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void a_viewer_whose_socket_broke_comes_back_for_its_session() throws Exception {
        server = new TestServer();
        Client client = login(server.viewer);
        String session = client.ask(request(server.first.id().toString(), ""))
                .path("sessionId")
                .textValue();
        server.sockets.liveChanged(LiveSessionId.parse(session), LiveState.CONNECTED, LiveReason.NONE);
        client.hear();
        client.socket.abort();

        String resume = "{\"type\":\"live.resume\",\"sessionId\":\"" + session + "\"}";
        assertThat(login(server.admin).ask(resume).path("code").textValue()).isEqualTo("NOT_FOUND");
        Client back = login(server.viewer);
        JsonNode state = back.ask(resume);
        assertThat(state.path("state").textValue()).isEqualTo("CONNECTED");
        assertThat(server.egress.stopped).isEmpty();
        back.say("{\"type\":\"live.stop\",\"sessionId\":\"" + session + "\"}");
        assertThat(server.egress.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo(LiveSessionId.parse(session));
    }

    @Test
    void a_viewer_is_told_of_another_stream_and_another_way() throws Exception {
        server = new TestServer();
        Client client = login(server.viewer);
        JsonNode offer = client.ask(request(server.first.id().toString(), ",\"audio\":true"));
        LiveSessionId session = LiveSessionId.parse(offer.path("sessionId").textValue());
        var sub = server.first.stream(StreamRole.SUB).orElseThrow().id();
        assertThat(server.egress.open.get(session).audio()).isTrue();
        assertThat(server.egress.open.get(session).smaller()).contains(sub);

        server.sockets.streamChanged(
                session, sub, LiveReason.of(LiveReason.Code.SUBSTREAM_FOR_LOSS, "The line is too slow"));
        JsonNode state = client.hear();
        assertThat(state.path("state").textValue()).isEqualTo("CONNECTED");
        assertThat(state.path("role").textValue()).isEqualTo("SUB");
        assertThat(state.path("reason").textValue()).isEqualTo("The line is too slow");
        assertThat(state.at("/notes/0/code").textValue()).isEqualTo("substream_for_loss");

        server.services.set((com.technosupport.vms.api.live.LiveFragments) (stream, audio, sink) -> {
            throw new AssertionError("nobody has come for it yet");
        });
        JsonNode fallback = client.ask(request(server.first.id().toString(), ",\"failed\":[\"webrtc\"]"));
        assertThat(fallback.path("type").textValue()).isEqualTo("live.fallback");
        assertThat(fallback.path("protocol").textValue()).isEqualTo("mse");
        assertThat(fallback.path("role").textValue()).isEqualTo("MAIN");
        assertThat(fallback.path("url").textValue())
                .isEqualTo("/ws/live/" + fallback.path("sessionId").textValue());
        assertThat(fallback.path("reason").textValue()).isEqualTo("WebRTC brought no picture; sent by WebSocket");
        assertThat(fallback.path("notes"))
                .hasToString("[{\"code\":\"way_failed\",\"text\":\"WebRTC brought no"
                        + " picture\",\"values\":{\"ways\":\"webrtc\"}},{\"code\":\"slower_way\",\"text\":\"sent"
                        + " by WebSocket\",\"values\":{\"way\":\"mse\"}}]");
    }

    @Test
    void a_session_that_is_revoked_loses_its_socket_and_a_grant_its_video() throws Exception {
        server = new TestServer();
        Client client = login(server.viewer);
        client.ask(request(server.first.id().toString(), ""));

        server.access.grant("viewer");
        assertThat(server.egress.stopped.poll(20, TimeUnit.SECONDS)).isNotNull();
        server.access.revoke(server.viewer);

        assertThat(client.closeCode()).isEqualTo(1008);
    }

    @Test
    void a_client_that_never_reads_loses_its_socket_and_nothing_waits_for_it() throws Exception {
        server = new TestServer();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setReceiveBufferSize(4096);
            socket.getOutputStream()
                    .write(("GET /ws HTTP/1.1\r\n"
                                    + "Host: 127.0.0.1\r\n"
                                    + "Connection: Upgrade\r\n"
                                    + "Upgrade: websocket\r\n"
                                    + "Cookie:"
                                    + " vms_session=" + server.admin + "\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            Client reader = login(server.viewer);
            // The client knows of its handshake before the server has taken the socket in.
            await(() -> server.sockets.count() == 2);
            CameraStatus status = new CameraStatus(CameraState.OFFLINE, "x".repeat(60_000), Instant.EPOCH);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (server.sockets.slowClients() == 0 && System.nanoTime() < deadline) {
                server.sockets.statusChanged(server.first.id(), status);
                // The one that reads gets each, which also keeps this loop to its pace.
                assertThat(reader.hear().path("type").textValue()).isEqualTo("camera.status");
            }
            assertThat(server.sockets.slowClients()).isEqualTo(1);
            reader.socket.abort();
            await(() -> server.sockets.count() == 0);
        }
    }

    @Test
    void there_are_limits_to_sockets_messages_and_their_size() throws Exception {
        server = new TestServer(Map.of("maxSocketsPerUser", 2, "maxMessagesPerSecond", 5, "maxMessageBurst", 5));
        Client flood = login(server.viewer);
        Client big = login(server.viewer);
        assertThat(login(server.viewer).closeCode()).isEqualTo(1013);

        for (int i = 0; i < 20 && !flood.closed.isDone(); i++) {
            flood.tell("{\"type\":\"events.subscribe\"}");
        }
        assertThat(flood.closeCode()).isEqualTo(1008);
        big.tell("x".repeat(70_000));
        assertThat(big.closeCode()).isEqualTo(1009);
    }

    @Test
    void stopping_closes_every_socket() throws Exception {
        server = new TestServer();
        Client client = login(server.viewer);
        client.ask("{\"type\":\"x\"}");

        server.sockets.stop();
        server.mediaSockets.stop();
        server.eventPushes.stop();
        LiveAccess.stop(server.views);

        assertThat(client.closeCode()).isEqualTo(1001);
        // An executor counts as ended a moment before its last thread has.
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("vms-web-")));
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
