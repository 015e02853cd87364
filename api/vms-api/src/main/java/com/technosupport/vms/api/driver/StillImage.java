package com.technosupport.vms.api.driver;

import org.osgi.annotation.versioning.ConsumerType;

/** A device that takes pictures by itself. A facet of {@link DeviceSession}. */
@ConsumerType
public interface StillImage {

    /** A JPEG of now. */
    byte[] capture(String channel) throws InterruptedException;
}
