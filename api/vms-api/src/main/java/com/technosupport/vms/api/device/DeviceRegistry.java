package com.technosupport.vms.api.device;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The cameras of this server, and the only way to their devices. Reads do not block; the rest waits for devices or the
 * database, for a limited time. Safe for use by several threads.
 */
@ProviderType
public interface DeviceRegistry {

    /** All cameras, by name. */
    List<Camera> cameras();

    Optional<Camera> camera(CameraId id);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} */
    CameraStatus status(CameraId id);

    /**
     * Logs in at a device, reads its channel and streams, checks that its video flows, and stores it: all of it, or nothing.
     *
     * @throws VmsException {@link ErrorCode#BAD_CREDENTIALS}, {@link ErrorCode#DEVICE_LOCKED},
     *     {@link ErrorCode#DEVICE_UNREACHABLE}, {@link ErrorCode#DEVICE_PROTOCOL}, {@link ErrorCode#NOT_SUPPORTED},
     *     {@link ErrorCode#ALREADY_ONBOARDED}, {@link ErrorCode#INVALID_REQUEST}, {@link ErrorCode#DRIVER_MISSING},
     *     {@link ErrorCode#STORE_UNAVAILABLE}
     */
    Camera onboard(OnboardRequest request) throws InterruptedException;

    /**
     * Changes a camera. A new address or credential is verified at the device first; a failure changes nothing. The camera
     * keeps its id, so a replaced device keeps its footage.
     *
     * @throws VmsException as {@link #onboard}, and {@link ErrorCode#NOT_FOUND}
     */
    Camera update(CameraId id, CameraChange change) throws InterruptedException;

    /** Forgets a camera and ends its streams. @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void remove(CameraId id);

    /**
     * Lends one power of a camera's device for the length of a call.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#NOT_SUPPORTED} when the device has no such facet,
     *     {@link ErrorCode#DRIVER_MISSING}, {@link ErrorCode#DEVICE_UNREACHABLE}
     */
    <F, R> R with(CameraId id, Class<F> facet, FacetAction<F, R> action) throws InterruptedException;

    /** The drivers that are installed now. */
    List<DriverInfo> drivers();

    /** What to do with a lent facet. */
    @FunctionalInterface
    interface FacetAction<F, R> {

        R apply(F facet, Camera camera) throws InterruptedException;
    }
}
