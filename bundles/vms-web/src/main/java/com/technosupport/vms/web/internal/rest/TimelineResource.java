package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.Timeline;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** How much there is of the footage, for a timeline. */
@Path("cameras/{id}/timeline")
@Tag(name = "playback")
@Produces(MediaType.APPLICATION_JSON)
public final class TimelineResource {

    private final Services services;

    TimelineResource(Services services) {
        this.services = services;
    }

    /** A camera's footage over a range. */
    @Schema(name = "Timeline")
    public record TimelineView(
            Instant from,
            Instant to,

            @Schema(description = "Of each bucket, 0 for nothing to 255 for all of it")
            List<Integer> coverage,

            @Schema(description = "Which buckets hold evidence")
            List<Boolean> locked,

            @Schema(description = "How many gaps touch each bucket")
            List<Integer> gapCount,

            List<GapView> gaps,

            @Schema(description = "Whether there is more than this tells of")
            boolean truncated) {}

    /** A stretch without footage. */
    @Schema(name = "TimelineGap")
    public record GapView(
            Instant from, @Schema(nullable = true) Instant to, RecordingGap.Cause cause, String detail) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "timeline", summary = "How much of each stretch of a range was recorded, and why not all")
    public TimelineView timeline(
            @PathParam("id") String id,
            @QueryParam("from") @Parameter(schema = @Schema(type = "string", format = "date-time")) String from,
            @QueryParam("to") @Parameter(schema = @Schema(type = "string", format = "date-time")) String to,
            @QueryParam("buckets") @DefaultValue("512") int buckets,
            @QueryParam("role") @Parameter(description = "MAIN, or else SUB") String role,
            @Context ContainerRequestContext context) {
        Camera camera = Call.of(context).watched(services.deviceRegistry(), id);
        Timeline timeline = services.playback()
                .timeline(
                        camera.id(), Call.role(role), Times.required("from", from), Times.required("to", to), buckets);
        return new TimelineView(
                timeline.from(),
                timeline.to(),
                timeline.coverage(),
                timeline.locked(),
                timeline.gapCount(),
                timeline.gaps().stream()
                        .map(gap -> new GapView(gap.from(), gap.to().orElse(null), gap.cause(), gap.detail()))
                        .toList(),
                timeline.truncated());
    }
}
