package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what becomes of viewers' sessions. Registered as a service; must not block. */
@ConsumerType
public interface LiveListener {

    /**
     * @param reason why, for the viewer; may be empty
     */
    void liveChanged(LiveSessionId session, LiveState state, LiveReason reason);

    /**
     * A session goes on with another stream of the same camera, because its line is too slow, or no longer is.
     *
     * @param reason why, for the viewer; empty when it is back at what it asked for
     */
    default void streamChanged(LiveSessionId session, StreamId stream, LiveReason reason) {}
}
