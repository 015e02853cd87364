package com.technosupport.vms.live.webrtc.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import com.technosupport.vms.live.webrtc.internal.dtls.DtlsIdentity;
import com.technosupport.vms.live.webrtc.internal.ice.DatagramOutput;
import com.technosupport.vms.live.webrtc.internal.srtp.SrtpProfile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
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
        sessions = new LiveSessions(settings, hub, recorder, Clock.systemUTC(), List::of, DatagramOutput.Factory.NIO);
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
                byte[] media = new byte[2048];
                DatagramPacket packet = new DatagramPacket(media, media.length);
                do {
                    packet.setLength(media.length);
                    viewer.socket.receive(packet);
                } while ((media[0] & 0xc0) != 0x80);
                assertThat(hub.subscriptions).hasValue(1);
                viewer.leave();
                recorder.await(negotiation.session(), LiveState.CLOSED);
            }
            assertThat(hub.subscriptions).hasValue(0);
        }
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

    @Test
    void endsOneWhoseAnswerIsNoAnswer() throws Exception {
        Negotiation negotiation = negotiate();
        assertRefused(() -> sessions.answer(negotiation.session(), "garbage"), ErrorCode.INVALID_REQUEST);
        recorder.await(negotiation.session(), LiveState.FAILED);
    }

    @Test
    void survivesGarbageFromTheNetwork() throws Exception {
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
            assertThat(viewer.check(5000)).as("still served").isEqualTo(0x0101);
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

    /** Printed, not asserted: what a hundred viewers of one real stream cost the threads that serve them. */
    @Test
    void hundredViewers() throws Exception {
        sessions.close();
        start(new LiveSettings(port, List.of("127.0.0.1"), 200));
        hub.play(FOOTAGE);
        List<Viewer> viewers = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            Viewer viewer = connect(negotiate(), SrtpProfile.AEAD_AES_128_GCM);
            // Nobody reads: what the socket does not hold is dropped by the system, at no cost to the sender.
            viewer.socket.setReceiveBufferSize(4096);
            viewers.add(viewer);
        }
        System.out.printf("100 viewers connected in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
        long cpu = cpu();
        long packets = packets();
        long start = System.nanoTime();
        Thread.sleep(5000);
        double wall = System.nanoTime() - start;
        double used = cpu() - cpu;
        double sent = packets() - packets;
        System.out.printf(
                "100 viewers: %.0f packets/s, %.1f %% of a core, %.3f %% a viewer, %.2f us a packet%n",
                sent * 1e9 / wall, 100 * used / wall, used / wall, used / 1000 / sent);
        viewers.forEach(Viewer::close);
    }

    private long packets() {
        return sessions.sessions().stream().mapToLong(info -> info.packets()).sum();
    }

    private static long cpu() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("webrtc-")
                        || thread.getName().equals("footage"))
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                .sum();
    }
}
