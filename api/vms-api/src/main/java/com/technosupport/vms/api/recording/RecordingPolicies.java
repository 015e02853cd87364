package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ProviderType;

/** What is kept of each camera. Safe for use by several threads. */
@ProviderType
public interface RecordingPolicies {

    /**
     * {@link RecordingPolicy#DEFAULT} where none was set. Does not block.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no such camera
     */
    RecordingPolicy policy(CameraId camera);

    /**
     * Stores a policy and applies it at once; a recording that goes on under the new one loses no packet.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#STORE_UNAVAILABLE}
     */
    void change(CameraId camera, RecordingPolicy policy);
}
