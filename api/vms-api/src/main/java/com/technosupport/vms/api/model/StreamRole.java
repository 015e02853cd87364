package com.technosupport.vms.api.model;

/** Which of a camera's streams is meant. */
public enum StreamRole {
    /** Full resolution: recorded, and shown in large views. */
    MAIN,
    /** Reduced resolution: small tiles, detection, weak links. */
    SUB
}
