package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.LiveSessionId;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what becomes of viewers' sessions. Registered as a service; must not block. */
@ConsumerType
public interface LiveListener {

    /**
     * @param reason a sentence for the viewer; may be empty
     */
    void liveChanged(LiveSessionId session, LiveState state, String reason);
}
