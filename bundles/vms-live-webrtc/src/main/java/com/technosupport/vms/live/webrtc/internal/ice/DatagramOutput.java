package com.technosupport.vms.live.webrtc.internal.ice;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands datagrams to the operating system: the one place where the system call of each packet is made, which is what a viewer
 * costs. Safe for use by several threads.
 */
@FunctionalInterface
public interface DatagramOutput {

    /**
     * Sends without waiting.
     *
     * @return false when the system has no room for it
     */
    boolean send(ByteBuffer datagram, InetSocketAddress remote) throws IOException;

    /**
     * Sends several without waiting.
     *
     * @param datagrams one behind the other, each of so many bytes, the last perhaps of fewer
     * @return false when the system has no room for some of them
     */
    default boolean sendAll(ByteBuffer datagrams, int segment, InetSocketAddress remote) throws IOException {
        int end = datagrams.limit();
        boolean all = true;
        while (datagrams.position() < end) {
            int next = Math.min(end, datagrams.position() + segment);
            datagrams.limit(next);
            all &= send(datagrams, remote);
            datagrams.position(next).limit(end);
        }
        return all;
    }

    /** Lets go of what it holds besides the channel. Nobody sends any more, or in vain. */
    default void close() {
        // The channel is all there is.
    }

    /** Makes the output of one socket. */
    @FunctionalInterface
    interface Factory {

        /** One system call a datagram, by the JDK. */
        Factory NIO = channel -> (datagram, remote) -> channel.send(datagram, remote) > 0;

        /** One system call a picture where the platform has it, else {@link #NIO}. */
        Factory BEST = Factory::best;

        DatagramOutput open(DatagramChannel channel);

        private static DatagramOutput best(DatagramChannel channel) {
            try {
                return SegmentedOutput.open(channel);
            } catch (IOException | LinkageError e) {
                Logger log = LoggerFactory.getLogger(DatagramOutput.class);
                log.debug("Packets are sent one by one", e);
                return NIO.open(channel);
            }
        }
    }
}
