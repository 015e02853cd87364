package com.technosupport.vms.api.store;

import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** What is looked for in each camera's picture. Calls block for the database. */
@ProviderType
public interface DetectionPolicyStore {

    /**
     * The policies that were set, of cameras that exist.
     *
     * @throws VmsException {@link ErrorCode#STORE_UNAVAILABLE}
     */
    Map<CameraId, DetectionPolicy> all();

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no such camera, {@link ErrorCode#STORE_UNAVAILABLE} */
    void put(CameraId camera, DetectionPolicy policy);

    /**
     * Which detectors do the work of others, by the others' ids.
     *
     * @throws VmsException {@link ErrorCode#STORE_UNAVAILABLE}
     */
    Map<String, String> substitutes();

    /**
     * @param by empty to take it back
     * @throws VmsException {@link ErrorCode#STORE_UNAVAILABLE}
     */
    void substitute(String detector, Optional<String> by);
}
