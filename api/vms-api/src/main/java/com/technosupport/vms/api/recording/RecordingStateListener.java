package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import org.osgi.annotation.versioning.ConsumerType;

/** A whiteboard service that is told when a camera's recording begins, ends, or is missing for another reason. */
@ConsumerType
public interface RecordingStateListener {

    /** Must not block. */
    void recordingChanged(CameraId camera, RecordingState state);
}
