package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.net.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.function.Consumer;

/** A camera's RTP port and the RTCP port after it, shared by all its UDP clients. Used by its event loop alone. */
final class UdpPair implements EventLoop.Ready {
    private static final int ATTEMPTS = 100;
    private static final int SEND_BUFFER = 1024 * 1024;
    private static final int MAX_DATAGRAM = 2048;

    private final DatagramChannel rtp;
    private final DatagramChannel rtcp;
    private final Consumer<SocketAddress> heard;
    private final ByteBuffer in = ByteBuffer.allocate(MAX_DATAGRAM);

    /** @param heard called with the sender of each RTCP packet */
    UdpPair(EventLoop loop, InetAddress host, Consumer<SocketAddress> heard) throws IOException {
        this.heard = heard;
        DatagramChannel[] pair = bind(host);
        rtp = pair[0];
        rtcp = pair[1];
        loop.register(rtp, SelectionKey.OP_READ, this);
        loop.register(rtcp, SelectionKey.OP_READ, this);
    }

    /** RFC 3550 section 11: an even port and the odd one after it. */
    private static DatagramChannel[] bind(InetAddress host) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            DatagramChannel even = DatagramChannel.open();
            DatagramChannel odd = DatagramChannel.open();
            try {
                even.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
                even.bind(new InetSocketAddress(host, 0));
                int port = ((InetSocketAddress) even.getLocalAddress()).getPort();
                if (port % 2 == 0) {
                    odd.bind(new InetSocketAddress(host, port + 1));
                    return new DatagramChannel[] {even, odd};
                }
            } catch (IOException e) {
                if (attempt == ATTEMPTS - 1) {
                    throw e;
                }
            }
            even.close();
            odd.close();
        }
        throw new IOException("No free pair of UDP ports on " + host.getHostAddress());
    }

    int rtpPort() throws IOException {
        return ((InetSocketAddress) rtp.getLocalAddress()).getPort();
    }

    /** Sends a packet, or says that the socket would not take it. */
    boolean sendRtp(ByteBuffer packet, SocketAddress to) {
        return send(rtp, packet, to);
    }

    boolean sendRtcp(ByteBuffer packet, SocketAddress to) {
        return send(rtcp, packet, to);
    }

    private static boolean send(DatagramChannel channel, ByteBuffer packet, SocketAddress to) {
        try {
            return channel.send(packet, to) > 0;
        } catch (IOException e) {
            // The client's port is closed, or the network is gone: that is for its RTSP connection to notice.
            return false;
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        DatagramChannel channel = (DatagramChannel) key.channel();
        in.clear();
        for (SocketAddress from = channel.receive(in); from != null; from = channel.receive(in)) {
            if (channel == rtcp) {
                heard.accept(from);
            }
            in.clear();
        }
    }

    @Override
    public void failed(Exception cause) {
        // An ICMP error of one client must not end the others' media.
    }

    void close() {
        EventLoop.closeQuietly(rtp);
        EventLoop.closeQuietly(rtcp);
    }
}
