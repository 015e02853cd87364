package com.technosupport.vms.frames.internal.transcode;

import com.technosupport.vms.api.media.PipelineListener;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Component;

/**
 * Hears the media plane for the transcoder, which needs the media plane itself: a listener that waited for it would make a circle
 * of services.
 */
@Component(service = {PipelineNews.class, PipelineListener.class})
public final class PipelineNews implements PipelineListener {

    private final List<Consumer<StreamId>> followers = new CopyOnWriteArrayList<>();

    void followKeyFrames(Consumer<StreamId> follower) {
        followers.add(follower);
    }

    void unfollow(Consumer<StreamId> follower) {
        followers.remove(follower);
    }

    @Override
    public void pipelineChanged(CameraId camera, StreamId stream, PipelineStatus status) {
        // The hub's figures tell that as well.
    }

    @Override
    public void keyFrameWanted(CameraId camera, StreamId stream) {
        followers.forEach(follower -> follower.accept(stream));
    }
}
