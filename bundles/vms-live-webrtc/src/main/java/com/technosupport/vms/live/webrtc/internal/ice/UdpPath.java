package com.technosupport.vms.live.webrtc.internal.ice;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** From one of our sockets to one address. */
record UdpPath(DatagramOutput output, InetSocketAddress remote) implements Path {

    @Override
    public boolean send(ByteBuffer datagram) {
        try {
            return output.send(datagram, remote);
        } catch (IOException e) {
            // Such as an ICMP refusal or a route that is gone: lost like any datagram, and consent will run out.
            return false;
        } finally {
            datagram.position(datagram.limit());
        }
    }

    @Override
    public boolean sendAll(ByteBuffer datagrams, int segment) {
        try {
            return output.sendAll(datagrams, segment, remote);
        } catch (IOException e) {
            // As above.
            return false;
        } finally {
            datagrams.position(datagrams.limit());
        }
    }

    @Override
    public boolean congested() {
        return false;
    }

    @Override
    public void validated() {
        // The socket is shared by all.
    }

    @Override
    public void release() {
        // The socket is shared by all.
    }

    @Override
    public String description() {
        return "udp " + Addresses.text(remote);
    }
}
