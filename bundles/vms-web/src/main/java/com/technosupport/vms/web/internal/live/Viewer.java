package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveState;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.web.internal.http.Identity;

/** Whose live sessions these are: a WebSocket, or a WHEP client. Compared by identity. */
public interface Viewer {

    Identity identity();

    /** Must not block. */
    void liveChanged(LiveSessionId session, LiveState state, String reason);
}
