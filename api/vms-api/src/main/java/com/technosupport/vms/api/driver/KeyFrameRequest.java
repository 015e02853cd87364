package com.technosupport.vms.api.driver;

import com.technosupport.vms.api.model.StreamRole;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that makes a key frame when asked (ONVIF Media, SetSynchronizationPoint). A facet of {@link DeviceSession}. */
@ConsumerType
public interface KeyFrameRequest {

    void request(String channel, StreamRole role) throws InterruptedException;
}
