package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.StreamRole;

/** Which of a camera's streams are kept. */
public enum RecordedStreams {
    MAIN,
    SUB,
    BOTH;

    public boolean includes(StreamRole role) {
        return this == BOTH || name().equals(role.name());
    }
}
