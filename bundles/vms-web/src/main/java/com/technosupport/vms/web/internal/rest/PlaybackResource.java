package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Playback;
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
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What playlists name, made on the way, and where key frames are. */
@Path("cameras/{id}/playback")
@Tag(name = "playback")
@Produces({HlsResource.MEDIA, MediaType.APPLICATION_JSON})
public final class PlaybackResource {

    private static final Pattern PART = Pattern.compile("(\\d{1,9})-(\\d{1,9})(\\.key|\\.silent)?\\.m4s");
    private static final String MASKED = "masked-";
    private static final int CHUNK = 64 << 10;

    private final Services services;

    PlaybackResource(Services services) {
        this.services = services;
    }

    /** When key frames are shown. */
    @Schema(name = "KeyFrames")
    public record KeyFrames(List<Instant> items) {}

    @GET
    @Path("keyframes")
    @Allow(Role.VIEWER)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "keyFrames", summary = "When each key frame of a range is shown")
    public KeyFrames keyFrames(
            @PathParam("id") String id,
            @QueryParam("from") @Parameter(schema = @Schema(type = "string", format = "date-time")) String from,
            @QueryParam("to") @Parameter(schema = @Schema(type = "string", format = "date-time")) String to,
            @QueryParam("role") @Parameter(description = "MAIN, or else SUB") String role,
            @Context ContainerRequestContext context) {
        Camera camera = Call.of(context).watched(services.deviceRegistry(), id);
        return new KeyFrames(services.playback()
                .keyFrames(new PlaybackRequest(
                        camera.id(), Call.role(role), Times.required("from", from), Times.required("to", to), true)));
    }

    private static Playback.Content content(String kind, boolean masked) {
        Playback.Content content = kind == null
                ? Playback.Content.ALL
                : kind.equals(".key") ? Playback.Content.KEY_FRAMES : Playback.Content.SILENT;
        return masked ? content.withMask() : content;
    }

    @GET
    @Path("{segment}/{part}")
    @Allow(Role.VIEWER)
    @Operation(operationId = "playbackPart", summary = "What a playlist names: init.mp4, or a part of a segment")
    @ApiResponse(
            responseCode = "200",
            description = "Fragmented MP4",
            content = @Content(mediaType = HlsResource.MEDIA, schema = @Schema(type = "string", format = "binary")))
    public Response part(
            @PathParam("id") String id,
            @PathParam("segment") String segment,
            @PathParam("part") String part,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Camera camera = call.watched(services.deviceRegistry(), id);
        SegmentId segmentId = SegmentId.parse(segment);
        boolean masked = part.startsWith(MASKED);
        if (!masked) {
            call.requireClear(services, camera.id());
        }
        String plain = masked ? part.substring(MASKED.length()) : part;
        ByteBuffer bytes;
        Matcher named = PART.matcher(plain);
        if (plain.equals("init.mp4") || plain.equals("silent.mp4")) {
            bytes = services.playback()
                    .initialisation(
                            camera.id(), segmentId, content(plain.equals("init.mp4") ? null : ".silent", masked));
        } else if (named.matches()) {
            bytes = services.playback()
                    .media(
                            camera.id(),
                            segmentId,
                            Integer.parseInt(named.group(1)),
                            Integer.parseInt(named.group(2)),
                            content(named.group(3), masked));
        } else {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such part");
        }
        StreamingOutput body = out -> {
            byte[] chunk = new byte[Math.min(CHUNK, bytes.remaining())];
            ByteBuffer rest = bytes.duplicate();
            while (rest.hasRemaining()) {
                int size = Math.min(chunk.length, rest.remaining());
                rest.get(chunk, 0, size);
                out.write(chunk, 0, size);
            }
        };
        return Response.ok(body, HlsResource.MEDIA)
                .header("Content-Length", bytes.remaining())
                // Whoever else sits at this browser must not see it, so it is private in any case.
                // Under a mask it changes with the mask.
                .header("Cache-Control", masked ? "no-store" : "private, max-age=3600, immutable")
                .build();
    }
}
