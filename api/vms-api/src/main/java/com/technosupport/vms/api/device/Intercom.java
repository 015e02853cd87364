package com.technosupport.vms.api.device;

import com.technosupport.vms.api.media.TalkLine;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** The loudspeakers of the cameras: one operator speaks by each at a time. Safe for use by several threads. */
@ProviderType
public interface Intercom {

    /**
     * Calls a camera. Blocks until its device has taken the call, for a few seconds at most. The caller closes the line.
     *
     * @param talker who speaks, as others are told
     * @param ended told once, with a sentence for the operator, when the call ends from the other side
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED} when the camera has no loudspeaker,
     *     {@link ErrorCode#BUSY} with the talker's name when somebody speaks already, and as {@link DeviceRegistry#with}
     */
    TalkLine call(CameraId camera, String talker, Consumer<String> ended) throws InterruptedException;

    /**
     * Whether a camera may be called, as far as is known without waiting for its device: its driver can, and the device was not
     * found to have no loudspeaker.
     */
    boolean mayCall(CameraId camera);
}
