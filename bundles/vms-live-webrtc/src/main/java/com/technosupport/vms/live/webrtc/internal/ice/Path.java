package com.technosupport.vms.live.webrtc.internal.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One way to a peer: our address and its address over UDP, or a TCP connection. Equal paths lead the same way. Safe for use by
 * several threads.
 */
public interface Path {

    /** The peer's address as we see it. */
    InetSocketAddress remote();

    /**
     * Sends one datagram, or what stands for one over TCP, without waiting. All that remains in the buffer is consumed.
     *
     * @return whether it left, or waits in a bounded queue; false when it is lost
     */
    boolean send(ByteBuffer datagram);

    /**
     * Sends several datagrams, as {@link #send} does one.
     *
     * @param datagrams one behind the other, each of so many bytes, the last perhaps of fewer
     */
    default boolean sendAll(ByteBuffer datagrams, int segment) {
        int end = datagrams.limit();
        boolean all = true;
        while (datagrams.position() < end) {
            datagrams.limit(Math.min(end, datagrams.position() + segment));
            all &= send(datagrams);
            datagrams.limit(end);
        }
        return all;
    }

    /** Whether so much waits to be sent that more would only come late. Never so over UDP. */
    boolean congested();

    /** Says that the peer proved itself over this path, so that it may stay. */
    void validated();

    /** Says that the path is not needed any more. */
    void release();

    /** For people, such as {@code udp 10.0.0.7:5000}. */
    String description();
}
