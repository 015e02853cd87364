package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.LiveSessionId;
import java.util.Objects;

/**
 * A session was opened.
 *
 * @param sdp our offer, or our answer to the viewer's
 * @param reason what is not as asked for, such as video without its sound; else empty
 */
public record Negotiation(LiveSessionId session, String sdp, LiveReason reason) {

    public Negotiation {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(sdp, "sdp");
        Objects.requireNonNull(reason, "reason");
    }
}
