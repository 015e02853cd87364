package com.technosupport.vms.media.internal.rtsp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/**
 * The two UDP ports of one track: RTP on an even one, RTCP on the next (RFC 3550, section 11). Takes datagrams of the
 * device alone. Used by the loop's thread only.
 */
final class UdpPair implements RtspLoop.Handler {

    /** Takes datagrams. */
    interface Output {

        void datagram(boolean rtcp, ByteBuffer buffer, int length);

        void broken(Throwable problem);
    }

    /** A key frame comes as one burst. */
    private static final int RECEIVE_BUFFER = 2 << 20;

    private static final int TRIES = 50;
    private static final int DATAGRAMS_A_VISIT = 256;

    private final DatagramChannel rtp;
    private final DatagramChannel rtcp;
    private final InetAddress device;
    private final Output output;
    private InetSocketAddress deviceRtp;
    private InetSocketAddress deviceRtcp;

    private UdpPair(DatagramChannel rtp, DatagramChannel rtcp, InetAddress device, Output output) {
        this.rtp = rtp;
        this.rtcp = rtcp;
        this.device = device;
        this.output = output;
    }

    static UdpPair open(RtspLoop loop, InetAddress local, InetAddress device, Output output) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            DatagramChannel first = DatagramChannel.open();
            DatagramChannel second = null;
            try {
                first.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
                first.bind(new InetSocketAddress(local, 0));
                int port = first.socket().getLocalPort();
                second = DatagramChannel.open();
                boolean even = port % 2 == 0;
                second.bind(new InetSocketAddress(local, even ? port + 1 : port - 1));
                if (!even) {
                    second.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
                }
                UdpPair pair = new UdpPair(even ? first : second, even ? second : first, device, output);
                pair.register(loop);
                return pair;
            } catch (IOException | RuntimeException e) {
                close(first);
                close(second);
            }
        }
        throw new IOException("no pair of UDP ports is free");
    }

    private void register(RtspLoop loop) throws IOException {
        rtp.configureBlocking(false);
        rtcp.configureBlocking(false);
        rtp.register(loop.immediate(), SelectionKey.OP_READ, this);
        rtcp.register(loop.immediate(), SelectionKey.OP_READ, this);
    }

    int port() {
        return rtp.socket().getLocalPort();
    }

    /** Tells where the device sends from, and opens the way through firewalls on our side. */
    void device(int rtpPort, int rtcpPort) {
        deviceRtp = rtpPort > 0 ? new InetSocketAddress(device, rtpPort) : null;
        deviceRtcp = rtcpPort > 0 ? new InetSocketAddress(device, rtcpPort) : null;
        byte[] nothing = {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        send(rtp, deviceRtp, nothing);
    }

    void sendRtcp(byte[] report) {
        send(rtcp, deviceRtcp, report);
    }

    private static void send(DatagramChannel channel, InetSocketAddress target, byte[] bytes) {
        if (target != null) {
            try {
                channel.send(ByteBuffer.wrap(bytes), target);
            } catch (IOException e) {
                // Reports are a courtesy; the watchdog sees what matters.
            }
        }
    }

    @Override
    public void ready(SelectionKey key, ByteBuffer scratch) {
        DatagramChannel channel = (DatagramChannel) key.channel();
        for (int i = 0; i < DATAGRAMS_A_VISIT; i++) {
            scratch.clear();
            SocketAddress from;
            try {
                from = channel.receive(scratch);
            } catch (IOException e) {
                return; // such as an ICMP answer to a report
            }
            if (from == null) {
                return;
            }
            if (from instanceof InetSocketAddress sender && device.equals(sender.getAddress())) {
                output.datagram(channel == rtcp, scratch, scratch.position());
            }
        }
    }

    @Override
    public void broken(Throwable problem) {
        output.broken(problem);
    }

    void close() {
        close(rtp);
        close(rtcp);
    }

    private static void close(DatagramChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Nothing more can be done about this socket.
            }
        }
    }
}
