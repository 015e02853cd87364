package com.technosupport.vms.driver.dahua.internal.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.technosupport.vms.api.driver.DeviceDiscovery.Observer;
import com.technosupport.vms.api.driver.DiscoveredDevice;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.simulator.NvrOptions;
import com.technosupport.vms.simulator.Simulator;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DahuaDiscoveryTest {

    private final List<DiscoveredDevice> found = new CopyOnWriteArrayList<>();
    private final AtomicInteger probed = new AtomicInteger();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Observer observer = new Observer() {
        @Override
        public void found(DiscoveredDevice device) {
            found.add(device);
        }

        @Override
        public void probed(int addresses) {
            probed.addAndGet(addresses);
            begun.countDown();
        }
    };

    @Test
    void findsRecordersAndCamerasOfASubnetInAFewSeconds() throws Exception {
        Simulator.Builder builder = Simulator.builder().cameras(0).multicast(false);
        for (int i = 1; i <= 8; i++) {
            NvrOptions options = i % 2 == 0 ? NvrOptions.dahuaCamera() : NvrOptions.dahua();
            builder.nvr(options.address("127.0.76." + i));
        }
        try (Simulator simulator = builder.start()) {
            long begin = System.nanoTime();
            new DahuaDiscovery(simulator.dahuaDiscoveryPort(), 800).scan(Subnet.parse("127.0.76.0/24"), observer);

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            assertThat(probed).hasValue(254);
            assertThat(found)
                    .extracting(DiscoveredDevice::ip)
                    .doesNotHaveDuplicates()
                    .hasSize(8);
            DiscoveredDevice first = found.stream()
                    .filter(device -> device.ip().equals("127.0.76.1"))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.name()).isEqualTo(simulator.nvr(1).name());
            assertThat(first.hardware()).isEqualTo(simulator.nvr(1).model());
            assertThat(first.port()).isEqualTo(simulator.nvr(1).httpPort());
            assertThat(first.xaddrs()).containsExactly(simulator.nvr(1).http());
            assertThat(first.driver()).isEqualTo("dahua");
        }
    }

    @Test
    void ignoresWhatIsNoAnswer() throws Exception {
        try (DatagramSocket hostile = new DatagramSocket(0, InetAddress.getByAddress(new byte[] {127, 0, 77, 1}))) {
            Thread answering = new Thread(() -> flood(hostile), "hostile-device");
            answering.start();
            new DahuaDiscovery(hostile.getLocalPort(), 800).scan(Subnet.parse("127.0.77.1/32"), observer);
            hostile.close();
            answering.join(5000);
        }
        assertThat(found).isEmpty();
    }

    private static void flood(DatagramSocket socket) {
        DatagramPacket asked = new DatagramPacket(new byte[4096], 4096);
        List<byte[]> answers = List.of(
                DhipMessage.search(),
                framed("{ \"method\" : \"client.somethingElse\", \"HttpPort\" : 80 }"),
                framed("{{{{[[[[\"\\"),
                "DHIP".getBytes(StandardCharsets.US_ASCII),
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

    private static byte[] framed(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(32 + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(32)
                .put("DHIP".getBytes(StandardCharsets.US_ASCII))
                .position(32)
                .put(json)
                .array();
    }

    @Test
    void believesTheAddressThatAnsweredAndShowsTheRestInOneLine() {
        DiscoveredDevice device = DhipMessage.read(framed("""
                        { "method" : "client.notifyDevInfo", "params" : { "deviceInfo" : {
                          "IPv4Address" : { "IPAddress" : "192.168.1.108" }, "DeviceType" : "IPC-HFW\\u0031",
                          "MachineName" : "Gate\\n\\"HttpPort\\" : 1,\\u202e", "HttpPort" : 8080, "HttpsPort" : 443 } } }
                        """), "10.0.0.7").orElseThrow();
        assertThat(device.ip()).isEqualTo("10.0.0.7");
        assertThat(device.port()).isEqualTo(8080);
        assertThat(device.hardware()).isEqualTo("IPC-HFW1");
        assertThat(device.name()).isEqualTo("Gate \"HttpPort\" : 1,");

        for (String port : List.of("0", "70000", "\"x\"", "-1")) {
            assertThat(DhipMessage.read(
                                    framed("{\"method\":\"client.notifyDevInfo\",\"HttpPort\":" + port + "}"),
                                    "10.0.0.7")
                            .orElseThrow()
                            .port())
                    .isEqualTo(80);
        }
    }

    @Test
    void endsOnInterrupt() throws Exception {
        AtomicInteger interrupts = new AtomicInteger();
        Thread scan = new Thread(
                () -> {
                    try {
                        new DahuaDiscovery(9, 10).scan(Subnet.parse("127.0.78.0/24"), observer);
                    } catch (InterruptedException e) {
                        interrupts.incrementAndGet();
                    }
                },
                "scan");
        scan.start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        scan.interrupt();
        scan.join(5000);
        assertThat(interrupts).hasValue(1);
    }
}
