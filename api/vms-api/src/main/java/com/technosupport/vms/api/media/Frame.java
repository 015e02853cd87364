package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.StreamId;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One decoded picture of a stream, as the decoder left it in native memory. Whoever took it closes it; none is left to the
 * collector. Used by one thread at a time.
 */
@ProviderType
public interface Frame extends AutoCloseable {

    /** Which stream it is from: what a detector keeps from one frame to the next, it keeps for each stream. */
    StreamId stream();

    /** Wall clock of this machine when the picture came in, or would have, had nobody read it late. */
    Instant time();

    /** In pixels, as decoded. */
    int width();

    /** In pixels, as decoded. */
    int height();

    /**
     * Scales and converts the picture in native code. May be called again, also with another shape.
     *
     * @param target direct, with {@link FrameShape#bytes()} from its position on; neither its position nor its limit changes
     * @throws IllegalArgumentException when the target is not direct or too small
     * @throws IllegalStateException when the frame was closed, or this kind of picture cannot be converted
     */
    void render(FrameShape shape, ByteBuffer target);

    /** Frees the picture. Harmless when repeated. */
    @Override
    void close();
}
