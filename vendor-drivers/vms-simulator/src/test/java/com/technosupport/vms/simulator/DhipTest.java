package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dahua devices are found by Dahua's own search. */
class DhipTest {
    private static final String SEARCH =
            "{ \"method\" : \"DHDiscover.search\", \"params\" : { \"mac\" : \"\", \"uni\" : 1 } }\n";

    private static byte[] framed(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        ByteBuffer datagram = ByteBuffer.allocate(32 + body.length).order(ByteOrder.LITTLE_ENDIAN);
        datagram.putInt(32).put("DHIP".getBytes(StandardCharsets.US_ASCII)).putLong(0);
        return datagram.putInt(body.length)
                .putInt(0)
                .putInt(body.length)
                .putInt(0)
                .put(body)
                .array();
    }

    private static void send(DatagramSocket socket, byte[] bytes, InetAddress to, int port) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(to, port)));
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return packet;
    }

    private static Simulator simulator() throws IOException {
        return Simulator.builder()
                .cameras(0)
                .nvr(NvrOptions.dahua())
                .nvr(NvrOptions.dahuaCamera())
                .nvr(NvrOptions.hikvision())
                .start();
    }

    @Test
    void answersOnItsOwnAddress() throws Exception {
        try (Simulator simulator = simulator();
                DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(10_000);
            SimulatedNvr nvr = simulator.nvr(1);
            InetAddress host = InetAddress.getByName(nvr.address());
            // Without the header nobody answers; what comes is the answer to the second.
            send(socket, SEARCH.getBytes(StandardCharsets.UTF_8), host, simulator.dahuaDiscoveryPort());
            send(socket, framed(SEARCH), host, simulator.dahuaDiscoveryPort());
            DatagramPacket answer = receive(socket);
            assertThat(answer.getAddress()).isEqualTo(host);
            ByteBuffer header = ByteBuffer.wrap(answer.getData(), 0, 32).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(header.getInt(0)).isEqualTo(32);
            assertThat(new String(answer.getData(), 4, 4, StandardCharsets.US_ASCII))
                    .isEqualTo("DHIP");
            assertThat(header.getInt(16)).isEqualTo(answer.getLength() - 32);
            assertThat(new String(answer.getData(), 32, answer.getLength() - 32, StandardCharsets.UTF_8))
                    .contains("\"SerialNo\" : \"" + nvr.serial() + "\"", "\"HttpPort\" : " + nvr.httpPort())
                    .contains("\"RemoteVideoInputChannels\" : 8", "\"method\" : \"client.notifyDevInfo\"");
        }
    }

    @Test
    void answersTheMulticastGroup() throws Exception {
        try (Simulator simulator = simulator();
                DatagramSocket socket = new DatagramSocket()) {
            socket.setOption(
                    StandardSocketOptions.IP_MULTICAST_IF,
                    NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
            InetAddress group = InetAddress.getByAddress(new byte[] {(byte) 239, (byte) 255, (byte) 255, (byte) 251});
            try {
                send(socket, framed(SEARCH), group, simulator.dahuaDiscoveryPort());
            } catch (IOException e) {
                assumeThat(e)
                        .as("the loopback interface takes no multicast here")
                        .isNull();
            }
            socket.setSoTimeout(10_000);
            Set<String> from = new HashSet<>();
            while (from.size() < 2) {
                from.add(receive(socket).getAddress().getHostAddress());
            }
            assertThat(from)
                    .containsExactlyInAnyOrder(
                            simulator.nvr(1).address(), simulator.nvr(2).address());
        }
    }
}
