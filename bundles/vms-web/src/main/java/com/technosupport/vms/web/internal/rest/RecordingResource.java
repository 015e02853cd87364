package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Footage;
import com.technosupport.vms.api.recording.RecordedSegment;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Footage: what there is, what is missing and why, evidence, and the files. */
@Path("recordings")
@Tag(name = "recording")
@Produces(MediaType.APPLICATION_JSON)
public final class RecordingResource {

    private static final int MOST_SEGMENTS = 10_000;
    private static final int COPY_BYTES = 1 << 16;

    private final Services services;
    private final Audit audit;

    RecordingResource(Services services, Audit audit) {
        this.services = services;
        this.audit = audit;
    }

    /** One file of footage. */
    @Schema(name = "RecordedSegment")
    public record SegmentView(
            UUID id,
            UUID cameraId,
            StreamRole role,
            Instant start,

            @Schema(description = "Exclusive; of an open one, of what is safe on disk")
            Instant end,

            long bytes,
            Codec codec,

            @Schema(description = "Whether it is still written")
            boolean open,

            @Schema(description = "Whether it is evidence, which no retention deletes")
            boolean locked) {

        static SegmentView of(RecordedSegment segment) {
            return new SegmentView(
                    segment.id().value(),
                    segment.camera().value(),
                    segment.role(),
                    segment.start(),
                    segment.end(),
                    segment.bytes(),
                    segment.codec(),
                    segment.open(),
                    segment.locked());
        }
    }

    /** A stretch without footage. */
    @Schema(name = "RecordingGap")
    public record GapView(
            Instant from,

            @Schema(nullable = true, description = "Null while it lasts")
            Instant to,

            RecordingGap.Cause cause,
            String detail) {}

    /** What there is over a range. */
    @Schema(name = "Footage")
    public record FootageView(
            List<SegmentView> segments,
            List<GapView> gaps,

            @Schema(description = "Whether there is no more; else ask again from the last segment's end")
            boolean complete) {

        static FootageView of(Footage footage) {
            return new FootageView(
                    footage.segments().stream().map(SegmentView::of).toList(),
                    footage.gaps().stream()
                            .map(gap -> new GapView(gap.from(), gap.to().orElse(null), gap.cause(), gap.detail()))
                            .toList(),
                    footage.complete());
        }
    }

    /** Why a segment is locked. */
    @Schema(name = "EvidenceLock")
    public record LockBody(@Schema(nullable = true) String reason) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "listRecordings", summary = "What was recorded of a camera, and what is missing and why")
    public FootageView list(
            @QueryParam("cameraId") @Parameter(schema = @Schema(type = "string", format = "uuid")) String cameraId,
            @QueryParam("from") @Parameter(schema = @Schema(type = "string", format = "date-time")) String from,
            @QueryParam("to") @Parameter(schema = @Schema(type = "string", format = "date-time")) String to,
            @QueryParam("role") @Parameter(description = "MAIN, or else SUB") String role,
            @QueryParam("limit") Integer limit,
            @Context ContainerRequestContext context) {
        if (cameraId == null) {
            throw new InvalidFieldsException("cameraId", "is missing");
        }
        CameraId camera = CameraId.parse(cameraId);
        Call call = Call.of(context);
        call.requireSight(camera);
        if (!call.caller().seesAll() || services.deviceRegistry().camera(camera).isPresent()) {
            call.seen(services.deviceRegistry(), cameraId);
        }
        Instant begin = Times.required("from", from);
        Instant end = Times.required("to", to);
        new Fields()
                .require(begin.isBefore(end), "to", "is after from")
                .range("limit", limit, 1, MOST_SEGMENTS)
                .check();
        return FootageView.of(services.recordingReader()
                .footage(camera, Call.role(role), begin, end, limit == null ? MOST_SEGMENTS : limit));
    }

    private RecordedSegment seen(Call call, String id) {
        return services.recordingReader()
                .segment(SegmentId.parse(id))
                .filter(segment -> call.caller().maySee(segment.camera()))
                .orElseThrow(RecordingResource::absent);
    }

    private static VmsException absent() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such recording");
    }

    @GET
    @Path("{id}")
    @Allow(Role.VIEWER)
    @Operation(operationId = "getRecording", summary = "One file of footage")
    public SegmentView get(@PathParam("id") String id, @Context ContainerRequestContext context) {
        return SegmentView.of(seen(Call.of(context), id));
    }

    @POST
    @Path("{id}/lock")
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    @Allow(Role.OPERATOR)
    @Operation(operationId = "lockRecording", summary = "Keeps a file of footage as evidence, whatever its age")
    public SegmentView lock(@PathParam("id") String id, LockBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        String reason = body == null || body.reason() == null ? "" : body.reason();
        new Fields().optional("reason", reason, 1000).check();
        RecordedSegment segment = seen(call, id);
        services.recordingReader().lock(segment.id(), call.actor(), reason);
        return SegmentView.of(seen(call, id));
    }

    @DELETE
    @Path("{id}/lock")
    @Allow(Role.OPERATOR)
    @Operation(operationId = "unlockRecording", summary = "Leaves a file of footage to retention again")
    @ApiResponse(responseCode = "204", description = "It is locked no longer")
    public void unlock(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        services.recordingReader().unlock(seen(call, id).id(), call.actor());
    }

    @GET
    @Path("{id}/file")
    @Allow(Role.OPERATOR)
    @Produces({"video/x-matroska", MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "recordingFile",
            summary = "The Matroska file as it was recorded",
            description = "Of one that is still written, what is safe on disk by now.")
    @ApiResponse(
            responseCode = "200",
            description = "The file, or the part of it that was asked for (206)",
            content = @Content(mediaType = "video/x-matroska", schema = @Schema(type = "string", format = "binary")))
    public Response file(
            @PathParam("id") String id,
            @HeaderParam("Range") @Parameter(hidden = true) String range,
            @HeaderParam("If-Range") @Parameter(hidden = true) String validator,
            @Context ContainerRequestContext context)
            throws IOException {
        Call call = Call.of(context);
        RecordedSegment segment = seen(call, id);
        call.requireClear(services, segment.camera());
        // Opened here, so that what retention deletes meanwhile is still read to its end.
        FileChannel channel = FileChannel.open(services.recordingReader().file(segment.id()), StandardOpenOption.READ);
        boolean answered = false;
        try {
            long size = segment.open() ? segment.bytes() : channel.size();
            String tag = '"' + id + '-' + size + '"';
            Optional<ByteRange> part =
                    validator == null || validator.equals(tag) ? ByteRange.of(range, size) : Optional.empty();
            if (part.isPresent() && part.get().length() == 0) {
                return Response.status(Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE)
                        .header("Content-Range", "bytes */" + size)
                        .build();
            }
            long from = part.map(ByteRange::from).orElse(0L);
            long length = part.map(ByteRange::length).orElse(size);
            if (from == 0) {
                // A download that goes on is the same one.
                audit.record(call, "recording.download", segment.id(), "");
            }
            StreamingOutput body = out -> copy(channel, from, length, out);
            Response.ResponseBuilder response = Response.status(part.isPresent() ? 206 : 200)
                    .entity(body)
                    .type("video/x-matroska")
                    .header("Accept-Ranges", "bytes")
                    .header("ETag", tag)
                    .header("Content-Length", length)
                    .header("Cache-Control", "private, no-cache")
                    .header("Content-Disposition", "attachment; filename=\"" + id + ".mkv\"");
            if (part.isPresent()) {
                response.header("Content-Range", "bytes " + from + "-" + (from + length - 1) + "/" + size);
            }
            answered = true;
            return response.build();
        } finally {
            if (!answered) {
                channel.close();
            }
        }
    }

    private static void copy(FileChannel channel, long from, long length, OutputStream out) throws IOException {
        try (channel) {
            ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
            long left = length;
            while (left > 0) {
                buffer.clear().limit((int) Math.min(COPY_BYTES, left));
                int read = channel.read(buffer, from + length - left);
                if (read < 0) {
                    throw new EOFException("the recording ended early");
                }
                out.write(buffer.array(), 0, read);
                left -= read;
            }
        }
    }
}
