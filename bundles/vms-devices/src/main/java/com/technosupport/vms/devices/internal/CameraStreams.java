package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.PipelineRequest.Demand;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes pipelines of a camera's stored streams: the main stream always flows, the others while somebody looks. */
final class CameraStreams {

    private final MediaPlane media;
    private final DriverSources sources;

    CameraStreams(MediaPlane media, DriverSources sources) {
        this.media = media;
        this.sources = sources;
    }

    /** Equal requests change nothing of a stream that flows, so starting what runs is harmless. */
    void start(Camera camera, Credential credential) {
        requests(camera, credential).forEach(media::startPipeline);
    }

    /** A driver has come that was away: streams that only it can read need not wait for their next try. */
    void driverArrived(String driver, Collection<ManagedCamera> cameras) {
        sources.arrived(driver);
        for (ManagedCamera managed : cameras) {
            Camera camera = managed.camera();
            if (camera.driver().equals(driver)
                    && camera.enabled()
                    && managed.stored().problem().isEmpty()
                    && camera.streams().stream().anyMatch(DriverSources::isDriverRead)) {
                start(camera, managed.stored().credential());
            }
        }
    }

    void stop(Camera camera) {
        camera.streams().forEach(stream -> media.stopPipeline(stream.id()));
    }

    /** MAIN first. */
    List<PipelineRequest> requests(Camera camera, Credential credential) {
        List<PipelineRequest> requests = new ArrayList<>();
        for (StreamRole role : StreamRole.values()) {
            camera.stream(role)
                    .ifPresent(stream -> requests.add(new PipelineRequest(
                            stream.id(),
                            camera.id(),
                            camera.name() + " " + role,
                            sources.source(camera, stream, credential),
                            credential,
                            role == StreamRole.MAIN ? Demand.ALWAYS : Demand.WHEN_SUBSCRIBED)));
        }
        return requests;
    }

    /** The streams with what was seen of them, which counts more than what the device says. */
    static List<CameraStream> learned(List<CameraStream> streams, Map<StreamId, StreamFormat> formats) {
        return streams.stream()
                .map(stream -> Optional.ofNullable(formats.get(stream.id()))
                        .flatMap(StreamFormat::video)
                        .map(video -> learned(stream, video))
                        .orElse(stream))
                .toList();
    }

    private static CameraStream learned(CameraStream stream, Track video) {
        boolean sized = video.width() > 0 && video.height() > 0;
        return new CameraStream(
                stream.id(),
                stream.role(),
                video.codec() == Codec.UNKNOWN ? stream.codec() : video.codec(),
                sized ? video.width() : stream.width(),
                sized ? video.height() : stream.height(),
                stream.framesPerSecond(),
                stream.uri());
    }

    static Camera with(Camera camera, List<CameraStream> streams) {
        return new Camera(
                camera.id(),
                camera.name(),
                camera.address(),
                camera.driver(),
                camera.device(),
                camera.deviceKey(),
                camera.channel(),
                camera.enabled(),
                camera.options(),
                streams,
                camera.createdAt(),
                camera.nvr(),
                camera.site());
    }
}
