package com.technosupport.vms.live.webrtc.internal.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SegmentedOutputTest {

    private static ByteBuffer datagrams(int length) {
        ByteBuffer datagrams = ByteBuffer.allocateDirect(70_000);
        // Not from the buffer's first byte on.
        datagrams.position(3);
        for (int i = 0; i < length; i++) {
            datagrams.put((byte) (i / 7));
        }
        datagrams.limit(datagrams.position()).position(3);
        return datagrams;
    }

    private static void assertReceived(DatagramOutput output, DatagramSocket receiver, int length, int segment)
            throws IOException {
        ByteBuffer datagrams = datagrams(length);
        assertThat(output.sendAll(datagrams, segment, (InetSocketAddress) receiver.getLocalSocketAddress()))
                .isTrue();
        assertThat(datagrams.hasRemaining()).isFalse();
        ByteBuffer expected = datagrams(length);
        while (expected.hasRemaining()) {
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            receiver.receive(packet);
            byte[] part = new byte[Math.min(segment, expected.remaining())];
            expected.get(part);
            assertThat(Arrays.copyOf(packet.getData(), packet.getLength())).isEqualTo(part);
        }
    }

    private static void check(InetAddress address, StandardProtocolFamily family) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open(family).bind(new InetSocketAddress(address, 0));
                DatagramSocket receiver = new DatagramSocket(new InetSocketAddress(address, 0))) {
            receiver.setReceiveBufferSize(1 << 20);
            receiver.setSoTimeout(5000);
            DatagramOutput output = DatagramOutput.Factory.BEST.open(channel);
            if (System.getProperty("os.name").equals("Linux")
                    && System.getProperty("os.arch").equals("amd64")) {
                assertThat(output).isInstanceOf(SegmentedOutput.class);
            }
            assertReceived(output, receiver, 5000, 1000);
            assertReceived(output, receiver, 5300, 1000);
            assertReceived(output, receiver, 700, 1000);
            assertReceived(output, receiver, 59_000, 1200);
            // More than the system takes at once.
            assertReceived(output, receiver, 65_000, 1200);
            assertReceived(output, receiver, 7000, 100);
            output.close();
            output.close();
            InetSocketAddress remote = (InetSocketAddress) receiver.getLocalSocketAddress();
            if (output instanceof SegmentedOutput) {
                assertThatThrownBy(() -> output.sendAll(datagrams(2000), 1000, remote))
                        .isInstanceOf(ClosedChannelException.class);
            }
            assertThat(channel.isOpen()).isTrue();
        }
    }

    @Test
    void sendsEachDatagramWholeAndInOrder() throws IOException {
        check(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), StandardProtocolFamily.INET);
    }

    @Test
    void sendsOverIpVersion6() throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "needs ::1");
        check(loopback, StandardProtocolFamily.INET6);
    }
}
