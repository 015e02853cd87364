package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.simulator.TestOnvifClient.Answer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ONVIF devices do otherwise than others. */
class OnvifQuirksTest {
    private static final String INFORMATION = "<tds:GetDeviceInformation/>";
    private static final String PROBE = "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\""
            + " xmlns:w=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\""
            + " xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\"><e:Header><w:MessageID>uuid:1</w:MessageID>"
            + "</e:Header><e:Body><d:Probe/></e:Body></e:Envelope>";

    private final TestOnvifClient client = new TestOnvifClient();
    private Simulator simulator;
    private SimulatedCamera camera;

    @BeforeEach
    void start() throws Exception {
        simulator = Simulator.builder()
                .credentials("admin", "secret")
                .multicast(false)
                .start();
        camera = simulator.camera(1);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private Answer information() throws Exception {
        return client.ask(camera.deviceService(), INFORMATION);
    }

    @Test
    void takesOnlyOneKindOfCredentials() throws Exception {
        camera.quirk(OnvifQuirk.ONLY_HTTP_DIGEST);
        assertThat(information().status()).isEqualTo(401);
        camera.quirk(OnvifQuirk.ONLY_HTTP_DIGEST, false);
        camera.quirk(OnvifQuirk.ONLY_USERNAME_TOKEN);
        assertThat(information().status()).isEqualTo(200);
        Answer bare = client.send(camera.deviceService(), "", INFORMATION);
        assertThat(bare.status()).isEqualTo(400);
        assertThat(bare.text("//Subcode/Value")).isEqualTo("ter:NotAuthorized");
        camera.quirk(OnvifQuirk.REFUSES_WITH_500);
        assertThat(client.password("wrong")
                        .ask(camera.deviceService(), INFORMATION)
                        .status())
                .isEqualTo(500);
    }

    @Test
    void changesItsPasswordAndLocksItsAccount() throws Exception {
        camera.password("new");
        assertThat(information().status()).isEqualTo(400);
        assertThat(client.password("new")
                        .ask(camera.deviceService(), INFORMATION)
                        .status())
                .isEqualTo(200);
        camera.fault(Fault.ACCOUNT_LOCKED);
        assertThat(information().status()).isEqualTo(403);
        var stream = camera.stream(SimulatedCamera.SUB);
        try (TestRtspClient rtsp = new TestRtspClient(stream)) {
            assertThat(rtsp.ask("DESCRIBE", stream.toString()).status()).isEqualTo(401);
        }
        camera.clear(Fault.ACCOUNT_LOCKED);
        assertThat(information().status()).isEqualTo(200);
    }

    @Test
    void tellsTheTimeWithoutUtcAndIsAskew() throws Exception {
        camera.clockSkew(Duration.ofHours(-7));
        assertThat(information().status()).isEqualTo(400);
        camera.quirk(OnvifQuirk.CLOCK_WITHOUT_UTC);
        Answer time = client.send(camera.deviceService(), "", "<tds:GetSystemDateAndTime/>");
        assertThat(time.texts("//UTCDateTime")).isEmpty();
        assertThat(time.text("//TimeZone/TZ")).isEqualTo("CET-1CEST,M3.5.0,M10.5.0/3");
        assertThat(time.texts("//LocalDateTime/Time/Hour")).hasSize(1);
        assertThat(client.skew(Duration.ofHours(-7))
                        .ask(camera.deviceService(), INFORMATION)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void leavesOutServicesAndTellsOtherAddresses() throws Exception {
        camera.quirk(OnvifQuirk.NO_MEDIA2);
        String ask = "<tds:GetServices><tds:IncludeCapability>true</tds:IncludeCapability></tds:GetServices>";
        assertThat(client.ask(camera.deviceService(), ask).texts("//Service/Namespace"))
                .contains("http://www.onvif.org/ver10/media/wsdl")
                .doesNotContain("http://www.onvif.org/ver20/media/wsdl");
        camera.quirk(OnvifQuirk.INNER_ADDRESS);
        assertThat(client.ask(camera.deviceService(), ask).texts("//Service/XAddr"))
                .allMatch(address -> address.startsWith("http://192.168.1.64:" + camera.httpPort() + "/onvif/"));
        String uri = "<trt:GetStreamUri><trt:ProfileToken>main</trt:ProfileToken></trt:GetStreamUri>";
        assertThat(client.ask(camera.deviceService(), uri).text("//Uri"))
                .isEqualTo("rtsp://192.168.1.64:" + camera.rtspPort() + "/main");
        camera.quirk(OnvifQuirk.NO_GET_SERVICES);
        Answer refused = client.ask(camera.deviceService(), ask);
        assertThat(refused.status()).isEqualTo(500);
        camera.quirk(OnvifQuirk.NOT_SUPPORTED_WITH_400);
        assertThat(client.ask(camera.deviceService(), ask).status()).isEqualTo(400);
        Answer capabilities = client.ask(
                camera.deviceService(), "<tds:GetCapabilities><tds:Category>All</tds:Category></tds:GetCapabilities>");
        assertThat(capabilities.texts("//Capabilities/*/XAddr"))
                .hasSizeGreaterThanOrEqualTo(5)
                .allMatch(address -> address.startsWith("http://192.168.1.64"));
        assertThat(capabilities.text("//Extension/Replay/XAddr")).endsWith("/onvif/replay_service");
    }

    @Test
    void isReplacedByAnother() throws Exception {
        UUID endpoint = camera.endpoint();
        camera.replaceBy("NEW0001");
        assertThat(information().text("//SerialNumber")).isEqualTo("NEW0001");
        assertThat(camera.serial()).isEqualTo("NEW0001");
        assertThat(camera.endpoint()).isNotEqualTo(endpoint);
    }

    @Test
    void rebootsWhenTold() throws Exception {
        assertThat(client.ask(camera.deviceService(), "<tds:SystemReboot/>").text("//Message"))
                .isEqualTo("Rebooting");
        while (camera.faults().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(camera.commands()).extracting(SimulatedCommand::name).containsExactly("SystemReboot");
    }

    /** Asks for devices; takes as many answers as are hoped for, or what came within two seconds. */
    private List<String> probe(int hopedFor) throws IOException {
        List<String> answers = new ArrayList<>();
        try (DatagramSocket socket = new DatagramSocket()) {
            byte[] bytes = PROBE.getBytes(StandardCharsets.UTF_8);
            InetAddress host = InetAddress.getByName(camera.address());
            socket.send(
                    new DatagramPacket(bytes, bytes.length, new InetSocketAddress(host, simulator.discoveryPort())));
            socket.setSoTimeout(2000);
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            while (answers.size() < hopedFor) {
                socket.receive(packet);
                answers.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
            }
        } catch (SocketTimeoutException e) {
            return answers;
        }
        return answers;
    }

    @Test
    void answersProbesOddly() throws Exception {
        camera.quirk(OnvifQuirk.IPV6_FIRST);
        camera.quirk(OnvifQuirk.PERCENT_SCOPES);
        assertThat(probe(1).get(0))
                .contains("<d:XAddrs>http://[fe80::54ff:fe53:1]/onvif/device_service " + camera.deviceService() + "<")
                .contains("/name/Tor%20%26%20H%C3%B6fe%2F1", "%E0%A4%A<");
        camera.quirk(OnvifQuirk.DUPLICATE_ANSWERS);
        assertThat(probe(3)).hasSize(3).allMatch(answer -> answer.contains("urn:uuid:" + camera.endpoint()));
    }

    @Test
    void answersProbesWithMalice() throws Exception {
        camera.quirk(OnvifQuirk.DOCTYPE_ANSWERS);
        List<String> answers = probe(2);
        assertThat(answers.get(0)).contains("<!DOCTYPE env:Envelope [<!ENTITY a0", "&a8;</d:Scopes>");
        assertThat(answers.get(1)).contains("urn:uuid:" + camera.endpoint()).doesNotContain("DOCTYPE");
        camera.quirk(OnvifQuirk.DOCTYPE_ANSWERS, false);
        camera.quirk(OnvifQuirk.HUGE_ANSWERS);
        assertThat(probe(1).get(0)).hasSizeGreaterThan(64_000);
        camera.quirk(OnvifQuirk.HUGE_ANSWERS, false);
        camera.quirk(OnvifQuirk.ENDLESS_ANSWERS);
        assertThat(probe(50)).hasSize(50).doesNotHaveDuplicates();
    }
}
