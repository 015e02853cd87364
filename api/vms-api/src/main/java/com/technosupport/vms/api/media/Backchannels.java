package com.technosupport.vms.api.media;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.RtspLoudspeaker;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** Sends sound to devices by RTSP (ONVIF Streaming Specification, section 5.3). */
@ProviderType
public interface Backchannels {

    /**
     * Opens the way to a loudspeaker. Blocks until the device has taken the call, for a few seconds at most.
     *
     * @param name for logs
     * @param ended told once, with a sentence for the operator, when the device ends it; not after {@link TalkLine#close}
     * @throws VmsException {@link ErrorCode#NOT_SUPPORTED} when the device offers no such track, or none in PCMU or PCMA,
     *     {@link ErrorCode#BAD_CREDENTIALS}, {@link ErrorCode#DEVICE_UNREACHABLE}, {@link ErrorCode#DEVICE_PROTOCOL},
     *     {@link ErrorCode#BUSY} when it takes no further caller
     */
    TalkLine open(String name, RtspLoudspeaker loudspeaker, Credential credential, Consumer<String> ended)
            throws InterruptedException;
}
