package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/** Stills from live streams. */
@ProviderType
public interface Snapshots {

    /**
     * The newest key frame as a JPEG in full resolution. Blocks for the decoder, and for a key frame if there is none yet,
     * for a few seconds at most.
     *
     * @throws VmsException {@link ErrorCode#STREAM_UNAVAILABLE} when no picture comes, {@link ErrorCode#BUSY} when too many
     *     ask at once
     */
    byte[] captureSnapshot(StreamId stream) throws InterruptedException;

    /**
     * The picture nearest to an instant as a JPEG in full resolution, out of {@link Subscription#history()}: for what lies before
     * it that is its first key frame, for what lies after it the latest picture. Where many ask at once, it is as near as the time
     * for decoding lasts. Blocks as {@link #captureSnapshot}.
     *
     * @param at by this machine's clock
     * @throws VmsException as {@link #captureSnapshot}
     */
    default byte[] captureSnapshot(StreamId stream, Instant at) throws InterruptedException {
        return captureSnapshot(stream);
    }
}
