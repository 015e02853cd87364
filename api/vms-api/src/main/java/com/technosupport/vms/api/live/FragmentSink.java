package com.technosupport.vms.api.live;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes one stream in fragments. Calls never overlap, though they may come from different threads, and must not block: a
 * sink hands on, and says by {@link FragmentSubscription#skip} when it cannot keep up.
 */
@ConsumerType
public interface FragmentSink {

    /**
     * Fragments of this format follow. Called again when the format changed or the source came back; times then start anew.
     *
     * @param mimeType with its codecs (RFC 6381), such as {@code video/mp4; codecs="avc1.64001f,opus"}
     * @param initialisation the initialisation segment, {@code ftyp} and {@code moov}; read-only
     * @param reason what is not as the camera sends it, in words, such as sound left out; else empty
     */
    void started(String mimeType, ByteBuffer initialisation, String reason);

    /**
     * @param data one {@code moof} and its {@code mdat}; read-only, shared with other sinks
     * @param key whether a player can start here
     */
    void fragment(ByteBuffer data, boolean key);

    /**
     * The source is gone for now, or for good.
     *
     * @param reason a sentence for the viewer
     * @param last whether nothing will follow
     */
    void interrupted(String reason, boolean last);
}
