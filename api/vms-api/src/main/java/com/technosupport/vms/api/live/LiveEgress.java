package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends a stream to viewers. Negotiation is plain text both ways, so that a bridge to another machine can stand behind it.
 * What becomes of a session is told to every {@link LiveListener}. Safe for use by several threads; calls do not wait for
 * the viewer.
 */
@ProviderType
public interface LiveEgress {

    /** The way of sending, such as {@code webrtc}. */
    String protocol();

    /**
     * Opens a session. Without an offer from the viewer the answer is ours to be answered by {@link #answer}; with one, it is
     * the answer to it (WHEP).
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#STREAM_UNAVAILABLE},
     *     {@link ErrorCode#CODEC_UNSUPPORTED}, {@link ErrorCode#INVALID_REQUEST} for an offer that is no SDP or asks for what
     *     cannot be, {@link ErrorCode#BUSY}
     */
    Negotiation negotiate(NegotiationRequest request);

    /**
     * The viewer's answer to our offer.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when the session is gone, {@link ErrorCode#INVALID_REQUEST}
     */
    void answer(LiveSessionId session, String sdp);

    /** Ends a session. Harmless where there is none. */
    void stop(LiveSessionId session);

    List<LiveSessionInfo> sessions();
}
