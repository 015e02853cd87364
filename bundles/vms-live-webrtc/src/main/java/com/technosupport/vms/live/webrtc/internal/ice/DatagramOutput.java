package com.technosupport.vms.live.webrtc.internal.ice;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Hands datagrams to the operating system: the one place where the system call of each packet is made, which is what a viewer
 * costs. A way to hand over many at once can take its place. Safe for use by several threads.
 */
@FunctionalInterface
public interface DatagramOutput {

    /**
     * Sends without waiting.
     *
     * @return false when the system has no room for it
     */
    boolean send(ByteBuffer datagram, InetSocketAddress remote) throws IOException;

    /** Makes the output of one socket. */
    @FunctionalInterface
    interface Factory {

        /** One system call a datagram, by the JDK. */
        Factory NIO = channel -> (datagram, remote) -> channel.send(datagram, remote) > 0;

        DatagramOutput open(DatagramChannel channel);
    }
}
