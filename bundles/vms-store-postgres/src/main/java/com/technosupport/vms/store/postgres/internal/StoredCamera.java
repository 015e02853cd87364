package com.technosupport.vms.store.postgres.internal;

import com.technosupport.vms.api.model.Camera;

/**
 * A camera with its sealed credential.
 *
 * @param sealedCredential as it was given; not to be changed
 */
record StoredCamera(Camera camera, byte[] sealedCredential) {

    @Override
    public String toString() {
        return "StoredCamera[" + camera.id() + "]";
    }
}
