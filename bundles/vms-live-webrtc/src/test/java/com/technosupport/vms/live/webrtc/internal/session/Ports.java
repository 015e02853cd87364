package com.technosupport.vms.live.webrtc.internal.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds ports for tests. */
final class Ports {

    private Ports() {}

    /** One that is free for UDP and TCP on loopback. */
    static int free() {
        for (int attempt = 0; attempt < 50; attempt++) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    DatagramSocket udp = new DatagramSocket(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()))) {
                return udp.getLocalPort();
            } catch (IOException e) {
                if (attempt == 49) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new AssertionError("unreachable");
    }
}
