package com.technosupport.vms.web.internal.live;

import com.technosupport.vms.api.live.LiveReason;

/** The connection by which the video of one session goes to its viewer, where that is not an egress. Compared by identity. */
public interface Carrier {

    /**
     * Ends it. Must not block, and may be called when it has ended.
     *
     * @param reason for the viewer; not empty
     */
    void end(LiveReason reason);
}
