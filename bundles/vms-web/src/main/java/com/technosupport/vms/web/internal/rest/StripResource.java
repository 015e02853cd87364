package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.recording.ThumbnailStrip;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.stream.Collectors;

/** Many small pictures of a range as one, for scrubbing over a timeline. */
@Path("cameras/{id}/thumbnails")
@Tag(name = "playback")
@Produces({"image/jpeg", MediaType.APPLICATION_JSON})
public final class StripResource {

    private final Services services;
    private final SlowCalls decoding;

    StripResource(Services services, int maxSlowCalls) {
        this.services = services;
        this.decoding = new SlowCalls(maxSlowCalls);
    }

    @GET
    @Allow(Role.VIEWER)
    @Operation(
            operationId = "thumbnails",
            summary = "Key frames spread evenly over a range, made small, in one picture",
            description = "Row after row, VMS-Columns to a row, each of VMS-Picture-Size. VMS-Picture-Times says, with"
                    + " commas between, which instant each shows; nothing where there is no footage.")
    @ApiResponse(
            responseCode = "200",
            description = "The pictures",
            content = @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary")))
    public Response strip(
            @PathParam("id") String id,
            @QueryParam("from") @Parameter(schema = @Schema(type = "string", format = "date-time")) String from,
            @QueryParam("to") @Parameter(schema = @Schema(type = "string", format = "date-time")) String to,
            @QueryParam("count") @DefaultValue("20") @Parameter(description = "1 to 100") int count,
            @QueryParam("width") @DefaultValue("160") @Parameter(description = "16 to 640 pixels of each") int width,
            @QueryParam("role") @Parameter(description = "MAIN, or else SUB") String role,
            @Context ContainerRequestContext context)
            throws InterruptedException {
        Camera camera = Call.of(context).watched(services.deviceRegistry(), id);
        Instant begin = Times.required("from", from);
        Instant end = Times.required("to", to);
        new Fields().require(begin.isBefore(end), "to", "is after from").check();
        ThumbnailStrip strip =
                decoding.run(() -> services.playback().strip(camera.id(), Call.role(role), begin, end, count, width));
        String times = strip.times().stream()
                .map(time -> time.map(Instant::toString).orElse(""))
                .collect(Collectors.joining(","));
        return Response.ok(strip.jpeg(), "image/jpeg")
                .header("VMS-Picture-Times", times)
                .header("VMS-Columns", strip.columns())
                .header("VMS-Picture-Size", strip.width() + "x" + strip.height())
                .header("Cache-Control", "private, max-age=60")
                .build();
    }
}
