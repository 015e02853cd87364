package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.media.PipelineListener;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Component;

/**
 * Passes on what pipelines do to those in this bundle who follow it. It stands apart from the registry because it refers to
 * nothing: the media plane listens to no one who needs the media plane first, so the references form no circle.
 */
@Component(service = {PipelineListener.class, PipelineEvents.class})
public final class PipelineEvents implements PipelineListener {

    private final List<PipelineListener> followers = new CopyOnWriteArrayList<>();

    void follow(PipelineListener follower) {
        followers.add(follower);
    }

    void unfollow(PipelineListener follower) {
        followers.remove(follower);
    }

    @Override
    public void pipelineChanged(CameraId camera, StreamId stream, PipelineStatus status) {
        followers.forEach(follower -> follower.pipelineChanged(camera, stream, status));
    }

    @Override
    public void formatChanged(CameraId camera, StreamId stream, StreamFormat format) {
        followers.forEach(follower -> follower.formatChanged(camera, stream, format));
    }

    @Override
    public void keyFrameWanted(CameraId camera, StreamId stream) {
        followers.forEach(follower -> follower.keyFrameWanted(camera, stream));
    }
}
