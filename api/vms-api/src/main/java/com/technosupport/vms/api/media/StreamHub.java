package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Hands each stream's packets to many readers, each behind a bounded queue of its own. A reader subscribes to the stream,
 * not to a connection: the subscription outlives reconnects, and waits for a stream that has not started yet.
 */
@ProviderType
public interface StreamHub {

    /**
     * @param name of the reader, for statistics, such as {@code webrtc}
     * @param queueBytes how much may wait for this reader before its packets are dropped, up to the next key frame
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when no pipeline of that stream was started
     */
    Subscription subscribe(StreamId stream, String name, int queueBytes, PacketSink sink);

    /** The format now; empty while nothing flows. */
    Optional<StreamFormat> format(StreamId stream);

    /** Asks the camera for a key frame, rate-limited; in vain where neither camera nor driver can. Does not block. */
    void requestKeyFrame(StreamId stream);

    /** Figures of every stream with a pipeline. */
    List<StreamStatistics> statistics();
}
