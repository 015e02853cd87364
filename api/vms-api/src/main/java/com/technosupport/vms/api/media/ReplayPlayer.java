package com.technosupport.vms.api.media;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceArchive.Replay;
import com.technosupport.vms.api.driver.DeviceArchive.Span;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Reads what devices have recorded, by RTSP (ONVIF Streaming Specification, section 6, and what vendors have of their own). */
@ProviderType
public interface ReplayPlayer {

    /**
     * Plays one stretch. Blocks until the device has played it, or has no more; a device that goes on beyond its end is stopped.
     * Takes no longer than the stretch does in real time, and a while. Ended by interrupt.
     *
     * @param name for logs, such as the camera's name
     * @param wanted in true time; the sink gets nothing of later, and of earlier what a decoder needs to start
     * @return from the first packet to the last; empty when none came
     * @throws VmsException {@link ErrorCode#BAD_CREDENTIALS}, {@link ErrorCode#DEVICE_UNREACHABLE},
     *     {@link ErrorCode#DEVICE_PROTOCOL}, {@link ErrorCode#NOT_SUPPORTED}, {@link ErrorCode#BUSY} when too many are read at a
     *     time, and {@link ErrorCode#STREAM_UNAVAILABLE} when it broke off
     */
    Optional<Span> play(String name, Replay replay, Credential credential, Span wanted, FootageSink sink)
            throws InterruptedException;
}
