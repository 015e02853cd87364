package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A camera as clients see it.
 *
 * @param nvrId the recorder it was taken in with; null for a device of its own
 * @param channel the device's own name of the picture; null where it has but one
 * @param options the driver's settings; only for administrators
 */
@Schema(name = "Camera")
public record CameraView(
        UUID id,
        String name,
        String ip,
        @Schema(nullable = true) Integer port,
        String driver,
        String manufacturer,
        String model,
        String firmware,
        String serial,
        @Schema(nullable = true) UUID nvrId,
        @Schema(nullable = true) String channel,
        UUID siteId,
        boolean enabled,
        Status status,
        List<Stream> streams,
        @Schema(nullable = true) Map<String, String> options,
        Instant createdAt) {

    /** What the camera is doing. */
    @Schema(name = "CameraStatus")
    public record Status(CameraState state, String detail, Instant since) {

        public static Status of(CameraStatus status) {
            return new Status(status.state(), status.detail(), status.since());
        }
    }

    /** One stream; its address is without credentials. */
    @Schema(name = "CameraStream")
    public record Stream(UUID id, StreamRole role, Codec codec, int width, int height, double fps, URI uri) {

        static Stream of(CameraStream stream) {
            return new Stream(
                    stream.id().value(),
                    stream.role(),
                    stream.codec(),
                    stream.width(),
                    stream.height(),
                    stream.framesPerSecond(),
                    stream.uri());
        }
    }

    public static CameraView of(Camera camera, CameraStatus status, boolean forAdministrator) {
        return new CameraView(
                camera.id().value(),
                camera.name(),
                camera.address().host(),
                camera.address().port().isPresent() ? camera.address().port().getAsInt() : null,
                camera.driver(),
                camera.device().manufacturer(),
                camera.device().model(),
                camera.device().firmware(),
                camera.device().serial(),
                camera.nvr().map(NvrId::value).orElse(null),
                camera.channel().isEmpty() ? null : camera.channel(),
                camera.site().value(),
                camera.enabled(),
                Status.of(status),
                camera.streams().stream().map(Stream::of).toList(),
                forAdministrator ? camera.options() : null,
                camera.createdAt());
    }

    static CameraStatus status(DeviceRegistry devices, CameraId camera, Instant now) {
        try {
            return devices.status(camera);
        } catch (VmsException removedMeanwhile) {
            return new CameraStatus(CameraState.OFFLINE, "Removed", now);
        }
    }
}
