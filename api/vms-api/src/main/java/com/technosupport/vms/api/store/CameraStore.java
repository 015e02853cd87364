package com.technosupport.vms.api.store;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Cameras and their sealed credentials. While the database is away, reads answer from a sealed copy of what was last known,
 * and writes fail with {@link ErrorCode#STORE_UNAVAILABLE}. Calls may block for the database.
 */
@ProviderType
public interface CameraStore {

    /** All cameras, by name. */
    List<Camera> all();

    /**
     * The sealed credential as it was given to {@link #insert} or {@link #update}.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}
     */
    byte[] sealedCredential(CameraId id);

    /**
     * Stores a camera with its streams, whole or not at all.
     *
     * @throws VmsException {@link ErrorCode#ALREADY_ONBOARDED} when a camera with the same
     *     {@link Camera#deviceKey()} exists
     */
    void insert(Camera camera, byte[] sealedCredential);

    /**
     * Replaces what is stored of a camera.
     *
     * @param sealedCredential empty to keep the stored one
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#ALREADY_ONBOARDED}
     */
    void update(Camera camera, Optional<byte[]> sealedCredential);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void delete(CameraId id);

    /** Whether {@link #all()} now answers from the last-known copy. */
    boolean stale();
}
