package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.Counters;
import com.technosupport.vms.simulator.internal.net.Connection;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** The way of one track's packets to its client: framed on its connection, or as datagrams. Used by its event loop alone. */
final class Outlet {
    private final Connection connection;
    private final Transport transport;
    private final UdpPair udp;
    private final Counters counters;
    private final InetSocketAddress rtpTo;
    private final InetSocketAddress rtcpTo;

    /** @param udp null when interleaved */
    Outlet(Connection connection, Transport transport, UdpPair udp, Counters counters) {
        this.connection = connection;
        this.transport = transport;
        this.udp = udp;
        this.counters = counters;
        rtpTo = new InetSocketAddress(connection.remote().getAddress(), transport.rtp());
        rtcpTo = new InetSocketAddress(connection.remote().getAddress(), transport.rtcp());
    }

    Connection connection() {
        return connection;
    }

    boolean interleaved() {
        return transport.interleaved();
    }

    InetSocketAddress rtcpAddress() {
        return rtcpTo;
    }

    void rtp(ByteBuffer packet) {
        counters.rtpPackets.increment();
        counters.rtpBytes.add(packet.remaining());
        if (transport.interleaved()) {
            framed(transport.rtp(), packet);
        } else if (!udp.sendRtp(packet, rtpTo)) {
            counters.packetsLost.increment();
        }
    }

    void rtcp(byte[] packet) {
        if (transport.interleaved()) {
            framed(transport.rtcp(), ByteBuffer.wrap(packet));
        } else {
            udp.sendRtcp(ByteBuffer.wrap(packet), rtcpTo);
        }
    }

    private void framed(int channel, ByteBuffer packet) {
        ByteBuffer framed = ByteBuffer.allocate(4 + packet.remaining());
        framed.put((byte) '$').put((byte) channel).putShort((short) packet.remaining());
        connection.write(framed.put(packet).flip());
    }
}
