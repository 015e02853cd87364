package com.technosupport.vms.api.driver.onvif;

import com.technosupport.vms.api.driver.RtspSource;
import com.technosupport.vms.api.model.StreamRole;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Pictures and where they are fetched: the facet that a profile must add before the driver can make cameras of a device. */
@ConsumerType
public interface OnvifStreaming {

    /** In the device's order; asked once a session. */
    List<OnvifPicture> pictures() throws InterruptedException;

    RtspSource source(OnvifPicture picture, StreamRole role) throws InterruptedException;

    /** Where a still is fetched; empty where the device has none. */
    Optional<URI> still(OnvifPicture picture) throws InterruptedException;

    /** Asks for a key frame. */
    void synchronise(OnvifPicture picture, StreamRole role) throws InterruptedException;
}
