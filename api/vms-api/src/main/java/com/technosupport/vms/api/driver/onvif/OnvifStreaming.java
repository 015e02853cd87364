package com.technosupport.vms.api.driver.onvif;

import com.technosupport.vms.api.driver.RtspSource;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A media service: the facet that a profile must add before the driver can make cameras of a device. Where two profiles offer
 * one, the driver asks both and takes of each what it is better at.
 */
@ConsumerType
public interface OnvifStreaming {

    /** The media profiles with video, in the device's order, at most {@value #MOST_PROFILES}. */
    List<OnvifMediaProfile> profiles() throws InterruptedException;

    /** What {@link #profiles} returns at most. */
    int MOST_PROFILES = 512;

    /** Where a profile's stream is fetched. */
    RtspSource source(OnvifMediaProfile profile) throws InterruptedException;

    /** Where a still is fetched; empty where the device has none. */
    Optional<URI> still(OnvifMediaProfile profile) throws InterruptedException;

    /** Asks for a key frame. */
    void synchronise(OnvifMediaProfile profile) throws InterruptedException;
}
