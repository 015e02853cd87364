package com.technosupport.vms.web.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.technosupport.vms.api.device.Intercom;
import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.TalkIngress;
import com.technosupport.vms.api.live.TalkRequest;
import com.technosupport.vms.api.media.TalkLine;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.AuditLog;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.TestServer;
import com.technosupport.vms.web.internal.live.LiveAccess;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Speaking by cameras, as a browser asks for it. */
class TalkTest {

    private final Calls intercom = new Calls();
    private final Microphones microphones = new Microphones();
    private TestServer server;
    private String operator;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer();
        server.services.set(intercom);
        server.services.set(microphones);
        operator = server.access.account("ann", Role.OPERATOR, false, server.first.id());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    /** Cameras that take any call, one at a time. */
    private static final class Calls implements Intercom {
        final Map<CameraId, String> talkers = new ConcurrentHashMap<>();
        final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
        volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public TalkLine call(CameraId camera, String talker, Consumer<String> ended) throws InterruptedException {
            gate.await();
            String other = talkers.putIfAbsent(camera, talker);
            if (other != null) {
                throw new VmsException(ErrorCode.BUSY, other + " speaks by this camera at the moment");
            }
            Line line = new Line(() -> talkers.remove(camera), ended);
            lines.add(line);
            return line;
        }

        @Override
        public boolean mayCall(CameraId camera) {
            return true;
        }
    }

    private record Line(Runnable free, Consumer<String> ended, BlockingQueue<byte[]> heard) implements TalkLine {

        Line(Runnable free, Consumer<String> ended) {
            this(free, ended, new LinkedBlockingQueue<>());
        }

        @Override
        public void send(Codec codec, byte[] frame) {
            heard.add(frame);
        }

        @Override
        public long sent() {
            return heard.size();
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {
            free.run();
        }
    }

    private static final class Microphones implements TalkIngress {
        final Map<LiveSessionId, TalkRequest> open = new ConcurrentHashMap<>();
        final Map<LiveSessionId, String> answers = new ConcurrentHashMap<>();
        final BlockingQueue<LiveSessionId> stopped = new LinkedBlockingQueue<>();

        @Override
        public Negotiation negotiate(TalkRequest request) {
            LiveSessionId session = LiveSessionId.next(Clock.systemUTC());
            open.put(session, request);
            return new Negotiation(session, "v=0 talk", LiveReason.NONE);
        }

        @Override
        public void answer(LiveSessionId session, String sdp) {
            answers.put(session, sdp);
        }

        @Override
        public void stop(LiveSessionId session) {
            if (open.remove(session) != null) {
                stopped.add(session);
            }
        }
    }

    /** A browser's socket. */
    private final class Client implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final WebSocket socket;

        Client(String token) {
            socket = server.client
                    .newWebSocketBuilder()
                    .header("Cookie", "vms_session=" + token)
                    .header("Origin", server.origin())
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/ws"), this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            messages.add(data.toString());
            from.request(1);
            return null;
        }

        void say(String json) {
            socket.sendText(json, true).join();
        }

        JsonNode hear() throws Exception {
            String message = messages.poll(20, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            return Json.MAPPER.readTree(message);
        }

        JsonNode talk() throws Exception {
            return talk(server.first.id());
        }

        JsonNode talk(CameraId camera) throws Exception {
            ask(camera);
            return hear();
        }

        void ask(CameraId camera) {
            say("{\"type\":\"talk.request\",\"requestId\":\"t1\",\"cameraId\":\"" + camera + "\"}");
        }
    }

    private Line line() throws InterruptedException {
        Line line = intercom.lines.poll(20, TimeUnit.SECONDS);
        assertThat(line).as("a call").isNotNull();
        return line;
    }

    private List<String> audit() {
        return server.stores.newest(100, java.util.OptionalLong.empty()).stream()
                .map(AuditLog.StoredEntry::entry)
                .filter(entry -> entry.action().equals("camera.talk"))
                .map(entry -> entry.actor() + " " + entry.subject() + " " + entry.detail())
                .toList();
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void anOperatorSpeaksFromTheOfferToTheStop() throws Exception {
        Client ann = new Client(operator);
        JsonNode offer = ann.talk();
        assertThat(offer.path("type").asText()).isEqualTo("talk.offer");
        assertThat(offer.path("requestId").asText()).isEqualTo("t1");
        assertThat(offer.path("sdp").asText()).isEqualTo("v=0 talk");
        assertThat(offer.path("iceServers").isArray()).isTrue();
        LiveSessionId session = LiveSessionId.parse(offer.path("sessionId").asText());
        ann.say("{\"type\":\"live.answer\",\"sessionId\":\"" + session + "\",\"sdp\":\"mine\"}");
        await("the answer", () -> "mine".equals(microphones.answers.get(session)));
        server.sockets.liveChanged(session, LiveState.CONNECTED, LiveReason.NONE);
        assertThat(ann.hear().path("state").asText()).isEqualTo("CONNECTED");

        byte[] frame = new byte[160];
        TalkRequest request = microphones.open.get(session);
        assertThat(request.codecs()).containsExactlyInAnyOrder(Codec.PCMU, Codec.PCMA);
        request.sink().frame(Codec.PCMA, frame);
        assertThat(line().heard()).containsExactly(frame);

        ann.say("{\"type\":\"live.stop\",\"sessionId\":\"" + session + "\"}");
        assertThat(ann.hear().path("state").asText()).isEqualTo("CLOSED");
        assertThat(microphones.stopped.poll(20, TimeUnit.SECONDS)).isEqualTo(session);
        assertThat(intercom.talkers).isEmpty();
        assertThat(audit()).hasSize(2);
        assertThat(audit()).anyMatch(entry -> entry.equals("ann " + server.first.id() + " begins to speak"));
        assertThat(audit())
                .anyMatch(entry ->
                        entry.matches("ann .* spoke for \\d+\\.\\d s \\(20 ms heard, 0 ms left out\\); hung up"));
    }

    @Test
    void theNextIsToldWhoSpeaks() throws Exception {
        Client ann = new Client(operator);
        ann.talk();
        JsonNode busy = new Client(server.admin).talk();
        assertThat(busy.path("type").asText()).isEqualTo("error");
        assertThat(busy.path("code").asText()).isEqualTo("BUSY");
        assertThat(busy.path("requestId").asText()).isEqualTo("t1");
        assertThat(busy.path("message").asText()).startsWith("ann speaks");
        assertThat(audit()).hasSize(1);
    }

    @Test
    void viewersAndWhoWasNotGrantedTheCameraMayNot() throws Exception {
        assertThat(new Client(server.viewer).talk().path("code").asText()).isEqualTo("FORBIDDEN");
        assertThat(new Client(operator).talk(server.second.id()).path("code").asText())
                .isEqualTo("FORBIDDEN");
        assertThat(intercom.lines).isEmpty();
    }

    @Test
    void whatTheDeviceEndsIsTold() throws Exception {
        Client ann = new Client(operator);
        String session = ann.talk().path("sessionId").asText();
        line().ended().accept("The device ended the call");
        JsonNode state = ann.hear();
        assertThat(state.path("sessionId").asText()).isEqualTo(session);
        assertThat(state.path("state").asText()).isEqualTo("CLOSED");
        assertThat(state.path("reason").asText()).isEqualTo("The device ended the call");
        assertThat(microphones.stopped.poll(20, TimeUnit.SECONDS)).hasToString(session);
    }

    @Test
    void whatTheBrowserEndsHangsUp() throws Exception {
        Client ann = new Client(operator);
        LiveSessionId session = LiveSessionId.parse(ann.talk().path("sessionId").asText());
        server.sockets.liveChanged(
                session, LiveState.FAILED, LiveReason.of(LiveReason.Code.ICE_FAILED, "No way to the browser"));
        assertThat(ann.hear().path("state").asText()).isEqualTo("FAILED");
        assertThat(intercom.talkers).isEmpty();
        assertThat(audit()).anyMatch(entry -> entry.endsWith("No way to the browser"));
    }

    @Test
    void aBrokenConnectionHangsUpAtOnce() throws Exception {
        Client ann = new Client(operator);
        ann.talk();
        ann.socket.abort();
        await("it was hung up", () -> intercom.talkers.isEmpty());
        assertThat(microphones.stopped.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void whoLeavesWhileTheDeviceIsCalledIsNotPutThrough() throws Exception {
        intercom.gate = new CountDownLatch(1);
        Client ann = new Client(operator);
        ann.ask(server.first.id());
        await("it is called", () -> server.sockets.count() == 1);
        ann.say("{\"type\":\"none\",\"requestId\":\"x\"}");
        assertThat(ann.hear().path("code").asText()).as("the question was read").isEqualTo("UNKNOWN_TYPE");
        ann.socket.abort();
        await("the socket is gone", () -> server.sockets.count() == 0);
        intercom.gate.countDown();
        line();
        await("it was hung up", () -> intercom.talkers.isEmpty());
        assertThat(microphones.open).isEmpty();
        assertThat(audit()).isEmpty();
    }

    @Test
    void theEndOfALoginIsTheEndOfItsTalk() throws Exception {
        new Client(operator).talk();
        server.sockets.sessionEnded(operator);
        await("it was hung up", () -> intercom.talkers.isEmpty());
    }

    @Test
    void anUpdateOfTheWebIsTheEndOfItsTalksAndTold() throws Exception {
        Client ann = new Client(operator);
        String session = ann.talk().path("sessionId").asText();
        LiveAccess.stop(server.views);
        JsonNode state = ann.hear();
        assertThat(state.path("sessionId").asText()).isEqualTo(session);
        assertThat(state.path("state").asText()).isEqualTo("CLOSED");
        assertThat(state.at("/notes/0/code").asText()).isEqualTo("server_stopped");
        assertThat(intercom.talkers).isEmpty();
        assertThat(microphones.stopped.poll(20, TimeUnit.SECONDS)).hasToString(session);
        assertThat(audit()).anyMatch(entry -> entry.endsWith("the server stops"));
    }

    @Test
    void camerasTellWhetherTheyMayBeSpokenBy() throws Exception {
        JsonNode camera = TestServer.json(server.get("/api/cameras/" + server.first.id(), operator));
        assertThat(camera.path("talkBack").asBoolean()).isTrue();
    }
}
