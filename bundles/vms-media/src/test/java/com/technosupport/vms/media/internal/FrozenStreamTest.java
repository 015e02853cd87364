package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.media.internal.rtsp.RtspLoop;
import com.technosupport.vms.media.internal.rtsp.RtspSession;
import com.technosupport.vms.media.internal.rtsp.RtspTimes;
import com.technosupport.vms.media.internal.source.Failure;
import com.technosupport.vms.media.internal.source.LoginGate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Devices that go on sending, but nothing that can be shown. */
class FrozenStreamTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] KEY = HEX.parseHex("6588840000");
    private static final byte[] PLAIN = HEX.parseHex("41888400");
    private static final byte[] SPS = HEX.parseHex("67640016acd940a02ff9610000030001000003003c0f162d96");
    private static final byte[] PPS = HEX.parseHex("68ebe3cb22c0");
    private static final String DESCRIPTION = "Content-Type: application/sdp\n\nv=0\nm=video 0 RTP/AVP 96\n"
            + "a=rtpmap:96 H264/90000\na=fmtp:96 packetization-mode=1;"
            + "sprop-parameter-sets=Z2QAFqzZQKAv+WEAAAMAAQAAAwA8DxYtlg==,aOvjyyLA\na=control:track1\n"
            + "m=audio 0 RTP/AVP 0\na=control:track2\n";

    /** What a device sends every 20 ms. */
    interface Sender {
        void send(int number, OutputStream wire) throws IOException;
    }

    private final CollectingListener listener = new CollectingListener();
    private RtspLoop loop;
    private int sequence;

    @BeforeEach
    void begin() throws IOException {
        loop = new RtspLoop("rtsp-test", Clock.systemUTC());
    }

    @AfterEach
    void end() {
        loop.close();
    }

    private ScriptedServer device(Sender sender) throws IOException {
        return new ScriptedServer((request, wire) -> switch (request.method()) {
            case "OPTIONS" -> "200 OK\nPublic: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN";
            case "DESCRIBE" -> "200 OK\n" + DESCRIPTION;
            case "SETUP" -> "200 OK\nSession: abc;timeout=60\nTransport: " + request.header("Transport");
            case "PLAY" -> {
                wire.write("RTSP/1.0 200 OK\r\nCSeq: %s\r\nContent-Length: 0\r\n\r\n"
                        .formatted(request.header("CSeq"))
                        .getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; ; i++) {
                    sender.send(i, wire);
                    wire.flush();
                    pause();
                }
            }
            default -> "200 OK";
        });
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rtp(OutputStream wire, int channel, int type, long timestamp, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(4 + 12 + payload.length);
        frame.put((byte) '$').put((byte) channel).putShort((short) (12 + payload.length));
        frame.put((byte) 0x80).put((byte) type).putShort((short) sequence++);
        frame.putInt((int) timestamp).putInt(channel + 7).put(payload);
        wire.write(frame.array());
    }

    private void picture(OutputStream wire, long timestamp, byte[] unit) throws IOException {
        rtp(wire, 0, 0x80 | 96, timestamp, unit);
    }

    private void open(ScriptedServer server) {
        RtspTimes times = new RtspTimes(
                Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(1));
        RtspSession.open(
                loop,
                "test",
                new RtspSource(server.uri("/s"), RtspSource.Transport.TCP),
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), server.uri("/s").getPort()),
                new LoginGate()
                        .join("127.0.0.1", new Credential("admin", "secret"))
                        .login(),
                times,
                true,
                listener);
    }

    /** Then hangs up, so that the device can be closed. */
    private void await(String what, Predicate<CollectingListener> condition) throws InterruptedException {
        try {
            listener.await(what, PATIENCE, condition);
        } finally {
            loop.close();
        }
    }

    private void assertLeft(Sender sender, String why) throws Exception {
        try (ScriptedServer server = device(sender)) {
            open(server);
            await("the end", it -> !it.failures.isEmpty());
            Failure failure = listener.failures.get(0);
            assertThat(failure.kind()).isEqualTo(Failure.Kind.INTERRUPTED);
            assertThat(failure.sentence()).contains(why);
        }
    }

    @Test
    void aClockThatStands() throws Exception {
        assertLeft(
                (number, wire) -> picture(wire, Math.min(number, 10) * 1800L, number == 0 ? KEY : PLAIN),
                "no new picture");
        assertThat(listener.formats).hasSize(1);
    }

    @Test
    void noKeyFrame() throws Exception {
        assertLeft((number, wire) -> picture(wire, number * 1800L, PLAIN), "no new picture");
        assertThat(listener.packets).isEmpty();
    }

    @Test
    void soundAlone() throws Exception {
        assertLeft(
                (number, wire) -> {
                    if (number < 10) {
                        picture(wire, number * 1800L, number == 0 ? KEY : PLAIN);
                    }
                    rtp(wire, 2, 0, number * 160L, new byte[160]);
                },
                "No video");
        assertThat(listener.packets).anyMatch(packet -> packet.track() == 1);
    }

    @Test
    void aPayloadTypeThatNobodyAnnounced() throws Exception {
        assertLeft(
                (number, wire) ->
                        rtp(wire, 0, 0x80 | (number < 10 ? 96 : 97), number * 1800L, number == 0 ? KEY : PLAIN),
                "No video");
    }

    @Test
    void h265UnderTheSamePayloadType() throws Exception {
        // TRAIL_R slices: their first byte reads as a data partition of H.264.
        byte[] other = HEX.parseHex("0201d009");
        assertLeft(
                (number, wire) -> picture(wire, number * 1800L, number == 0 ? KEY : number < 10 ? PLAIN : other),
                "no new picture");
        assertThat(listener.packets).hasSizeLessThan(12);
    }

    @Test
    void otherPicturesUnderTheSameSessionAreAnotherFormat() throws Exception {
        byte[] other = SPS.clone();
        other[3]++; // another level
        try (ScriptedServer server = device((number, wire) -> {
            if (number % 10 == 0) {
                rtp(wire, 0, 96, number * 1800L, number < 20 ? SPS : other);
                rtp(wire, 0, 96, number * 1800L, PPS);
            }
            picture(wire, number * 1800L, number % 10 == 0 ? KEY : PLAIN);
        })) {
            open(server);
            await("packets", it -> it.formats.size() > 1 && it.packets.size() > 30);
            assertThat(listener.formats).hasSize(2);
            assertThat(listener.formats.get(1)).isNotEqualTo(listener.formats.get(0));
            assertThat(listener.packets.get(20).key())
                    .as("begins with a key frame")
                    .isTrue();
            assertThat(listener.failures).isEmpty();
        }
    }
}
