package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.DriverInfo;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A camera as clients see it.
 *
 * @param nvrId the recorder it was taken in with; null for a device of its own
 * @param channel the device's own name of the picture; null where it has but one
 * @param options the driver's settings; only for administrators
 * @param capabilities what its driver can do with a device that can, such as PtzControl; nothing while the driver is missing
 * @param recording what recording does with it; null while that is not known
 * @param talkBack whether it may be spoken by, as far as is known: its device was not found to have no loudspeaker
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
        List<String> capabilities,
        boolean talkBack,
        @Schema(nullable = true) Recording recording,
        Instant createdAt) {

    /** Whether footage is being stored now; {@code reason} says why not, in words. */
    @Schema(name = "RecordingState")
    public record Recording(
            boolean recording,
            RecordingMode mode,
            Instant since,

            @Schema(nullable = true, description = "The end of the newest footage since the server started")
            Instant last,

            String reason) {

        public static Recording of(RecordingState state) {
            return new Recording(
                    state.recording(), state.mode(), state.since(), state.last().orElse(null), state.reason());
        }
    }

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

    /** @param capabilities by the driver's id, as of {@link #capabilities} */
    public static CameraView of(
            Camera camera,
            CameraStatus status,
            boolean forAdministrator,
            Map<String, List<String>> capabilities,
            boolean talkBack,
            Optional<RecordingState> recording) {
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
                capabilities.getOrDefault(camera.driver(), List.of()),
                talkBack,
                recording.map(Recording::of).orElse(null),
                camera.createdAt());
    }

    /** What each driver that serves says it can do, by its id; in alphabetical order. */
    public static Map<String, List<String>> capabilities(DeviceRegistry devices) {
        return devices.drivers().stream()
                .filter(driver -> driver.state() == DriverInfo.State.SERVING)
                .collect(Collectors.toMap(
                        driver -> driver.descriptor().id(), CameraView::capabilities, (first, second) -> first));
    }

    static List<String> capabilities(DriverInfo driver) {
        return driver.descriptor().facets().stream()
                .map(Class::getSimpleName)
                .sorted()
                .toList();
    }

    static CameraStatus status(DeviceRegistry devices, CameraId camera, Instant now) {
        try {
            return devices.status(camera);
        } catch (VmsException removedMeanwhile) {
            return new CameraStatus(CameraState.OFFLINE, "Removed", now);
        }
    }
}
