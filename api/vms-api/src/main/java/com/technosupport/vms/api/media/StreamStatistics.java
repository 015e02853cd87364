package com.technosupport.vms.api.media;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import java.util.List;
import java.util.Objects;

/**
 * Figures of one stream since its pipeline was started.
 *
 * @param transport how it is read, such as {@code rtsp/tcp}, {@code rtsp/udp} or {@code avformat}; empty while it is not
 * @param tracks as {@link Track#toString()} says them
 * @param bitsPerSecond over the last seconds
 * @param framesPerSecond video, over the last seconds
 * @param keyFrameSeconds between the latest two key frames of the video, the longest of the last few; 0 while unknown
 * @param lost RTP packets that never came
 * @param dropped packets that slow readers lost, all readers together
 * @param reconnects how often the source was opened again
 * @param subscribers names of the readers
 */
public record StreamStatistics(
        StreamId stream,
        CameraId camera,
        PipelineStatus status,
        String transport,
        List<String> tracks,
        long packets,
        long bytes,
        long bitsPerSecond,
        double framesPerSecond,
        double keyFrameSeconds,
        long lost,
        long dropped,
        long reconnects,
        List<String> subscribers) {

    public StreamStatistics {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(transport, "transport");
        tracks = List.copyOf(tracks);
        subscribers = List.copyOf(subscribers);
    }
}
