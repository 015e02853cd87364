package com.technosupport.vms.recording.internal.record;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamRole;
import java.util.Objects;

/** What footage is of. It stays when a camera gets other streams. */
public record StreamKey(CameraId camera, StreamRole role) {

    public StreamKey {
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(role, "role");
    }

    @Override
    public String toString() {
        return camera + "/" + role;
    }
}
