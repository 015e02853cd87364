package com.technosupport.vms.api.live;

/** What becomes of a viewer's session. FAILED and CLOSED are its last. */
public enum LiveState {
    /** Keys are agreed and packets may flow. */
    CONNECTED,
    /** It did not come to be, or broke. */
    FAILED,
    /** Either side ended it. */
    CLOSED
}
