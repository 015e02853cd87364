package com.technosupport.vms.api.device;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what becomes of cameras. Registered as a service; must not block. */
@ConsumerType
public interface CameraListener {

    /** State or detail changed. */
    void statusChanged(CameraId id, CameraStatus status);

    /** A camera was added, or something of it changed. */
    default void cameraChanged(Camera camera) {}

    default void cameraRemoved(CameraId id) {}
}
