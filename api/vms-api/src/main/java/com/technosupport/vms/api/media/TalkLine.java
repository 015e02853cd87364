package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.Codec;
import org.osgi.annotation.versioning.ProviderType;

/** An open way to a device's loudspeaker. Safe for use by several threads. */
@ProviderType
public interface TalkLine extends AutoCloseable {

    /**
     * Says 20 ms: 160 samples at 8 kHz, a byte each. Does not block: when the device is slow, the oldest sound that waits is left
     * out, for late words are of no use. Ignored after the end.
     *
     * @param codec {@link Codec#PCMU} or {@link Codec#PCMA}; turned into what the device takes
     * @param frame becomes the line's own
     */
    void send(Codec codec, byte[] frame);

    /** Frames that the device got. */
    long sent();

    /** Frames that were left out. */
    long dropped();

    /** Hangs up. Does not wait for the device; harmless when repeated. */
    @Override
    void close();
}
