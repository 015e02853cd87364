package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.StreamId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Brings streams in. It owns their connections, and keeps them whatever becomes of the driver that resolved them. Arguments
 * are plain values (but for a {@link com.technosupport.vms.api.driver.CustomSource}), so that a bridge to another machine
 * can stand behind it. Calls do not wait for the network.
 */
@ProviderType
public interface MediaPlane {

    /**
     * Starts a pipeline, or changes a running one. With equal source, credential and demand it changes nothing: the stream
     * does not lose a packet.
     */
    void startPipeline(PipelineRequest request);

    /** Ends a pipeline; its readers are told. Harmless where there is none. */
    void stopPipeline(StreamId stream);
}
