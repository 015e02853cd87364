package com.technosupport.vms.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static String probe(String types, String scopes) {
        return "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\""
                + " xmlns:w=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\""
                + " xmlns:d=\"http://schemas.xmlsoap.org/ws/2005/04/discovery\""
                + " xmlns:dn=\"http://www.onvif.org/ver10/network/wsdl\"><e:Header>"
                + "<w:MessageID>uuid:0a-1&amp;b</w:MessageID></e:Header><e:Body><d:Probe><d:Types>" + types
                + "</d:Types><d:Scopes>" + scopes + "</d:Scopes></d:Probe></e:Body></e:Envelope>";
    }

    /** Sends a datagram and takes as many answers as are hoped for, or what came within two seconds. */
    private static List<String> ask(Simulator simulator, String address, String message, int hopedFor)
            throws IOException {
        return ask(simulator, address, List.of(message), hopedFor);
    }

    private static List<String> ask(Simulator simulator, String address, List<String> messages, int hopedFor)
            throws IOException {
        List<String> answers = new ArrayList<>();
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress host = InetAddress.getAllByName(address)[0];
            for (String message : messages) {
                byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(
                        bytes, bytes.length, new InetSocketAddress(host, simulator.discoveryPort())));
            }
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
    void eachAddressAnswersForItsOwnCamera() throws Exception {
        try (Simulator simulator = Simulator.builder().cameras(2).start()) {
            for (SimulatedCamera camera : simulator.cameras()) {
                List<String> answers = ask(simulator, camera.address(), probe("dn:NetworkVideoTransmitter", ""), 1);
                assertThat(answers).hasSize(1);
                assertThat(answers.get(0))
                        .contains("<wsa:RelatesTo>uuid:0a-1&amp;b</wsa:RelatesTo>")
                        .contains("urn:uuid:" + camera.endpoint())
                        .contains("<d:XAddrs>" + camera.deviceService() + "</d:XAddrs>")
                        .contains("dn:NetworkVideoTransmitter", "onvif://www.onvif.org/Profile/Streaming");
            }
        }
    }

    @Test
    void aSharedAddressAnswersForAll() throws Exception {
        try (Simulator simulator =
                Simulator.builder().cameras(3).sharedAddress(true).start()) {
            List<String> answers = ask(simulator, "127.0.1.1", probe("", ""), 3);
            for (SimulatedCamera camera : simulator.cameras()) {
                assertThat(answers)
                        .anyMatch(
                                answer -> answer.contains(camera.deviceService().toString()));
            }
        }
    }

    @Test
    void answersTheMulticastGroup() throws Exception {
        try (Simulator simulator = Simulator.builder().cameras(2).start();
                DatagramSocket socket = new DatagramSocket()) {
            socket.setOption(
                    StandardSocketOptions.IP_MULTICAST_IF,
                    NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
            byte[] bytes = probe("dn:NetworkVideoTransmitter", "").getBytes(StandardCharsets.UTF_8);
            InetAddress group = InetAddress.getByAddress(new byte[] {(byte) 239, (byte) 255, (byte) 255, (byte) 250});
            try {
                socket.send(new DatagramPacket(
                        bytes, bytes.length, new InetSocketAddress(group, simulator.discoveryPort())));
            } catch (IOException e) {
                assumeThat(e)
                        .as("the loopback interface takes no multicast here")
                        .isNull();
            }
            socket.setSoTimeout(5000);
            Set<String> from = new HashSet<>();
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            while (from.size() < 2) {
                socket.receive(packet);
                from.add(packet.getAddress().getHostAddress());
            }
            assertThat(from).containsExactlyInAnyOrder("127.0.1.1", "127.0.1.2");
        }
    }

    @Test
    void isSilentToWhatIsNotMeantForIt() throws Exception {
        try (Simulator simulator = Simulator.builder().start()) {
            String address = simulator.camera(1).address();
            String good = probe("", "onvif://www.onvif.org/hardware").replace("uuid:0a-1&amp;b", "uuid:good");
            for (String other : List.of(
                    probe("dn:Printer", ""),
                    probe("", "onvif://www.onvif.org/Profile/A"),
                    probe("", "onvif://www.onvif.org/hard"),
                    "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]>" + probe("", ""),
                    "garbage")) {
                // Both reach the same socket in this order: the first answer is the good one's only if the other has
                // none.
                List<String> answers = ask(simulator, address, List.of(other, good), 1);
                assertThat(answers).hasSize(1);
                assertThat(answers.get(0)).as(other).contains("<wsa:RelatesTo>uuid:good<");
            }
        }
    }
}
