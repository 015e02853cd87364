package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.technosupport.vms.simulator.TestRtspClient.Answer;
import com.technosupport.vms.simulator.TestRtspClient.Rtp;
import com.technosupport.vms.simulator.internal.auth.Credentials;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The RTSP server as a client on a socket sees it. */
class RtspServerTest {
    private static Simulator.Builder builder() {
        return Simulator.builder().credentials("admin", "secret").discovery(false);
    }

    @Test
    void describesTheStream() throws Exception {
        try (Simulator simulator = builder().start()) {
            URI uri = simulator.camera(1).stream(SimulatedCamera.MAIN);
            try (TestRtspClient client = new TestRtspClient(uri)) {
                assertThat(client.ask("OPTIONS", uri.toString()).headers().get("public"))
                        .contains("DESCRIBE", "GET_PARAMETER", "TEARDOWN");
                Answer answer = client.ask("DESCRIBE", uri.toString());
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers()).containsEntry("content-base", uri + "/");
                assertThat(answer.body())
                        .contains("m=video 0 RTP/AVP 96\r\n", "a=rtpmap:96 H264/90000\r\n", "a=control:trackID=1\r\n")
                        .contains("profile-level-id=4D", "sprop-parameter-sets=Z", "a=recvonly\r\n", "a=range:npt=now-")
                        .endsWith("\r\n");
                assertThat(client.ask("DESCRIBE", uri.resolve("/none").toString())
                                .status())
                        .isEqualTo(404);
            }
        }
    }

    @Test
    void playsFromAKeyPictureAsRtpInfoTells() throws Exception {
        try (Simulator simulator = builder().start()) {
            URI uri = simulator.camera(1).stream(SimulatedCamera.SUB);
            try (TestRtspClient client = new TestRtspClient(uri)) {
                String info = client.play().headers().get("rtp-info");
                Matcher matcher =
                        Pattern.compile("url=(.*);seq=(\\d+);rtptime=(\\d+)").matcher(info);
                assertThat(matcher.matches()).isTrue();
                assertThat(matcher.group(1)).isEqualTo(uri + "/trackID=1");
                Rtp first = client.packet();
                assertThat(first.sequence()).isEqualTo(Integer.parseInt(matcher.group(2)));
                assertThat(first.timestamp()).isEqualTo(Long.parseLong(matcher.group(3)));
                assertThat(first.type()).isEqualTo(96);
                assertThat(first.firstByte() & 0x1f)
                        .as("a sequence parameter set")
                        .isEqualTo(7);
                Rtp last = first;
                for (int i = 0; i < 200; i++) {
                    Rtp next = client.packet();
                    assertThat(next.sequence()).isEqualTo(last.sequence() + 1 & 0xffff);
                    long step = next.timestamp() - last.timestamp() & 0xffffffffL;
                    assertThat(step).isEqualTo(last.marker() ? 3600 : 0);
                    last = next;
                }
            }
        }
    }

    @Test
    void leavesParameterSetsOutWhereOnlyTheSdpHasThem() throws Exception {
        try (Simulator simulator = builder().start();
                TestRtspClient client = new TestRtspClient(simulator.camera(1).stream(SimulatedCamera.SPROP))) {
            client.play();
            for (int i = 0; i < 150; i++) {
                assertThat(client.packet().firstByte() & 0x1f).isNotIn(7, 8);
            }
        }
    }

    @Test
    void pausesGoesOnAndTearsDown() throws Exception {
        try (Simulator simulator = builder().start()) {
            SimulatedCamera camera = simulator.camera(1);
            URI uri = camera.stream(SimulatedCamera.SUB);
            try (TestRtspClient client = new TestRtspClient(uri)) {
                client.play();
                client.packet();
                assertThat(camera.stats().players()).isEqualTo(1);
                client.send("PAUSE", uri.toString(), client.session());
                // Another request would need a digest of its own; the one for PLAY does not fit and says so.
                assertThat(client.answer().status()).isEqualTo(401);
                assertThat(client.ask("PAUSE", uri.toString(), client.session()).status())
                        .isEqualTo(200);
                assertThat(camera.stats().players()).isZero();
                assertThat(client.ask("GET_PARAMETER", uri.toString(), client.session())
                                .status())
                        .isEqualTo(200);
                assertThat(client.ask("PLAY", uri.toString(), client.session()).status())
                        .isEqualTo(200);
                client.packet();
                assertThat(client.ask("TEARDOWN", uri.toString(), client.session())
                                .status())
                        .isEqualTo(200);
                assertThat(camera.stats().players()).isZero();
                assertThat(client.ask("PLAY", uri.toString(), client.session()).status())
                        .isEqualTo(454);
            }
        }
    }

    @Test
    void sendsOverUdpFromThePortsItNamed() throws Exception {
        try (Simulator simulator = builder().start();
                DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            URI uri = simulator.camera(1).stream(SimulatedCamera.SUB);
            try (TestRtspClient client = new TestRtspClient(uri)) {
                int port = rtp.getLocalPort();
                Answer setup = client.ask(
                        "SETUP", uri.toString(), "Transport: RTP/AVP;unicast;client_port=" + port + "-" + (port + 1));
                assertThat(setup.status()).isEqualTo(200);
                Matcher server = Pattern.compile("server_port=(\\d+)-(\\d+)")
                        .matcher(setup.headers().get("transport"));
                assertThat(server.find()).isTrue();
                assertThat(Integer.parseInt(server.group(1)) % 2).isZero();
                String session = setup.headers().get("session").split(";")[0];
                client.ask("PLAY", uri.toString(), "Session: " + session);
                rtp.setSoTimeout(5000);
                DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
                rtp.receive(packet);
                assertThat(packet.getPort()).isEqualTo(Integer.parseInt(server.group(1)));
                assertThat(packet.getData()[0] & 0xff).isEqualTo(0x80);
            }
        }
    }

    @Test
    void takesEachSchemeAndRefusesWrongPasswords() throws Exception {
        for (AuthScheme scheme : AuthScheme.values()) {
            try (Simulator simulator = builder().authSchemes(scheme).start()) {
                SimulatedCamera camera = simulator.camera(1);
                URI uri = camera.stream(SimulatedCamera.SUB);
                try (TestRtspClient client = new TestRtspClient(uri)) {
                    assertThat(client.ask("DESCRIBE", uri.toString()).status())
                            .as(scheme.toString())
                            .isEqualTo(200);
                }
                try (TestRtspClient client = new TestRtspClient(uri).with(new Credentials("admin", "wrong"))) {
                    assertThat(client.ask("DESCRIBE", uri.toString()).status()).isEqualTo(401);
                    assertThat(camera.stats().refused()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void tellsThatANonceIsTooOld() throws Exception {
        try (Simulator simulator = builder().nonceLifetime(Duration.ZERO).start()) {
            URI uri = simulator.camera(1).stream(SimulatedCamera.SUB);
            try (TestRtspClient client = new TestRtspClient(uri)) {
                Answer answer = client.ask("DESCRIBE", uri.toString());
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.headers().get("www-authenticate")).contains("stale=true");
            }
        }
    }

    @Test
    void endsTheSessionOfASilentClient() throws Exception {
        try (Simulator simulator =
                        builder().sessionTimeout(Duration.ofSeconds(1)).start();
                TestRtspClient client = new TestRtspClient(simulator.camera(1).stream(SimulatedCamera.SUB))) {
            client.play();
            assertThatThrownBy(() -> {
                        while (true) {
                            client.packet();
                        }
                    })
                    .isInstanceOfAny(EOFException.class, java.net.SocketException.class);
            assertThat(simulator.camera(1).stats().clientsDropped()).isEqualTo(1);
        }
    }

    @Test
    void aClientThatDoesNotReadDisturbsNobodyElse() throws Exception {
        try (Simulator simulator = builder().campusOnly(true).start()) {
            SimulatedCamera camera = simulator.camera(1);
            URI uri = camera.stream(SimulatedCamera.MAIN);
            try (TestRtspClient lazy = new TestRtspClient(uri, 4096);
                    TestRtspClient keen = new TestRtspClient(uri)) {
                lazy.play();
                keen.play();
                Rtp last = keen.packet();
                long start = System.nanoTime();
                long longest = 0;
                while (camera.stats().framesDropped() == 0) {
                    long before = System.nanoTime();
                    Rtp next = keen.packet();
                    longest = Math.max(longest, System.nanoTime() - before);
                    assertThat(next.sequence()).isEqualTo(last.sequence() + 1 & 0xffff);
                    last = next;
                    assertThat(System.nanoTime() - start)
                            .as("the lazy client's queue must have an end")
                            .isLessThan(60_000_000_000L);
                }
                assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(1));
                assertThat(camera.stats().players()).isEqualTo(2);
            }
        }
    }

    @Test
    void closesOnGarbage() throws Exception {
        try (Simulator simulator = builder().start()) {
            URI uri = simulator.camera(1).stream(SimulatedCamera.SUB);
            for (String garbage : new String[] {"\u0000\u0001\u0002\r\n\r\n", "GET\r\n\r\n", "X ".repeat(20_000)}) {
                try (TestRtspClient client = new TestRtspClient(uri)) {
                    client.socket.getOutputStream().write(garbage.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                    assertThatThrownBy(client::answer).isInstanceOf(IOException.class);
                }
            }
            try (TestRtspClient client = new TestRtspClient(uri)) {
                client.play();
                assertThat(client.packet().type()).isEqualTo(96);
            }
        }
    }
}
