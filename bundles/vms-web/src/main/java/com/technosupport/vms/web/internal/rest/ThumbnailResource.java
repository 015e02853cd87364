package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.recording.Thumbnail;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Small pictures of the footage, for a timeline. */
@Path("cameras/{id}/thumbnail.jpg")
@Tag(name = "playback")
@Produces({"image/jpeg", MediaType.APPLICATION_JSON})
public final class ThumbnailResource {

    private static final int USUAL_WIDTH = 320;

    private final Services services;
    private final SlowCalls decoding;

    ThumbnailResource(Services services, int maxSlowCalls) {
        this.services = services;
        this.decoding = new SlowCalls(maxSlowCalls);
    }

    @GET
    @Allow(Role.VIEWER)
    @Operation(
            operationId = "thumbnail",
            summary = "The key frame at or before an instant, made small",
            description = "The header VMS-Picture-Time says which instant it shows.")
    @ApiResponse(
            responseCode = "200",
            description = "The picture",
            content = @Content(mediaType = "image/jpeg", schema = @Schema(type = "string", format = "binary")))
    public Response thumbnail(
            @PathParam("id") String id,
            @QueryParam("at") @Parameter(schema = @Schema(type = "string", format = "date-time")) String at,
            @QueryParam("width") @Parameter(description = "16 to 1920 pixels; 320 where it is left out") Integer width,
            @QueryParam("role") @Parameter(description = "MAIN, or else SUB") String role,
            @Context ContainerRequestContext context)
            throws InterruptedException {
        Camera camera = Call.of(context).watched(services.deviceRegistry(), id);
        Thumbnail thumbnail = decoding.run(() -> services.playback()
                .thumbnail(
                        camera.id(), Call.role(role), Times.required("at", at), width == null ? USUAL_WIDTH : width));
        return Response.ok(thumbnail.jpeg(), "image/jpeg")
                .header("VMS-Picture-Time", thumbnail.at().toString())
                .header("Cache-Control", "private, max-age=60")
                .build();
    }
}
