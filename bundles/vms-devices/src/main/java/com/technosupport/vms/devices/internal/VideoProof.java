package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.Packet;
import com.technosupport.vms.api.media.PacketSink;
import com.technosupport.vms.api.media.PipelineListener;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineStatus;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts pipelines and waits for their video: that a device answers does not mean that its stream can be fetched.
 *
 * <p>The first request must bring video. The others are given a moment, so that their real format is known; a camera is not
 * refused for a poor sub-stream.
 */
final class VideoProof {

    private static final Duration FOR_THE_OTHERS = Duration.ofSeconds(3);
    /** A second or two of a 4K camera: a busy machine must not make the stream's figures tell of losses. */
    private static final int QUEUE_BYTES = 4 << 20;

    private final MediaPlane media;
    private final StreamHub hub;
    private final PipelineEvents events;

    VideoProof(MediaPlane media, StreamHub hub, PipelineEvents events) {
        this.media = media;
        this.hub = hub;
        this.events = events;
    }

    /**
     * Returns the formats that came; the pipelines then go on. When the first does not come, none of them does.
     *
     * @throws VmsException {@link ErrorCode#BAD_CREDENTIALS}, {@link ErrorCode#DEVICE_UNREACHABLE},
     *     {@link ErrorCode#NOT_SUPPORTED} when the stream has no video
     */
    Map<StreamId, StreamFormat> prove(List<PipelineRequest> requests, Duration limit) throws InterruptedException {
        Watch watch = new Watch();
        boolean proven = false;
        events.follow(watch);
        try {
            for (PipelineRequest request : requests) {
                media.startPipeline(request);
            }
            Map<StreamId, StreamFormat> formats = new HashMap<>();
            formats.put(requests.get(0).stream(), await(requests.get(0).stream(), watch, limit));
            for (PipelineRequest other : requests.subList(1, requests.size())) {
                format(other.stream(), watch).ifPresent(format -> formats.put(other.stream(), format));
            }
            proven = true;
            return formats;
        } finally {
            events.unfollow(watch);
            if (!proven) {
                requests.forEach(request -> media.stopPipeline(request.stream()));
            }
        }
    }

    private StreamFormat await(StreamId stream, Watch watch, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Subscription reader = hub.subscribe(stream, "onboarding", QUEUE_BYTES, watch.sink())) {
            while (true) {
                long seen = watch.changes();
                Optional<PipelineStatus> status = watch.status(stream);
                PipelineStatus.State state = status.map(PipelineStatus::state).orElse(PipelineStatus.State.CONNECTING);
                if (state == PipelineStatus.State.REFUSED) {
                    throw new VmsException(
                            ErrorCode.BAD_CREDENTIALS, "The stream refuses the name or the password" + because(status));
                }
                if (state == PipelineStatus.State.RETRYING) {
                    throw new VmsException(
                            ErrorCode.DEVICE_UNREACHABLE, "The stream could not be opened" + because(status));
                }
                if (watch.hasPackets()) {
                    Optional<StreamFormat> format = hub.format(stream);
                    if (format.isPresent() && format.get().video().isEmpty()) {
                        throw new VmsException(ErrorCode.NOT_SUPPORTED, "The stream has no video");
                    }
                    if (format.isPresent()) {
                        return format.get();
                    }
                }
                if (!watch.awaitChange(seen, deadline)) {
                    throw new VmsException(
                            ErrorCode.DEVICE_UNREACHABLE,
                            "The device answers, but no video came within " + limit.toSeconds() + " s");
                }
            }
        }
    }

    private Optional<StreamFormat> format(StreamId stream, Watch watch) throws InterruptedException {
        long deadline = System.nanoTime() + FOR_THE_OTHERS.toNanos();
        try (Subscription reader = hub.subscribe(stream, "onboarding", QUEUE_BYTES, new Watch().sink())) {
            while (true) {
                long seen = watch.changes();
                Optional<StreamFormat> format = hub.format(stream);
                PipelineStatus.State state =
                        watch.status(stream).map(PipelineStatus::state).orElse(PipelineStatus.State.CONNECTING);
                if (format.isPresent()
                        || state == PipelineStatus.State.REFUSED
                        || state == PipelineStatus.State.RETRYING
                        || !watch.awaitChange(seen, deadline)) {
                    return format;
                }
            }
        }
    }

    private static String because(Optional<PipelineStatus> status) {
        String detail = status.map(PipelineStatus::detail).orElse("");
        return detail.isBlank() ? "" : ": " + detail;
    }

    /** Collects what happens and wakes whoever waits for it. */
    private static final class Watch implements PipelineListener {

        private final Map<StreamId, PipelineStatus> statuses = new HashMap<>();
        private long changes;
        private boolean packets;

        synchronized long changes() {
            return changes;
        }

        synchronized boolean hasPackets() {
            return packets;
        }

        synchronized Optional<PipelineStatus> status(StreamId stream) {
            return Optional.ofNullable(statuses.get(stream));
        }

        /** Whether something changed since, before the deadline. */
        synchronized boolean awaitChange(long seen, long deadline) throws InterruptedException {
            while (changes == seen) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                wait(left / 1_000_000 + 1);
            }
            return true;
        }

        private synchronized void changed() {
            changes++;
            notifyAll();
        }

        @Override
        public synchronized void pipelineChanged(CameraId camera, StreamId stream, PipelineStatus status) {
            statuses.put(stream, status);
            changed();
        }

        @Override
        public void formatChanged(CameraId camera, StreamId stream, StreamFormat format) {
            changed();
        }

        private synchronized void flowed() {
            if (!packets) {
                packets = true;
                changed();
            }
        }

        PacketSink sink() {
            return new PacketSink() {
                @Override
                public void started(StreamFormat format, List<Packet> recent) {
                    if (recent.isEmpty()) {
                        changed();
                    } else {
                        flowed();
                    }
                }

                @Override
                public void packet(Packet packet) {
                    flowed();
                }

                @Override
                public void interrupted(String reason) {
                    changed();
                }
            };
        }
    }
}
