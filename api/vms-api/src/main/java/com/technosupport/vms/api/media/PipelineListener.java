package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what pipelines do. Registered as a service; called in order for each stream; must not block. */
@ConsumerType
public interface PipelineListener {

    void pipelineChanged(CameraId camera, StreamId stream, PipelineStatus status);

    /** Called when a stream's format is known or has changed. */
    default void formatChanged(CameraId camera, StreamId stream, StreamFormat format) {}

    /** A reader needs a key frame; whoever holds the device's session may ask it. */
    default void keyFrameWanted(CameraId camera, StreamId stream) {}
}
