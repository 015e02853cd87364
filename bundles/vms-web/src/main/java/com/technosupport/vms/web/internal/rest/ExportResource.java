package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ExportId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.Export;
import com.technosupport.vms.api.recording.ExportContent;
import com.technosupport.vms.api.recording.ExportRequest;
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
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Copies of footage. Whoever may see all cameras of an export, and asked for it or is an administrator, sees it; for others
 * it is as if there were none.
 */
@Path("exports")
@Tag(name = "exports")
@Produces(MediaType.APPLICATION_JSON)
public final class ExportResource {

    private final Services services;
    private final Audit audit;

    ExportResource(Services services, Audit audit) {
        this.services = services;
        this.audit = audit;
    }

    /** What is to be copied; one camera or several. */
    @Schema(name = "ExportRequest")
    public record Asked(
            UUID cameraId,
            List<UUID> cameraIds,

            @Schema(type = "string", format = "date-time", requiredMode = Schema.RequiredMode.REQUIRED)
            String from,

            @Schema(type = "string", format = "date-time", requiredMode = Schema.RequiredMode.REQUIRED)
            String to,

            @Schema(allowableValues = {"mp4", "mkv"}) String format,
            String role) {}

    /** A page of exports. */
    @Schema(name = "ExportPage")
    public record ExportPage(
            List<ExportView> items, @Schema(nullable = true) String nextCursor) {}

    @GET
    @Allow(Role.OPERATOR)
    @Operation(operationId = "listExports", summary = "The exports that the caller may see, the newest first")
    public ExportPage list(
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        int most = Paging.limit(limit);
        List<Export> seen = services.exports().list().stream()
                .filter(export -> sees(call, export))
                .toList();
        List<Export> page = Paging.page(seen, ExportResource::order, most, cursor);
        return new ExportPage(
                Paging.items(page, most).stream().map(ExportView::of).toList(),
                Paging.nextCursor(page, ExportResource::order, most));
    }

    /** Ids grow with time: the newest has the least key. */
    private static String order(Export export) {
        UUID id = export.id().value();
        return new UUID(~id.getMostSignificantBits(), ~id.getLeastSignificantBits()).toString();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(operationId = "startExport", summary = "Copies a range of one camera or several into files")
    @ApiResponse(
            responseCode = "202",
            description = "It is made, one after the other",
            content = @Content(schema = @Schema(implementation = ExportView.class)))
    public Response start(Asked body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Asked asked = Fields.body(body);
        Map<CameraId, String> cameras = new LinkedHashMap<>();
        for (UUID id : ids(asked)) {
            Camera camera = call.watched(services.deviceRegistry(), String.valueOf(id));
            cameras.put(camera.id(), camera.name());
        }
        Export export = services.exports()
                .start(new ExportRequest(
                        cameras,
                        Call.role(asked.role()),
                        Times.required("from", asked.from()),
                        Times.required("to", asked.to()),
                        format(asked.format()),
                        call.actor()));
        for (CameraId camera : cameras.keySet()) {
            audit.record(
                    call,
                    "export.start",
                    camera,
                    export.id() + ", " + export.request().from() + " to "
                            + export.request().to());
        }
        return Response.accepted(ExportView.of(export))
                .location(URI.create("/api/exports/" + export.id()))
                .build();
    }

    private static List<UUID> ids(Asked asked) {
        List<UUID> ids = new ArrayList<>();
        if (asked.cameraId() != null) {
            ids.add(asked.cameraId());
        }
        if (asked.cameraIds() != null) {
            new Fields()
                    .require(
                            asked.cameraIds().size() <= ExportRequest.MOST_CAMERAS,
                            "cameraIds",
                            "at most " + ExportRequest.MOST_CAMERAS)
                    .check();
            ids.addAll(asked.cameraIds());
        }
        new Fields()
                .require(!ids.isEmpty() && !ids.contains(null), "cameraId", "is missing")
                .check();
        return ids;
    }

    private static ExportRequest.Format format(String format) {
        if (format == null) {
            return ExportRequest.Format.MP4;
        }
        for (ExportRequest.Format known : ExportRequest.Format.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(format)) {
                return known;
            }
        }
        throw new InvalidFieldsException("format", "mp4 or mkv");
    }

    @GET
    @Path("key")
    @Allow(Role.VIEWER)
    @Produces({"application/x-pem-file", MediaType.APPLICATION_JSON})
    @Operation(operationId = "exportKey", summary = "The public key by which exports of this server are verified")
    @ApiResponse(
            responseCode = "200",
            description = "The key as PEM",
            content = @Content(mediaType = "application/x-pem-file", schema = @Schema(type = "string")))
    public Response key() {
        return Response.ok(services.exports().publicKey(), "application/x-pem-file")
                .build();
    }

    @GET
    @Path("{id}")
    @Allow(Role.OPERATOR)
    @Operation(operationId = "getExport", summary = "An export, and how far it is")
    public ExportView get(@PathParam("id") String id, @Context ContainerRequestContext context) {
        return ExportView.of(seen(Call.of(context), id));
    }

    @DELETE
    @Path("{id}")
    @Allow(Role.OPERATOR)
    @Operation(operationId = "deleteExport", summary = "Ends an export, and deletes what there is of it")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public Response delete(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Export export = seen(call, id);
        services.exports().delete(export.id());
        audit.record(call, "export.delete", export.id(), "");
        return Response.noContent().build();
    }

    @GET
    @Path("{id}/file")
    @Allow(Role.OPERATOR)
    @Produces({"application/octet-stream", MediaType.APPLICATION_JSON})
    @Operation(operationId = "exportFile", summary = "The clip; an archive of all where there are several")
    @ApiResponse(
            responseCode = "200",
            description = "The file, or the part of it that was asked for (206)",
            content =
                    @Content(
                            mediaType = "application/octet-stream",
                            schema = @Schema(type = "string", format = "binary")))
    public Response file(
            @PathParam("id") String id,
            @HeaderParam("Range") @Parameter(hidden = true) String range,
            @HeaderParam("If-Range") @Parameter(hidden = true) String validator,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        return download(call, services.exports().content(seen(call, id).id()), id, range, validator);
    }

    @GET
    @Path("{id}/evidence.zip")
    @Allow(Role.OPERATOR)
    @Produces({"application/zip", MediaType.APPLICATION_JSON})
    @Operation(
            operationId = "exportEvidence",
            summary = "All files with their signed manifest, to be verified by vms verify")
    @ApiResponse(
            responseCode = "200",
            description = "The archive, or the part of it that was asked for (206)",
            content = @Content(mediaType = "application/zip", schema = @Schema(type = "string", format = "binary")))
    public Response evidence(
            @PathParam("id") String id,
            @HeaderParam("Range") @Parameter(hidden = true) String range,
            @HeaderParam("If-Range") @Parameter(hidden = true) String validator,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        return download(call, services.exports().evidence(seen(call, id).id()), id, range, validator);
    }

    private Response download(Call call, ExportContent content, String id, String header, String validator) {
        String tag = '"' + content.tag() + '"';
        Optional<ByteRange> part =
                validator == null || validator.equals(tag) ? ByteRange.of(header, content.size()) : Optional.empty();
        if (part.isPresent() && part.get().length() == 0) {
            return Response.status(Response.Status.REQUESTED_RANGE_NOT_SATISFIABLE)
                    .header("Content-Range", "bytes */" + content.size())
                    .build();
        }
        long from = part.map(ByteRange::from).orElse(0L);
        long length = part.map(ByteRange::length).orElse(content.size());
        if (from == 0) {
            // A download that goes on is the same one.
            audit.record(call, "export.download", id, content.name());
        }
        StreamingOutput body = out -> content.write(from, length, out);
        Response.ResponseBuilder response = Response.status(part.isPresent() ? 206 : 200)
                .entity(body)
                .type(content.contentType())
                .header("Accept-Ranges", "bytes")
                .header("ETag", tag)
                .header("Content-Length", length)
                .header("Cache-Control", "private, no-cache")
                .header("Content-Disposition", "attachment; filename=\"" + content.name() + '"');
        if (part.isPresent()) {
            response.header("Content-Range", "bytes " + from + "-" + (from + length - 1) + "/" + content.size());
        }
        return response.build();
    }

    private Export seen(Call call, String id) {
        return services.exports()
                .get(ExportId.parse(id))
                .filter(export -> sees(call, export))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such export"));
    }

    private static boolean sees(Call call, Export export) {
        return call.isAdministrator()
                || (export.request().actor().name().equals(call.caller().username())
                        && export.request().cameras().keySet().stream().allMatch(call.caller()::maySee));
    }
}
