package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What recording does with each camera now, as of the last second. Does not block. Safe for use by several threads. */
@ProviderType
public interface RecordingStates {

    /** Empty where the camera is not known to recording, as when it has just been added. */
    Optional<RecordingState> state(CameraId camera);
}
