package com.technosupport.vms.media.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspLoudspeaker;
import com.technosupport.vms.api.media.TalkLine;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.simulator.AuthScheme;
import com.technosupport.vms.simulator.HeardSpeech;
import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedCamera;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls to loudspeakers: of a simulated camera, and of devices that are odd or refuse. */
class TalkLineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Credential PASSWORD = new Credential("admin", "admin");
    /** Half of full scale in µ-law. */
    private static final byte LOUD = (byte) 0x8f;

    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private MediaService media;

    @BeforeEach
    void start() throws IOException {
        media = new MediaService(Settings.usual(), Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        media.close();
    }

    private TalkLine call(java.net.URI uri, Credential credential) throws InterruptedException {
        return media.open("gate", new RtspLoudspeaker(uri), credential, ends::add);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static byte[] loud() {
        byte[] frame = new byte[160];
        Arrays.fill(frame, LOUD);
        return frame;
    }

    @Test
    void aCameraHearsWhatIsSaidAndThatItEnds() throws Exception {
        try (Simulator simulator = Simulator.builder()
                .discovery(false)
                .multicast(false)
                .authSchemes(AuthScheme.DIGEST_SHA256)
                .start()) {
            SimulatedCamera camera = simulator.camera(1);
            TalkLine line = call(camera.stream(SimulatedCamera.MAIN), PASSWORD);
            for (int i = 0; i < 20; i++) {
                line.send(i % 2 == 0 ? Codec.PCMU : Codec.PCMA, i % 2 == 0 ? loud() : aLaw());
            }
            await("20 frames heard", () -> camera.heard().samples() == 20 * 160);
            HeardSpeech heard = camera.heard();
            assertThat(heard.energy()).isBetween(0.22, 0.28);
            assertThat(heard.lost()).isZero();
            assertThat(line.sent()).isEqualTo(20);
            assertThat(line.dropped()).isZero();

            assertThatThrownBy(() -> call(camera.stream(SimulatedCamera.SUB), PASSWORD))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));

            line.close();
            await("the call ended", () -> !camera.heard().talking());
            line.send(Codec.PCMU, loud());
            assertThat(line.sent()).isEqualTo(20);
            assertThat(ends).as("whoever hangs up is not told").isEmpty();
            call(camera.stream(SimulatedCamera.MAIN), PASSWORD).close();
        }
    }

    /** The same in A-law. */
    private static byte[] aLaw() {
        byte[] frame = new byte[160];
        Arrays.fill(frame, (byte) 0xba);
        return frame;
    }

    @Test
    void aCameraThatGoesEndsTheCall() throws Exception {
        try (Simulator simulator =
                Simulator.builder().discovery(false).multicast(false).start()) {
            SimulatedCamera camera = simulator.camera(1);
            TalkLine line = call(camera.stream(SimulatedCamera.MAIN), PASSWORD);
            camera.reboot(Duration.ofMillis(50));
            assertThat(ends.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).contains("closed the connection");
            line.close();
        }
    }

    @Test
    void aCameraWithoutLoudspeakerSaysSo() throws Exception {
        try (Simulator simulator =
                Simulator.builder().discovery(false).multicast(false).start()) {
            SimulatedCamera camera = simulator.camera(1);
            camera.quirk(OnvifQuirk.NO_LOUDSPEAKER);
            assertThatThrownBy(() -> call(camera.stream(SimulatedCamera.MAIN), PASSWORD))
                    .isInstanceOfSatisfying(VmsException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
                        assertThat(e).hasMessageContaining("no way to a loudspeaker (551");
                    });
            assertThatThrownBy(() -> call(camera.stream(SimulatedCamera.MAIN), new Credential("admin", "wrong-one")))
                    .isInstanceOfSatisfying(VmsException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.BAD_CREDENTIALS);
                        assertThat(e).hasMessageNotContaining("wrong-one");
                    });
        }
    }

    private static String description(String audio) {
        return "200 OK\nContent-Type: application/sdp\n\nv=0\r\ns=x\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
                + "a=control:v\r\n" + audio + "a=control:back\r\n";
    }

    @ParameterizedTest
    @CsvSource({
        "m=audio 0 RTP/AVP 97|a=rtpmap:97 MPEG4-GENERIC/16000|a=sendonly, NOT_SUPPORTED, only as MPEG4-GENERIC",
        "m=audio 0 RTP/AVP 0|a=recvonly, NOT_SUPPORTED, has no loudspeaker",
        "m=audio 0 RTP/AVP 97|a=rtpmap:97 PCMU/16000|a=sendonly, NOT_SUPPORTED, only as PCMU",
    })
    void whatCannotBeSpokenToIsToldWhy(String audio, ErrorCode code, String why) throws Exception {
        String lines = audio.replace("|", "\r\n") + "\r\n";
        try (ScriptedServer device = new ScriptedServer(
                (request, wire) -> request.method().equals("DESCRIBE") ? description(lines) : "200 OK")) {
            assertThatThrownBy(() -> call(device.uri("/a"), PASSWORD)).isInstanceOfSatisfying(VmsException.class, e -> {
                assertThat(e.code()).isEqualTo(code);
                assertThat(e).hasMessageContaining(why);
            });
            assertThat(device.requests).noneMatch(request -> request.method().equals("SETUP"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SETUP, 461 Unsupported Transport, NOT_SUPPORTED",
        "SETUP, 453 Not Enough Bandwidth, BUSY",
        "SETUP, 454 Session Not Found, NOT_SUPPORTED",
        "PLAY, 551 Option not supported, NOT_SUPPORTED",
        "DESCRIBE, 403 Forbidden, BAD_CREDENTIALS",
        "DESCRIBE, 500 Oops, DEVICE_PROTOCOL"
    })
    void aRefusalHasItsMeaning(String method, String status, ErrorCode code) throws Exception {
        try (ScriptedServer device = device(method, status)) {
            assertThatThrownBy(() -> call(device.uri("/a"), PASSWORD))
                    .isInstanceOfSatisfying(
                            VmsException.class, e -> assertThat(e.code()).isEqualTo(code));
        }
    }

    /** Takes µ-law as its second choice, by a dynamic type; answers one method otherwise. */
    private static ScriptedServer device(String method, String status) throws IOException {
        String audio = """
                m=audio 0 RTP/AVP 97 98 8
                a=rtpmap:97 MPEG4-GENERIC/16000
                a=rtpmap:98 pcmu/8000
                a=rtpmap:8 PCMA/8000/1
                a=sendonly
                """;
        return new ScriptedServer((request, wire) -> request.method().equals(method)
                ? status
                : switch (request.method()) {
                    case "DESCRIBE" -> description(audio);
                    case "SETUP" -> "200 OK\nSession: 42;timeout=5\nTransport: RTP/AVP/TCP;unicast;interleaved=4-5";
                    default -> "200 OK";
                });
    }

    @Test
    void asksForTheBackChannelAloneAndKeepsTheCallUp() throws Exception {
        try (ScriptedServer device = device("none", "")) {
            TalkLine line = call(device.uri("/live?x=1"), PASSWORD);
            await("a keep-alive", () -> device.requests.size() >= 5);
            line.close();
            await(
                    "goodbye",
                    () -> device.requests.stream()
                            .anyMatch(request -> request.method().equals("TEARDOWN")));
            List<ScriptedServer.Request> asked = List.copyOf(device.requests);
            assertThat(asked.stream().map(ScriptedServer.Request::method))
                    .containsExactly("OPTIONS", "DESCRIBE", "SETUP", "PLAY", "OPTIONS", "TEARDOWN");
            assertThat(asked.subList(1, 4))
                    .allSatisfy(request ->
                            assertThat(request.header("Require")).isEqualTo("www.onvif.org/ver20/backchannel"));
            assertThat(asked.get(2).uri()).endsWith("/live?x=1/back");
            assertThat(asked.get(5).header("Session")).isEqualTo("42");
        }
    }

    @Test
    void whatADeviceDoesNotTakeInTimeIsLeftOut() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        AtomicInteger options = new AtomicInteger();
        try (ScriptedServer device = new ScriptedServer((request, wire) -> switch (request.method()) {
            case "DESCRIBE" -> description("m=audio 0 RTP/AVP 0\r\na=sendonly\r\n");
            case "SETUP" -> "200 OK\nSession: 42;timeout=2\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1";
            case "OPTIONS" -> options.getAndIncrement() == 0 ? "200 OK" : hangUpAfter(reading);
            default -> "200 OK";
        })) {
            TalkLine line = call(device.uri("/a"), PASSWORD);
            await("it reads no more", () -> options.get() == 2);
            await("sound was left out", () -> {
                for (int i = 0; i < 20; i++) {
                    line.send(Codec.PCMU, loud());
                }
                return line.dropped() > 100;
            });
            reading.countDown();
            assertThat(ends.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).contains("the connection");
            line.close();
            assertThat(ends).isEmpty();
        }
    }

    private static String hangUpAfter(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }
}
