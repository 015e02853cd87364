package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ProviderType;

/** Decoded pictures of live streams, for whoever looks at them. */
@ProviderType
public interface FrameSource {

    /**
     * Begins to decode a stream. It goes on through reconnects, changes of format and damaged pictures.
     *
     * @param available called when a frame waits that {@link FrameTap#poll} would give, by a thread of the source that must
     *     not be held up; perhaps more often than there are frames
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when no pipeline of that stream was started
     */
    FrameTap open(StreamId stream, FrameRequest request, Runnable available);
}
