package com.technosupport.vms.api.device;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/** The recorders of this server. Their cameras are in {@link DeviceRegistry} with all others. Safe for use by several threads. */
@ProviderType
public interface NvrRegistry {

    /** All recorders, by name. */
    List<Nvr> nvrs();

    Optional<Nvr> nvr(NvrId id);

    /**
     * What {@link #connect} would take in; stores nothing.
     *
     * @throws VmsException as {@link #connect}
     */
    NvrImport preview(NvrRequest request) throws InterruptedException;

    /**
     * Logs in at a recorder, reads its channels and contacts, and takes each wanted channel in as a camera. A recorder that is known
     * already, by its serial, is updated instead: channels are matched by their ids, cameras keep theirs, nothing is doubled; a
     * channel that has vanished is marked and its camera stays.
     *
     * @throws VmsException {@link ErrorCode#BAD_CREDENTIALS}, {@link ErrorCode#DEVICE_LOCKED},
     *     {@link ErrorCode#DEVICE_UNREACHABLE}, {@link ErrorCode#DEVICE_PROTOCOL}, {@link ErrorCode#NOT_SUPPORTED},
     *     {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#DRIVER_MISSING}, {@link ErrorCode#STORE_UNAVAILABLE}; then
     *     nothing is stored or changed
     */
    NvrImport connect(NvrRequest request) throws InterruptedException;

    /** Reads a recorder's channels and contacts again. @throws VmsException as {@link #connect}, and {@link ErrorCode#NOT_FOUND} */
    NvrImport sync(NvrId id) throws InterruptedException;

    /** Forgets a recorder and its cameras. @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void remove(NvrId id);

    /**
     * Switches an output of a recorder or a camera.
     *
     * @param device id of either
     * @param output the device's own id of it
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no such device or output, and as
     *     {@link DeviceRegistry#with}
     */
    void switchOutput(UUID device, String output, boolean active) throws InterruptedException;
}
