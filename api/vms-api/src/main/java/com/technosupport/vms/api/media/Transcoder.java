package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Codes streams anew for viewers that cannot take what the camera sends: the last resort, for it costs as much processor as
 * everything else together. What comes out is a stream like any other, with a pipeline, readers and statistics.
 */
@ProviderType
public interface Transcoder {

    /**
     * A stream whose pictures or sound are coded anew, at the same rate, and at the same size unless that has more pixels than
     * the server is set to code anew: then both sides shrink by the same factor. It runs while it has readers. The same stream
     * and target give the same id.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND} where there is no such stream, {@link ErrorCode#BUSY} with a
     *     sentence for the viewer when as many run as may and this one does not, {@link ErrorCode#CODEC_UNSUPPORTED} when
     *     there is no encoder for the target
     */
    StreamId transcode(StreamId stream, TranscodeTarget target);

    /** The stream that was coded anew to give this one; empty for a camera's own. */
    Optional<StreamId> origin(StreamId transcoded);
}
