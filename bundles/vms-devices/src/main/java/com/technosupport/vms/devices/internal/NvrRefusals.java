package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.PipelineListener;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.PipelineStatus.State;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.StreamId;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a recorder refuses its password to one stream, has its other streams not try it too, since it would lock the account.
 * Those that flow are let flow. All of them begin again when the recorder is connected with a password that works.
 */
final class NvrRefusals implements PipelineListener {

    private static final Logger LOG = LoggerFactory.getLogger(NvrRefusals.class);

    private final DeviceParts parts;
    private final MediaPlane media;
    private final PipelineEvents events;
    private final Executor worker;

    NvrRefusals(DeviceParts parts, MediaPlane media, PipelineEvents events, Executor worker) {
        this.parts = parts;
        this.media = media;
        this.events = events;
        this.worker = worker;
    }

    @Override
    public void pipelineChanged(CameraId camera, StreamId stream, PipelineStatus status) {
        if (status.state() == State.REFUSED) {
            parts.book().find(camera).flatMap(managed -> managed.camera().nvr()).ifPresent(nvr -> {
                try {
                    worker.execute(() -> spare(nvr, status));
                } catch (RejectedExecutionException e) {
                    LOG.debug("No refusals are heeded any more");
                }
            });
        }
    }

    @Override
    public void formatChanged(CameraId camera, StreamId stream, StreamFormat format) {
        // Says nothing of a password.
    }

    private void spare(NvrId nvr, PipelineStatus refusal) {
        for (ManagedCamera managed : parts.book().behind(nvr)) {
            for (CameraStream stream : managed.camera().streams()) {
                State state = managed.stream(stream.id())
                        .flatMap(ManagedCamera.Watched::status)
                        .map(PipelineStatus::state)
                        .orElse(State.CONNECTING);
                if (managed.camera().enabled() && state != State.STREAMING && state != State.REFUSED) {
                    media.stopPipeline(stream.id());
                    events.pipelineChanged(managed.id(), stream.id(), refusal);
                }
            }
        }
    }
}
