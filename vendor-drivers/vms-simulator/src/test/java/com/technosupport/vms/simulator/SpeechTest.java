package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.technosupport.vms.simulator.TestRtspClient.Answer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is said by loudspeakers: over RTSP as ONVIF has it, and over ISAPI. */
class SpeechTest {
    private static final String REQUIRE = "Require: www.onvif.org/ver20/backchannel";
    private static final String TRANSPORT = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";
    /** Half of full scale, by G.711's µ-law. */
    private static final byte LOUD = (byte) 0x8f;

    private static Simulator.Builder builder() {
        return Simulator.builder().credentials("admin", "secret").discovery(false);
    }

    private static HeardSpeech await(SimulatedDevice device, Predicate<HeardSpeech> condition) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.test(device.heard())) {
            assertThat(System.nanoTime()).as("%s", device.heard()).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
        return device.heard();
    }

    private static byte[] rtp(int sequence, byte sample) {
        byte[] frame = new byte[4 + 12 + 160];
        Arrays.fill(frame, 16, frame.length, sample);
        ByteBuffer.wrap(frame)
                .put((byte) '$')
                .put((byte) 0)
                .putShort((short) (12 + 160))
                .put((byte) 0x80)
                .put((byte) 0)
                .putShort((short) sequence);
        return frame;
    }

    @Test
    void anOnvifDeviceHearsWhoAsksForItsBackChannel() throws Exception {
        try (Simulator simulator = builder().start()) {
            SimulatedCamera camera = simulator.camera(1);
            URI uri = camera.stream(SimulatedCamera.MAIN);
            try (TestRtspClient client = new TestRtspClient(uri);
                    TestRtspClient other = new TestRtspClient(uri)) {
                assertThat(client.ask("DESCRIBE", uri.toString()).body()).doesNotContain("m=audio");
                assertThat(client.ask("DESCRIBE", uri.toString(), REQUIRE).body())
                        .contains("m=audio 0 RTP/AVP 0 8\r\n", "a=sendonly\r\n", "a=control:trackID=3\r\n");
                Answer setUp = client.ask("SETUP", uri + "/trackID=3", TRANSPORT, REQUIRE);
                assertThat(setUp.status()).isEqualTo(200);
                assertThat(other.ask("SETUP", uri + "/trackID=3", TRANSPORT, REQUIRE)
                                .status())
                        .isEqualTo(453);
                String session = "Session: " + setUp.headers().get("session").split(";")[0];
                assertThat(client.ask("PLAY", uri.toString(), session, REQUIRE).status())
                        .isEqualTo(200);
                OutputStream out = client.socket.getOutputStream();
                out.write(rtp(1, LOUD));
                out.write(rtp(2, LOUD));
                out.write(rtp(5, LOUD));
                HeardSpeech heard = await(camera, speech -> speech.samples() == 480);
                assertThat(heard.talking()).isTrue();
                assertThat(heard.talks()).isEqualTo(1);
                assertThat(heard.refused()).isEqualTo(1);
                assertThat(heard.lost()).isEqualTo(2);
                assertThat(heard.energy()).isCloseTo(0.25, within(0.03));
                assertThat(client.ask("TEARDOWN", uri.toString(), session).status())
                        .isEqualTo(200);
                assertThat(camera.heard().talking()).isFalse();
            }
        }
    }

    @Test
    void aDeviceWithoutLoudspeakerKnowsNoSuchFeature() throws Exception {
        try (Simulator simulator = builder().start()) {
            SimulatedCamera camera = simulator.camera(1);
            camera.quirk(OnvifQuirk.NO_LOUDSPEAKER);
            URI uri = camera.stream(SimulatedCamera.MAIN);
            try (TestRtspClient client = new TestRtspClient(uri)) {
                Answer refused = client.ask("DESCRIBE", uri.toString(), REQUIRE);
                assertThat(refused.status()).isEqualTo(551);
                assertThat(refused.headers()).containsEntry("unsupported", "www.onvif.org/ver20/backchannel");
            }
        }
    }

    @Test
    void anIsapiDeviceHearsWhatFollowsTheRequest() throws Exception {
        try (Simulator simulator = builder()
                .cameras(0)
                .nvr(NvrOptions.hikvisionCamera().quirks(NvrQuirk.BASIC_ONLY, NvrQuirk.LOUDSPEAKER_ALAW))
                .start()) {
            SimulatedNvr camera = simulator.nvr(1);
            TestNvrClient client = new TestNvrClient(camera);
            String channels = "/ISAPI/System/TwoWayAudio/channels";
            assertThat(client.get(channels).text("audioCompressionType")).isEqualTo("G.711alaw");
            assertThat(client.get(channels).text("enabled")).isEqualTo("false");
            String session = client.send("PUT", channels + "/1/open", "").text("sessionId");
            assertThat(client.get(channels).text("enabled")).isEqualTo("true");
            assertThat(client.send("PUT", channels + "/1/open", "").text("subStatusCode"))
                    .isEqualTo("deviceBusy");
            try (Socket socket = new Socket(camera.address(), camera.httpPort())) {
                String login = Base64.getEncoder().encodeToString("admin:secret".getBytes(StandardCharsets.UTF_8));
                String head = "PUT " + channels + "/1/audioData?sessionId=" + session
                        + " HTTP/1.1\r\nHost: camera\r\nContent-Length: 0\r\nAuthorization: Basic " + login
                        + "\r\n\r\n";
                OutputStream out = socket.getOutputStream();
                out.write(head.getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII))
                        .isEqualTo("HTTP/1.1 200");
                byte[] speech = new byte[320];
                // Half of full scale, by A-law.
                Arrays.fill(speech, (byte) 0xba);
                out.write(speech);
                assertThat(await(camera, heard -> heard.samples() == 320).energy())
                        .isCloseTo(0.25, within(0.03));
            }
            await(camera, heard -> !heard.talking());
            assertThat(client.send("PUT", channels + "/1/close", "").status()).isEqualTo(200);
            camera.quirk(NvrQuirk.NO_LOUDSPEAKER);
            assertThat(client.get(channels).status()).isEqualTo(403);
        }
    }
}
