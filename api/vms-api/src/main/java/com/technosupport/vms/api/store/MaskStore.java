package com.technosupport.vms.api.store;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The privacy masks of cameras. Kept in memory once they were read, since they are asked for with each picture; until then
 * every call blocks for the database, and fails with {@link ErrorCode#STORE_UNAVAILABLE} while it is away, so that nothing is
 * shown by mistake. Safe for use by several threads.
 */
@ProviderType
public interface MaskStore {

    /** {@link PrivacyMask#NONE} where nothing is hidden. */
    PrivacyMask mask(CameraId camera);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no such camera */
    void save(CameraId camera, PrivacyMask mask);
}
