package com.technosupport.vms.devices.internal;

/**
 * What the parts of this bundle share. Registered by the registry while it runs, so that each part can be a component of its
 * own that begins after it and ends before it.
 */
interface DeviceParts {

    DriverCatalog catalog();

    CameraBook book();

    DeviceSessions sessions();

    /** Is to hear of cameras that were taken in, changed or removed otherwise than by the registry, in memory already. */
    CameraBook.Reconciliation changes();

    Timing timing();
}
