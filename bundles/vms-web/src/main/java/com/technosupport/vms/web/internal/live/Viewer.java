package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveReason;
import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.web.internal.http.Identity;

/** Whose live sessions these are: a WebSocket, or a WHEP client. Compared by identity. */
public interface Viewer {

    Identity identity();

    /** Must not block. */
    void liveChanged(LiveSessionId session, LiveState state, LiveReason reason);

    /** Its line is too slow for the stream it asked for, or no longer is. Must not block. */
    default void streamChanged(LiveSessionId session, StreamRole role, LiveReason reason) {}

    /** Whether its sessions outlive it for a while, so that it can come back for them. */
    default boolean mayComeBack() {
        return false;
    }
}
