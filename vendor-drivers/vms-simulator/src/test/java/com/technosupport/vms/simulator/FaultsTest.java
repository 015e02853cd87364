package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final String ASK_TIME = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>"
            + "<GetSystemDateAndTime xmlns=\"http://www.onvif.org/ver10/device/wsdl\"/></s:Body></s:Envelope>";

    private final HttpClient http = HttpClient.newHttpClient();
    private Simulator simulator;
    private SimulatedCamera camera;
    private URI uri;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.builder()
                .cameras(2)
                .credentials("admin", "secret")
                .discovery(false)
                .controlPort(0)
                .start();
        camera = simulator.camera(1);
        uri = camera.stream(SimulatedCamera.SUB);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private HttpResponse<String> askTime(Duration timeout) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(camera.deviceService())
                .timeout(timeout)
                .POST(HttpRequest.BodyPublishers.ofString(ASK_TIME))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> askTime() throws Exception {
        return askTime(Duration.ofSeconds(10));
    }

    @Test
    void wrongPasswordRefusesTheRightOne() throws Exception {
        camera.fault(Fault.WRONG_PASSWORD);
        try (TestRtspClient client = new TestRtspClient(uri)) {
            assertThat(client.ask("DESCRIBE", uri.toString()).status()).isEqualTo(401);
            camera.clear(Fault.WRONG_PASSWORD);
            assertThat(client.ask("DESCRIBE", uri.toString()).status()).isEqualTo(200);
        }
    }

    @Test
    void silentNeverAnswers() throws Exception {
        camera.fault(Fault.SILENT);
        assertThatThrownBy(() -> askTime(Duration.ofMillis(300))).isInstanceOf(HttpTimeoutException.class);
        try (TestRtspClient client = new TestRtspClient(uri)) {
            client.socket.setSoTimeout(300);
            client.send("OPTIONS", uri.toString());
            assertThatThrownBy(client::answer).isInstanceOf(SocketTimeoutException.class);
        }
        camera.clearFaults();
        assertThat(askTime().statusCode()).isEqualTo(200);
    }

    @Test
    void slowAnswersLate() throws Exception {
        camera.fault(Fault.SLOW, 0.4);
        long start = System.nanoTime();
        assertThat(askTime().statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(390));
        try (TestRtspClient client = new TestRtspClient(uri)) {
            start = System.nanoTime();
            assertThat(client.ask("OPTIONS", uri.toString()).status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(390));
        }
    }

    @Test
    void dropsTheConnection() throws Exception {
        camera.fault(Fault.DROP_CONNECTION, 20);
        assertThatThrownBy(this::askTime).isInstanceOf(IOException.class);
        try (TestRtspClient client = new TestRtspClient(uri)) {
            client.play();
            assertThatThrownBy(() -> {
                        while (true) {
                            client.packet();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void damagesPayloadsButNeverFraming() throws Exception {
        camera.fault(Fault.CORRUPT_PACKETS, 1);
        try (TestRtspClient client = new TestRtspClient(uri)) {
            client.play();
            TestRtspClient.Rtp last = client.packet();
            for (int i = 0; i < 100; i++) {
                TestRtspClient.Rtp next = client.packet();
                assertThat(next.sequence()).isEqualTo(last.sequence() + 1 & 0xffff);
                last = next;
            }
        }
    }

    @Test
    void losesDatagramsButNotTheirNumbers() throws Exception {
        camera.fault(Fault.PACKET_LOSS, 0.3);
        try (DatagramSocket rtp = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                TestRtspClient client = new TestRtspClient(uri)) {
            rtp.setSoTimeout(5000);
            int port = rtp.getLocalPort();
            TestRtspClient.Answer setup = client.ask(
                    "SETUP", uri.toString(), "Transport: RTP/AVP;unicast;client_port=" + port + "-" + (port + 1));
            String session = setup.headers().get("session").split(";")[0];
            assertThat(client.ask("PLAY", uri.toString(), "Session: " + session).status())
                    .isEqualTo(200);
            DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
            int missing = 0;
            int last = -1;
            for (int i = 0; i < 100; i++) {
                rtp.receive(packet);
                int sequence = ByteBuffer.wrap(packet.getData()).getShort(2) & 0xffff;
                missing += last < 0 ? 0 : (sequence - last - 1) & 0xffff;
                last = sequence;
            }
            // 43 on average; the bounds are more than five standard deviations away.
            assertThat(missing).isBetween(5, 110);
            assertThat(camera.stats().packetsLost()).isGreaterThanOrEqualTo(missing);
        }
    }

    @Test
    void answersGarbage() throws Exception {
        camera.fault(Fault.GARBAGE_RTSP);
        try (TestRtspClient client = new TestRtspClient(uri)) {
            client.send("OPTIONS", uri.toString());
            assertThat(client.socket.getInputStream().read()).isZero();
        }
        camera.clearFaults();
        camera.fault(Fault.GARBAGE_SDP);
        try (TestRtspClient client = new TestRtspClient(uri)) {
            assertThat(client.ask("DESCRIBE", uri.toString()).body()).contains("no session description");
        }
    }

    @Test
    void answersHtmlAndExternalEntities() throws Exception {
        camera.fault(Fault.HTML);
        assertThat(askTime().body()).startsWith("<!DOCTYPE html>");
        camera.clearFaults();
        camera.fault(Fault.XXE);
        assertThat(askTime().body()).contains("<!ENTITY file SYSTEM", "&file;");
    }

    @Test
    void freezesThePictureAndKeepsTheSession() throws Exception {
        try (TestRtspClient client = new TestRtspClient(uri)) {
            client.play();
            TestRtspClient.Rtp last = client.packet();
            while (!last.marker()) {
                last = client.packet();
            }
            camera.fault(Fault.FREEZE);
            long sent = camera.stats().rtpPackets();
            assertThat(client.ask("GET_PARAMETER", uri.toString(), client.session())
                            .status())
                    .isEqualTo(200);
            client.socket.setSoTimeout(300);
            assertThatThrownBy(client::packet).isInstanceOf(SocketTimeoutException.class);
            assertThat(camera.stats().rtpPackets()).isLessThanOrEqualTo(sent + 10);
            camera.clear(Fault.FREEZE);
            client.socket.setSoTimeout(5000);
            assertThat(client.packet().type()).isEqualTo(96);
        }
    }

    @Test
    void endlessAnswersDoNotEnd() throws Exception {
        camera.fault(Fault.ENDLESS);
        HttpRequest request = HttpRequest.newBuilder(camera.deviceService())
                .POST(HttpRequest.BodyPublishers.ofString(ASK_TIME))
                .build();
        HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(body.readNBytes(200_000)).hasSize(200_000);
        }
    }

    @Test
    void rebootDropsEverybodyAndComesBackOnTheSamePorts() throws Exception {
        try (TestRtspClient client = new TestRtspClient(uri)) {
            client.play();
            camera.fault(Fault.REBOOT, 0.5);
            assertThatThrownBy(() -> {
                        while (true) {
                            client.packet();
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> new TestRtspClient(uri)).isInstanceOf(java.net.ConnectException.class);
        }
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!camera.faults().isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(10_000_000);
        }
        try (TestRtspClient client = new TestRtspClient(uri)) {
            client.play();
            assertThat(client.packet().type()).isEqualTo(96);
        }
    }

    @Test
    void oneCamerasFaultIsNotAnothers() throws Exception {
        camera.fault(Fault.SILENT);
        try (TestRtspClient client = new TestRtspClient(simulator.camera(2).stream(SimulatedCamera.SUB))) {
            client.play();
            assertThat(client.packet().type()).isEqualTo(96);
        }
    }

    @Test
    void isSwitchedOverHttp() throws Exception {
        URI control = simulator.control().orElseThrow();
        assertThat(change("PUT", control + "/2/fault?name=SLOW&amount=2").statusCode())
                .isEqualTo(200);
        assertThat(simulator.camera(2).faults()).containsEntry(Fault.SLOW, 2.0);
        assertThat(change("GET", control.toString()).body()).contains("\"SLOW\":2.0", "\"number\":2");
        assertThat(change("DELETE", control + "/2/fault").statusCode()).isEqualTo(200);
        assertThat(simulator.camera(2).faults()).isEmpty();
        assertThat(change("PUT", control + "/2/fault?name=NONE").statusCode()).isEqualTo(400);
        assertThat(change("PUT", control + "/2/fault?name=SLOW&amount=-1").statusCode())
                .isEqualTo(400);
        assertThat(change("PUT", control + "/3/fault?name=SLOW").statusCode()).isEqualTo(404);
        assertThat(change("PUT", control + "/1/quirk?name=NO_RENEW").statusCode())
                .isEqualTo(200);
        assertThat(simulator.camera(1).quirks()).containsExactly(OnvifQuirk.NO_RENEW);
        assertThat(change("PUT", control + "/1/event?name=RELAY&channel=1").statusCode())
                .isEqualTo(200);
        assertThat(simulator.camera(1).output(1)).isTrue();
        assertThat(change("DELETE", control + "/1/event?name=RELAY&channel=1").statusCode())
                .isEqualTo(200);
        assertThat(simulator.camera(1).output(1)).isFalse();
        assertThat(change("PUT", control + "/1/event?name=MOTION&channel=2").statusCode())
                .isEqualTo(400);
    }

    private HttpResponse<String> change(String method, String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
