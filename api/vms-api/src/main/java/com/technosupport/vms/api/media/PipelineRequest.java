package com.technosupport.vms.api.media;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.MediaSource;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import java.util.Objects;

/**
 * What a pipeline needs to know.
 *
 * @param name for logs, such as the camera's name and the role
 * @param demand when the source is read
 */
public record PipelineRequest(
        StreamId stream, CameraId camera, String name, MediaSource source, Credential credential, Demand demand) {

    /** When a source is read. */
    public enum Demand {
        /** From the start, whoever listens. */
        ALWAYS,
        /** While somebody subscribes, and a little longer. */
        WHEN_SUBSCRIBED
    }

    public PipelineRequest {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(demand, "demand");
    }
}
