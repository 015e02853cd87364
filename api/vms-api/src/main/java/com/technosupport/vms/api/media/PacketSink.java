package com.technosupport.vms.api.media;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes the packets of one stream. Calls never overlap, though they may come from different threads. A sink that is slow
 * loses packets of its own and delays nobody else; an exception from it is logged and ends its subscription.
 */
@ConsumerType
public interface PacketSink {

    /**
     * Packets follow. Called again when the format changed or the source came back; packet times then start anew.
     *
     * @param recent the packets since the latest key frame, that one first, so that a viewer need not wait for the next; they
     *     lie in the past and do not come again. Empty when there are none or none were asked for.
     */
    void started(StreamFormat format, List<Packet> recent);

    void packet(Packet packet);

    /**
     * The source is gone for now.
     *
     * @param reason a sentence for an operator
     */
    void interrupted(String reason);
}
