package com.technosupport.vms.api.media;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The frames of one stream for one reader, of whom the newest alone waits. Safe for use by several threads. */
@ProviderType
public interface FrameTap extends AutoCloseable {

    /** The newest frame that was not taken yet, and now the caller's to close. Does not block. */
    Optional<Frame> poll();

    Figures figures();

    /** Ends decoding; waits for the picture at hand. Frames that were taken stay valid. */
    @Override
    void close();

    /**
     * What became of a stream's pictures so far.
     *
     * @param packets that came from the camera
     * @param frames that were kept for the reader, at the rate that it asked for
     * @param replaced of these, by a newer one before the reader came for them
     * @param damaged packets that could not be decoded
     * @param dropped packets that decoding had no time for
     * @param problem why nothing comes at present, in a sentence; empty when all is well
     */
    record Figures(long packets, long frames, long replaced, long damaged, long dropped, String problem) {}
}
