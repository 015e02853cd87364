package com.technosupport.vms.driver.onvif.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.DeviceDiscovery.Observer;
import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnvifDiscoveryTest {

    private final List<DiscoveredDevice> found = new CopyOnWriteArrayList<>();
    private final AtomicInteger probed = new AtomicInteger();
    private final Observer observer = new Observer() {
        @Override
        public void found(DiscoveredDevice device) {
            found.add(device);
        }

        @Override
        public void probed(int addresses) {
            probed.addAndGet(addresses);
        }
    };

    @Test
    void findsAllOfASubnetInAFewSeconds() throws Exception {
        try (Simulator simulator = Simulator.builder()
                .address("127.0.72.1")
                .cameras(32)
                .multicast(false)
                .start()) {
            long begin = System.nanoTime();
            new OnvifDiscovery(simulator.discoveryPort(), 800).scan(Subnet.parse("127.0.72.0/24"), observer);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            assertThat(found)
                    .extracting(DiscoveredDevice::ip)
                    .doesNotHaveDuplicates()
                    .hasSize(32);
            assertThat(probed).hasValue(254);
            DiscoveredDevice first = found.stream()
                    .filter(device -> device.ip().equals("127.0.72.1"))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.name()).isEqualTo(simulator.camera(1).name());
            assertThat(first.hardware()).isEqualTo(simulator.camera(1).model());
            assertThat(first.port()).isEqualTo(simulator.camera(1).httpPort());
            assertThat(first.xaddrs().get(0)).isEqualTo(simulator.camera(1).deviceService());
            assertThat(first.driver()).isEqualTo("onvif");
        }
    }

    @Test
    void ignoresWhatIsNoAnswer() throws Exception {
        try (DatagramSocket hostile = new DatagramSocket(0, InetAddress.getByAddress(new byte[] {127, 0, 73, 1}))) {
            Thread answering = new Thread(() -> flood(hostile), "hostile-device");
            answering.start();
            new OnvifDiscovery(hostile.getLocalPort(), 800).scan(Subnet.parse("127.0.73.1/32"), observer);
            hostile.close();
            answering.join(5000);
        }
        assertThat(found).isEmpty();
    }

    private static void flood(DatagramSocket socket) {
        byte[] probe = new byte[4096];
        DatagramPacket asked = new DatagramPacket(probe, probe.length);
        List<byte[]> answers = List.of(
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>".getBytes(StandardCharsets.UTF_8),
                match("urn:uuid:of-somebody-else", "http://127.0.73.1/onvif"),
                new byte[60_000],
                new byte[0]);
        try {
            while (true) {
                socket.receive(asked);
                for (int i = 0; i < 200; i++) {
                    byte[] answer = answers.get(i % answers.size());
                    socket.send(new DatagramPacket(answer, answer.length, asked.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            // The test closed the socket: it is over.
            return;
        }
    }

    private static byte[] match(String relatesTo, String xaddrs) {
        return ("<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:a=\"" + ProbeMessage.ADDRESSING
                        + "\" xmlns:d=\"" + ProbeMessage.DISCOVERY + "\"><e:Header><a:RelatesTo> " + relatesTo
                        + " </a:RelatesTo></e:Header><e:Body><d:ProbeMatches><d:ProbeMatch>"
                        + "<d:Types>x:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://www.onvif.org/name/Front%20door%21"
                        + " onvif://www.onvif.org/hardware/</d:Scopes><d:XAddrs>" + xaddrs
                        + "</d:XAddrs></d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void choosesTheAddressThatCanBeReached() {
        byte[] several = match(
                "urn:uuid:1",
                "http://[fe80::1]/onvif http://169.254.1.1/onvif ftp://10.0.0.7/ http://10.0.0.7:8080/onvif");
        DiscoveredDevice device =
                ProbeMatches.read(several, "10.0.0.7", Set.of("urn:uuid:1")).get(0);
        assertThat(device.port()).isEqualTo(8080);
        assertThat(device.xaddrs()).hasSize(3).first().hasToString("http://10.0.0.7:8080/onvif");
        assertThat(device.name()).isEqualTo("Front door!");
        assertThat(device.hardware()).isEmpty();

        DiscoveredDevice translated = ProbeMatches.read(
                        match("urn:uuid:1", "http://192.168.0.9/onvif/device_service"),
                        "10.0.0.7",
                        Set.of("urn:uuid:1"))
                .get(0);
        assertThat(translated.xaddrs()).first().hasToString("http://10.0.0.7/onvif/device_service");
        assertThat(translated.port()).isEqualTo(80);
        assertThat(ProbeMatches.read(match("urn:uuid:1", "nonsense"), "10.0.0.7", Set.of("urn:uuid:1")))
                .isEmpty();
    }

    @Test
    void endsOnInterrupt() throws Exception {
        Thread scan = new Thread(() -> {
            try {
                new OnvifDiscovery(9, 10).scan(Subnet.parse("127.0.74.0/24"), observer);
            } catch (InterruptedException e) {
                probed.set(-1);
            }
        });
        scan.start();
        scan.interrupt();
        scan.join(5000);
        assertThat(probed).hasValue(-1);
    }
}
