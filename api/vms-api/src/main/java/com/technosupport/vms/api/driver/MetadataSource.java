package com.technosupport.vms.api.driver;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** A device that streams what its own analytics see (ONVIF Profile M). A facet of {@link DeviceSession}. */
@ConsumerType
public interface MetadataSource {

    /** The stream with a metadata track beside or without the video; empty where the channel has none. */
    Optional<RtspSource> metadata(String channel) throws InterruptedException;
}
