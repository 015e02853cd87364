package com.technosupport.vms.api.driver;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.w3c.dom.Element;

/** A device that streams what its own analytics see (ONVIF Profile M). A facet of {@link DeviceSession}. */
@ConsumerType
public interface MetadataSource {

    /** The stream with a metadata track beside or without the video; empty where the channel has none. */
    Optional<RtspSource> metadata(String channel) throws InterruptedException;

    /** Takes what a metadata stream brings. */
    @FunctionalInterface
    @ConsumerType
    interface Documents {

        /** @param document such as {@code tt:MetadataStream}, read by a parser that is safe with what is hostile */
        void document(Element document) throws InterruptedException;
    }
}
