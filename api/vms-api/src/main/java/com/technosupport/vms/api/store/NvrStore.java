package com.technosupport.vms.api.store;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Recorders, with the cameras they bring. While the database is away, reads answer from memory or the last-known copy and writes fail
 * with {@link ErrorCode#STORE_UNAVAILABLE}. Calls may block for the database.
 */
@ProviderType
public interface NvrStore {

    /** All recorders, by name. */
    List<Nvr> nvrs();

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} */
    byte[] sealedNvrCredential(NvrId id);

    /**
     * Stores a recorder and its cameras, new or changed: all of it, or nothing.
     *
     * @param sealedCredential empty to keep the recorder's stored one; required for a new one
     * @param cameras each with its own sealed credential, or empty to keep the stored one
     * @throws VmsException {@link ErrorCode#ALREADY_ONBOARDED} when a device key is taken by another
     */
    void save(Nvr nvr, Optional<byte[]> sealedCredential, List<CameraEntry> cameras);

    /** Forgets a recorder and its cameras. @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void deleteNvr(NvrId id);

    /** A camera to be stored with its recorder. */
    record CameraEntry(Camera camera, Optional<byte[]> sealedCredential) {}
}
