package com.technosupport.vms.api.model;

/** What a camera is doing, as an operator would say it. */
public enum CameraState {
    /** Its stream flows, or it is reachable and nobody needs the stream. */
    ONLINE,
    /** A first connection is being made. */
    CONNECTING,
    /** It does not answer; it is tried again by itself. */
    OFFLINE,
    /** It refuses the stored password; it is not tried again until the password changes, since devices lock accounts. */
    AUTH_FAILED,
    /** Its driver is not installed; it recovers when the driver appears. */
    DRIVER_MISSING,
    /** Switched off by an administrator. */
    DISABLED
}
