package com.technosupport.vms.live.webrtc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.live.Negotiation;
import com.technosupport.vms.api.live.NegotiationRequest;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.live.webrtc.internal.BigEndian;
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsIdentity;
import com.technosupport.vms.live.webrtc.internal.ice.DatagramOutput;
import com.technosupport.vms.live.webrtc.internal.ice.TestChecks;
import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveSessionsTest {

    private static final Footage FOOTAGE = Footage.read("campus-main", 1280, 720);

    private final FakeHub hub = new FakeHub();
    private final Recorder recorder = new Recorder();
    private final int port = Ports.free();
    private LiveSessions sessions;

    @BeforeEach
    void start() throws IOException {
        start(new LiveSettings(
                port, List.of("127.0.0.1"), 3, Duration.ofSeconds(4), Duration.ofSeconds(3), Duration.ofSeconds(30)));
    }

    private void start(LiveSettings settings) throws IOException {
        start(settings, DatagramOutput.Factory.NIO);
    }

    private void start(LiveSettings settings, DatagramOutput.Factory outputs) throws IOException {
        sessions = new LiveSessions(settings, hub, recorder, Clock.systemUTC(), List::of, outputs);
    }

    @AfterEach
    void stop() throws InterruptedException {
        sessions.close();
        hub.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("webrtc-"));
    }

    private Negotiation negotiate() {
        return sessions.negotiate(NegotiationRequest.ofVideo(hub.stream, Optional.empty(), Set.of()));
    }

    private Viewer connect(Negotiation negotiation, SrtpProfile profile) throws Exception {
        Viewer viewer = new Viewer(negotiation.sdp());
        assertThat(viewer.check(5000)).isEqualTo(0x0101);
        sessions.answer(negotiation.session(), Viewer.answer(Viewer.IDENTITY));
        viewer.handshake(profile);
        recorder.await(negotiation.session(), LiveState.CONNECTED);
        return viewer;
    }

    private static void assertRefused(Runnable call, ErrorCode code) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void servesEveryProfileAndEndsOnGoodbye() throws Exception {
        hub.play(FOOTAGE);
        for (SrtpProfile profile : SrtpProfile.values()) {
            Negotiation negotiation = negotiate();
            try (Viewer viewer = connect(negotiation, profile)) {
                awaitMedia(viewer);
                assertThat(hub.subscriptions).hasValue(1);
                viewer.leave();
                recorder.await(negotiation.session(), LiveState.CLOSED);
            }
            assertThat(hub.subscriptions).hasValue(0);
        }
    }

    /** Also where they come at once, as those of a wall of tiles do: before the first of them is sent anything. */
    @Test
    void sendsAStreamToItsViewersFromSeveralThreads() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one core has one sending thread");
        Map<Integer, String> threads = new ConcurrentHashMap<>();
        sessions.close();
        start(new LiveSettings(port, List.of("127.0.0.1"), 3), channel -> (datagram, remote) -> {
            if (Thread.currentThread().getName().startsWith("webrtc-send-")) {
                threads.put(remote.getPort(), Thread.currentThread().getName());
            }
            return channel.send(datagram, remote) > 0;
        });
        hub.play(FOOTAGE);
        Negotiation first = negotiate();
        Negotiation second = negotiate();
        try (Viewer one = connect(first, SrtpProfile.AEAD_AES_128_GCM);
                Viewer other = connect(second, SrtpProfile.AEAD_AES_128_GCM)) {
            awaitMedia(one);
            awaitMedia(other);
            assertThat(threads.get(one.socket.getLocalPort()))
                    .isNotNull()
                    .isNotEqualTo(threads.get(other.socket.getLocalPort()));
        }
    }

    private static void awaitMedia(Viewer viewer) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        do {
            packet.setLength(2048);
            viewer.socket.receive(packet);
        } while ((packet.getData()[0] & 0xc0) != 0x80);
    }

    @Test
    void refusesACertificateThatTheAnswerDidNotName() throws Exception {
        Negotiation negotiation = negotiate();
        try (Viewer viewer = new Viewer(negotiation.sdp())) {
            assertThat(viewer.check(5000)).isEqualTo(0x0101);
            sessions.answer(negotiation.session(), Viewer.answer(DtlsIdentity.create(Clock.systemUTC())));
            assertThatThrownBy(() -> viewer.handshake(SrtpProfile.AEAD_AES_128_GCM))
                    .isInstanceOf(IOException.class);
        }
        assertThat(recorder.await(negotiation.session(), LiveState.FAILED)).contains("bad_certificate");
    }

    @Test
    void endsWhoNeverCameAndWhoFellSilent() throws Exception {
        Negotiation silent = negotiate();
        try (Viewer viewer = connect(silent, SrtpProfile.AEAD_AES_128_GCM)) {
            Negotiation absent = negotiate();
            assertThat(recorder.await(absent.session(), LiveState.FAILED)).contains("never answered");
            assertThat(recorder.await(silent.session(), LiveState.FAILED)).contains("does not answer any more");
            assertThat(viewer.check(300)).as("forgotten").isZero();
        }
        assertThat(sessions.sessions()).isEmpty();
        assertThat(hub.subscriptions).hasValue(0);
    }

    @Test
    void stopsAtOnceAndAllowsSoMany() throws Exception {
        Negotiation first = negotiate();
        negotiate();
        negotiate();
        assertRefused(this::negotiate, ErrorCode.BUSY);
        sessions.stop(first.session());
        assertThat(sessions.sessions()).hasSize(2);
        recorder.await(first.session(), LiveState.CLOSED);
        negotiate();
        sessions.stop(first.session());
        assertRefused(() -> sessions.answer(first.session(), ""), ErrorCode.NOT_FOUND);
        assertThat(hub.subscriptions).as("one for all").hasValue(1);
    }

    @Test
    void saysWhyAStreamCannotBeHad() throws Exception {
        assertRefused(
                () -> sessions.negotiate(
                        NegotiationRequest.ofVideo(new StreamId(new UUID(2, 2)), Optional.empty(), Set.of())),
                ErrorCode.NOT_FOUND);
        assertRefused(
                () -> sessions.negotiate(NegotiationRequest.ofVideo(hub.stream, Optional.empty(), Set.of(Codec.MJPEG))),
                ErrorCode.CODEC_UNSUPPORTED);
        hub.fail(PipelineStatus.State.RETRYING);
        assertRefused(this::negotiate, ErrorCode.STREAM_UNAVAILABLE);
        hub.start(new StreamFormat(List.of(new Track(0, Codec.H265, 90_000, 0, 0, 0, new byte[0]))));
        assertRefused(this::negotiate, ErrorCode.CODEC_UNSUPPORTED);
        hub.start(new StreamFormat(List.of(new Track(0, Codec.PCMA, 8000, 1, 0, 0, new byte[0]))));
        assertRefused(this::negotiate, ErrorCode.STREAM_UNAVAILABLE);
        hub.start(FOOTAGE.format());
        byte[] data = FOOTAGE.pictures().get(0).data();
        hub.packet(new Packet(0, 0, 0, Instant.now(), true, data));
        hub.packet(new Packet(0, 7200, 3600, Instant.now(), false, data));
        Negotiation allowedButNotDone = negotiate();
        sessions.stop(allowedButNotDone.session());
        hub.packet(new Packet(0, 3600, 3600, Instant.now(), false, data));
        assertThatThrownBy(this::negotiate).hasMessageContaining("B-frames");
        recorder.await(allowedButNotDone.session(), LiveState.CLOSED);
        assertThat(hub.subscriptions).hasValue(0);
    }

    @Test
    void failsASessionWhoseStreamTurnsOutToBeSomethingElse() throws Exception {
        Negotiation negotiation = negotiate();
        hub.start(new StreamFormat(List.of(new Track(0, Codec.H265, 90_000, 0, 0, 0, new byte[0]))));
        assertThat(recorder.await(negotiation.session(), LiveState.FAILED)).contains("H.265");
    }

    /** The next RTP packet of the picture. */
    private static byte[] media(Viewer viewer) throws IOException {
        while (true) {
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            viewer.socket.receive(packet);
            byte[] data = Arrays.copyOf(packet.getData(), packet.getLength());
            if ((data[0] & 0xc0) == 0x80 && (data[1] & 0x7f) == 102) {
                return data;
            }
        }
    }

    @Test
    void goesOnWithOtherParametersAndEndsWithAnotherCodec() throws Exception {
        hub.play(FOOTAGE);
        Negotiation negotiation = negotiate();
        try (Viewer viewer = connect(negotiation, SrtpProfile.AEAD_AES_128_GCM)) {
            byte[] last = media(viewer);
            hub.close();
            hub.play(Footage.read("campus-sub", 640, 360));
            byte[] next = media(viewer);
            assertThat(BigEndian.i32(next, 8)).as("source").isEqualTo(BigEndian.i32(last, 8));
            assertThat(sessions.sessions()).hasSize(1);
            hub.close();
            hub.start(new StreamFormat(List.of(new Track(0, Codec.H265, 90_000, 0, 0, 0, new byte[0]))));
            assertThat(recorder.await(negotiation.session(), LiveState.FAILED))
                    .isEqualTo("The stream is H.265, which the viewer does not take over WebRTC");
        }
    }

    private StreamFormat withSound(Codec codec, int clockRate) {
        List<Track> tracks = new ArrayList<>(FOOTAGE.format().tracks());
        tracks.add(new Track(1, codec, clockRate, 1, 0, 0, new byte[0]));
        return new StreamFormat(tracks);
    }

    private Negotiation negotiateSound() {
        return sessions.negotiate(
                new NegotiationRequest(hub.stream, Optional.empty(), Set.of(Codec.H264), true, Optional.empty()));
    }

    @Test
    void saysWhyThereIsNoSound() throws Exception {
        hub.start(FOOTAGE.format());
        Negotiation silent = negotiateSound();
        assertThat(silent.reason().text()).isEqualTo("The camera sends no sound");
        assertThat(silent.sdp()).doesNotContain("m=audio");
        hub.start(withSound(Codec.AAC, 48_000));
        assertThat(negotiateSound().reason().text()).isEqualTo("The camera's AAC sound cannot go by WebRTC");
        hub.start(withSound(Codec.PCMA, 8000));
        Negotiation sounding = negotiateSound();
        assertThat(sounding.reason().text()).isEmpty();
        assertThat(sounding.sdp()).contains("m=audio " + port + " UDP/TLS/RTP/SAVPF 111 9 0 8");
    }

    @Test
    void saysSoAlsoWhenItShowsOnlyLater() throws Exception {
        Negotiation negotiation = negotiateSound();
        assertThat(negotiation.reason().text()).isEmpty();
        try (Viewer viewer = new Viewer(negotiation.sdp())) {
            assertThat(viewer.check(5000)).isEqualTo(0x0101);
            sessions.answer(negotiation.session(), Viewer.answerWithSound(Viewer.IDENTITY));
            viewer.handshake(SrtpProfile.AEAD_AES_128_GCM);
            assertThat(recorder.await(negotiation.session(), LiveState.CONNECTED))
                    .isEmpty();
            hub.start(withSound(Codec.AAC, 48_000));
            assertThat(recorder.awaitReason("AAC").state()).isEqualTo(LiveState.CONNECTED);
            assertThat(sessions.sessions()).hasSize(1);
        }
    }

    @Test
    void servesOverIpVersion6() throws Exception {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "needs ::1");
        sessions.close();
        start(new LiveSettings(port, List.of("::1"), 3));
        hub.play(FOOTAGE);
        Negotiation negotiation = negotiate();
        assertThat(negotiation.sdp())
                .contains(" udp 2130706431 0:0:0:0:0:0:0:1 " + port + " typ host")
                .contains("c=IN IP6 0:0:0:0:0:0:0:1");
        try (Viewer viewer = new Viewer(negotiation.sdp(), loopback)) {
            assertThat(viewer.check(5000)).isEqualTo(0x0101);
            sessions.answer(negotiation.session(), Viewer.answer(Viewer.IDENTITY));
            viewer.handshake(SrtpProfile.AEAD_AES_128_GCM);
            assertThat(media(viewer)).isNotEmpty();
            assertThat(sessions.sessions().get(0).transport()).startsWith("udp [0:0:0:0:0:0:0:1]:");
        }
    }

    /** Nobody can make this server send to an address that has not proved itself: not one byte leaves for it. */
    @Test
    void sendsNothingToAnAddressThatHasProvedNothing() throws Exception {
        Map<InetSocketAddress, AtomicLong> sent = new ConcurrentHashMap<>();
        sessions.close();
        sessions = new LiveSessions(
                new LiveSettings(port, List.of("127.0.0.1"), 3),
                hub,
                recorder,
                Clock.systemUTC(),
                List::of,
                channel -> (datagram, remote) -> {
                    sent.computeIfAbsent(remote, unseen -> new AtomicLong()).addAndGet(datagram.remaining());
                    return channel.send(datagram, remote) > 0;
                });
        hub.play(FOOTAGE);
        Negotiation negotiation = negotiate();
        try (Viewer viewer = connect(negotiation, SrtpProfile.AEAD_AES_128_GCM);
                Viewer stranger = new Viewer(negotiation.sdp())) {
            byte[] hello = new byte[1200];
            hello[0] = 22;
            hello[1] = (byte) 0xfe;
            hello[2] = (byte) 0xfd;
            byte[] report = media(viewer);
            byte[] unknown = TestChecks.request("nobody:remote", "password");
            byte[] forged = TestChecks.request(
                    negotiation.sdp().split("a=ice-ufrag:", 2)[1].split("\r", 2)[0] + ":remote", "not the password");
            byte[] bare = Arrays.copyOf(forged, 20);
            for (byte[] packet : List.of(hello, report, unknown, forged, bare)) {
                stranger.socket.send(new DatagramPacket(packet, packet.length));
            }
            // Answered behind them, in order; and a moment of video for the other.
            assertThat(viewer.check(5000)).isEqualTo(0x0101);
            media(viewer);
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), stranger.socket.getLocalPort());
            assertThat(sent).hasSize(1).doesNotContainKey(address);
        }
    }

    @Test
    void endsOneWhoseAnswerIsNoAnswer() throws Exception {
        Negotiation negotiation = negotiate();
        assertRefused(() -> sessions.answer(negotiation.session(), "garbage"), ErrorCode.INVALID_REQUEST);
        recorder.await(negotiation.session(), LiveState.FAILED);
    }

    @Test
    void survivesGarbageFromTheNetwork() throws Exception {
        sessions.close();
        // A loaded machine takes seconds over so much garbage, and meanwhile the viewer makes no checks.
        start(new LiveSettings(port, List.of("127.0.0.1"), 3));
        hub.play(FOOTAGE);
        Negotiation negotiation = negotiate();
        try (Viewer viewer = connect(negotiation, SrtpProfile.AEAD_AES_128_GCM);
                Viewer stranger = new Viewer(negotiation.sdp())) {
            Random random = new Random(6);
            for (int i = 0; i < 20_000; i++) {
                byte[] garbage = new byte[1 + random.nextInt(300)];
                random.nextBytes(garbage);
                int[] first = {0, 20, 21, 22, 23, 0x80, 0x81, 0xbf, random.nextInt(256)};
                garbage[0] = (byte) first[random.nextInt(first.length)];
                if (garbage.length > 1 && (garbage[0] & 0xc0) == 0x80) {
                    garbage[1] = (byte) (200 + random.nextInt(8));
                }
                (i % 2 == 0 ? viewer : stranger).socket.send(new DatagramPacket(garbage, garbage.length));
            }
            assertThat(viewer.check(20_000)).as("still served").isEqualTo(0x0101);
            assertThat(sessions.sessions()).hasSize(1);
            assertThat(sessions.sessions().get(0).connected()).isTrue();
        }
    }

    @Test
    void closesTcpConnectionsThatDoNotKeepToTheFraming() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo(-1);
        }
    }
}
