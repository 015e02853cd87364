package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.detection.CameraDetection;
import com.technosupport.vms.api.detection.DetectorStatus;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;

/** Who looks at the cameras' pictures, and how that goes. */
@Path("detectors")
@Tag(name = "detection")
@Produces(MediaType.APPLICATION_JSON)
public final class DetectorResource {

    private final Services services;

    DetectorResource(Services services) {
        this.services = services;
    }

    /**
     * A detector.
     *
     * @param state SERVING, STANDBY beside another version, or REFUSED
     */
    @Schema(name = "Detector")
    public record DetectorView(
            String id,
            String name,
            String version,
            String bundle,

            @Schema(allowableValues = {"SERVING", "STANDBY", "REFUSED"})
            String state,

            @Schema(description = "Why it is refused, else what it is")
            String detail,

            @Schema(description = "What does the work, such as CPU")
            String runsOn,

            @Schema(description = "The labels that it can tell")
            List<String> capabilities,

            @Schema(
                    nullable = true,
                    description = "From which confidence on whoever measured it would believe it, for minConfidence of"
                            + " cameras; that is 0.8 unless told")
            Double recommendedConfidence,

            int cameras) {

        static DetectorView of(DetectorStatus status) {
            return new DetectorView(
                    status.info().id(),
                    status.info().name(),
                    status.info().version(),
                    status.bundle(),
                    status.state().name(),
                    status.detail().isEmpty() ? status.info().detail() : status.detail(),
                    status.info().runsOn(),
                    status.info().labels(),
                    status.info().recommendedConfidence().isPresent()
                            ? status.info().recommendedConfidence().getAsDouble()
                            : null,
                    status.cameras());
        }
    }

    /**
     * How detection of a camera goes.
     *
     * @param shed frames that were left out because the processors were busy
     */
    @Schema(name = "CameraDetection")
    public record CameraView(
            UUID cameraId,
            String detector,
            long frames,
            long still,
            long looked,
            long shed,
            long failed,
            long events,
            long lagMillis,
            String problem) {

        static CameraView of(CameraDetection figures) {
            return new CameraView(
                    figures.camera().value(),
                    figures.detector(),
                    figures.frames(),
                    figures.still(),
                    figures.looked(),
                    figures.shed(),
                    figures.failed(),
                    figures.events(),
                    figures.lag().toMillis(),
                    figures.problem());
        }
    }

    /** The detectors, and how they do. */
    @Schema(name = "DetectorPage")
    public record DetectorPage(
            List<DetectorView> items,

            @Schema(description = "Of the cameras whose detection is on and that the caller may see")
            List<CameraView> cameras) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "listDetectors", summary = "The detectors that are installed, and how they do")
    public DetectorPage detectors(@Context ContainerRequestContext context) {
        Caller caller = Call.of(context).caller();
        return new DetectorPage(
                services.detections().detectors().stream().map(DetectorView::of).toList(),
                services.detections().cameras().stream()
                        .filter(figures -> caller.maySee(figures.camera()))
                        .map(CameraView::of)
                        .toList());
    }
}
