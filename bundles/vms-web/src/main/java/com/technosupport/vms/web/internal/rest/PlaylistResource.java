package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.recording.PlaybackRequest;
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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where watching footage begins: a playlist (RFC 8216). Who watches what is audited, once a view. */
@Path("cameras/{id}/playback.m3u8")
@Tag(name = "playback")
@Produces({HlsResource.PLAYLIST, MediaType.APPLICATION_JSON})
public final class PlaylistResource {

    /** A player asks again and again while recording goes on, and at each jump; that is one view. */
    private static final long VIEW_NANOS = Duration.ofMinutes(5).toNanos();

    private static final int MOST_VIEWS = 4096;

    private final Services services;
    private final Audit audit;
    private final Map<String, Long> views = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_VIEWS;
        }
    };

    PlaylistResource(Services services, Audit audit) {
        this.services = services;
        this.audit = audit;
    }

    @GET
    @Allow(Role.VIEWER)
    @Operation(
            operationId = "playback",
            summary = "A playlist of what was recorded in a range, 24 hours at most",
            description = "HLS with fragmented MP4. Media times are the wall clock since 1970. Where the range ends"
                    + " ahead of now, the playlist grows. For those from whom a part of the picture is hidden, pictures"
                    + " are coded anew with the privacy mask on them.")
    @ApiResponse(
            responseCode = "200",
            description = "The playlist",
            content = @Content(mediaType = HlsResource.PLAYLIST, schema = @Schema(type = "string")))
    public Response playlist(
            @PathParam("id") String id,
            @QueryParam("from") @Parameter(schema = @Schema(type = "string", format = "date-time")) String from,
            @QueryParam("to") @Parameter(schema = @Schema(type = "string", format = "date-time")) String to,
            @QueryParam("role") @Parameter(description = "MAIN, or else SUB") String role,
            @QueryParam("keyframes") @Parameter(description = "Key frames alone, for playing fast or backwards")
                    boolean keyFrames,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Camera camera = call.watched(services.deviceRegistry(), id);
        PlaybackRequest request = new PlaybackRequest(
                camera.id(),
                Call.role(role),
                Times.required("from", from),
                Times.required("to", to),
                keyFrames,
                call.isHidden(services, camera.id()));
        String playlist = services.playback().playlist(request);
        if (begins(call.caller().username() + " " + camera.id())) {
            audit.record(call, "playback.start", camera.id(), request.from() + " to " + request.to());
        }
        return Response.ok(playlist, HlsResource.PLAYLIST)
                .header("Cache-Control", "no-store")
                .build();
    }

    private boolean begins(String view) {
        long now = System.nanoTime();
        synchronized (views) {
            Long last = views.put(view, now);
            return last == null || now - last > VIEW_NANOS;
        }
    }
}
