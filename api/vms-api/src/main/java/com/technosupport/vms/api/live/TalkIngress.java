package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Receives a viewer's microphone. What becomes of a session is told to every {@link LiveListener}. Safe for use by several
 * threads; calls do not wait for the viewer.
 */
@ProviderType
public interface TalkIngress {

    /**
     * Opens a session. The SDP is our offer, to be answered by {@link #answer}.
     *
     * @throws VmsException {@link ErrorCode#BUSY} when there are too many sessions
     */
    Negotiation negotiate(TalkRequest request);

    /**
     * The viewer's answer to our offer.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when the session is gone, {@link ErrorCode#INVALID_REQUEST}
     */
    void answer(LiveSessionId session, String sdp);

    /** Ends a session; its sink hears nothing more once {@link LiveListener} was told. Harmless where there is none. */
    void stop(LiveSessionId session);
}
