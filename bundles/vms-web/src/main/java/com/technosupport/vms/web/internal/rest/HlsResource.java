package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.live.HlsAnswer;
import com.technosupport.vms.api.live.HlsRequest;
import com.technosupport.vms.api.live.LiveHls;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
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
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live video by Low-Latency HLS (RFC 8216bis), for players that take nothing else: {@code index.m3u8}, and what it names. A
 * request for what is yet to come waits without a thread.
 */
@Path("cameras/{id}/hls")
@Tag(name = "live")
@Produces({HlsResource.PLAYLIST, HlsResource.MEDIA, MediaType.APPLICATION_JSON})
public final class HlsResource {

    static final String PLAYLIST = "application/vnd.apple.mpegurl";
    static final String MEDIA = "video/mp4";

    private static final Logger LOG = LoggerFactory.getLogger(HlsResource.class);

    /** Longer than what answers lets anybody wait. */
    private static final int TIMEOUT_SECONDS = 30;

    private final Services services;
    private final HlsChoice choice;
    private final AnswerThreads answering;

    HlsResource(Services services, AnswerThreads answering) {
        this.services = services;
        this.choice = new HlsChoice(services);
        this.answering = answering;
    }

    @GET
    @Path("{resource}")
    @Allow(Role.VIEWER)
    @Operation(
            operationId = "hls",
            summary = "A playlist (index.m3u8, or multivariant.m3u8), or a part of the video that one names")
    @ApiResponse(
            responseCode = "200",
            description = "The playlist, or the part",
            content = {
                @Content(mediaType = PLAYLIST, schema = @Schema(type = "string")),
                @Content(mediaType = MEDIA, schema = @Schema(type = "string", format = "binary"))
            })
    public void get(
            @PathParam("id") String id,
            @PathParam("resource") String resource,
            @QueryParam("role") @Parameter(description = "MAIN, or else SUB") String role,
            @QueryParam("codec") @Parameter(description = "H264: coded anew where the camera sends another")
                    String codec,
            @QueryParam("audio") @Parameter(description = "Whether the sound is wanted") boolean audio,
            @QueryParam("_HLS_msn") Long mediaSequence,
            @QueryParam("_HLS_part") Integer part,
            @QueryParam("_HLS_skip") String skip,
            @Context ContainerRequestContext context,
            @Suspended AsyncResponse response) {
        Call call = Call.of(context);
        Camera camera = call.watched(services.deviceRegistry(), id);
        StreamRole wanted = Call.role(role);
        boolean h264 = h264(codec);
        LiveHls hls = services.liveHlsIfThere()
                .orElseThrow(() -> new VmsException(ErrorCode.BUSY, "HLS is not there at the moment"));
        HlsRequest request = new HlsRequest(
                choice.stream(camera, wanted, h264, audio, call.isHidden(services, camera.id())),
                audio,
                resource,
                mediaSequence == null ? OptionalLong.empty() : OptionalLong.of(mediaSequence),
                part == null ? OptionalInt.empty() : OptionalInt.of(part),
                skip != null,
                "?role=" + wanted + (h264 ? "&codec=H264" : "") + (audio ? "&audio=true" : ""));
        response.setTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        CompletionStage<HlsAnswer> answer = hls.request(request);
        if (answer.toCompletableFuture().isDone()) {
            answer.whenComplete((found, failure) -> resume(response, found, failure));
        } else {
            answer.whenComplete((found, failure) -> later(() -> resume(response, found, failure)));
        }
    }

    /** Whoever has the answer must not wait for the player's line. */
    private void later(Runnable task) {
        try {
            answering.execute(task);
        } catch (RejectedExecutionException e) {
            // Its time runs out.
            LOG.debug("Too many answers wait to be sent", e);
        }
    }

    private static void resume(AsyncResponse response, HlsAnswer answer, Throwable failure) {
        if (failure != null) {
            response.resume(
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
            return;
        }
        StreamingOutput body = out -> {
            for (ByteBuffer data : answer.body()) {
                byte[] bytes = new byte[data.remaining()];
                data.duplicate().get(bytes);
                out.write(bytes);
            }
        };
        long seconds = answer.lifetime().toSeconds();
        response.resume(Response.ok(body, answer.contentType())
                .header("Content-Length", answer.size())
                // Whoever else sits at this browser must not see it, so it is private in any case.
                .header("Cache-Control", seconds == 0 ? "no-store" : "private, max-age=" + seconds + ", immutable")
                .build());
    }

    private static boolean h264(String codec) {
        if (codec == null) {
            return false;
        }
        if (codec.equals(Codec.H264.name())) {
            return true;
        }
        throw new InvalidFieldsException("codec", "H264, or left out");
    }
}
