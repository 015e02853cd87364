package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Streams as fragmented MP4 (ISO/IEC 14496-12, CMAF), for viewers that WebRTC does not reach or whose codec it cannot carry.
 * There is one muxer for each stream, with its sound or without, however many watch. Safe for use by several threads.
 */
@ProviderType
public interface LiveFragments {

    /**
     * Begins to send. The sink takes the initialisation segment as soon as the stream's format is known, and then fragments
     * from the latest key frame on.
     *
     * @param audio whether the stream's sound goes with it; a stream without sound is sent all the same
     * @throws VmsException {@link ErrorCode#NOT_FOUND} where there is no such stream, {@link ErrorCode#STREAM_UNAVAILABLE}
     *     when it is known not to come, {@link ErrorCode#CODEC_UNSUPPORTED} when its video is known not to fit into MP4
     */
    FragmentSubscription subscribe(StreamId stream, boolean audio, FragmentSink sink);
}
