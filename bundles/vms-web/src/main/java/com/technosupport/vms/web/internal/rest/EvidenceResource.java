package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.EvidenceStore.Lock;
import com.technosupport.vms.api.store.EvidenceStore.Place;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The footage that is kept as evidence, of the cameras that the caller may see. */
@Path("evidence")
@Tag(name = "recording")
@Produces(MediaType.APPLICATION_JSON)
public final class EvidenceResource {

    private final Services services;

    EvidenceResource(Services services) {
        this.services = services;
    }

    /**
     * A file of footage that is kept.
     *
     * @param by the account that locked it
     * @param at when that was
     */
    @Schema(name = "Evidence")
    public record EvidenceView(
            UUID recordingId,
            UUID cameraId,
            StreamRole role,
            Instant start,
            Instant end,
            long bytes,
            String by,
            String reason,
            Instant at) {

        static EvidenceView of(Lock lock) {
            return new EvidenceView(
                    lock.segment().value(),
                    lock.camera().value(),
                    lock.role(),
                    lock.start(),
                    lock.end(),
                    lock.bytes(),
                    lock.by(),
                    lock.reason(),
                    lock.at());
        }
    }

    /** What is kept. */
    @Schema(name = "EvidencePage")
    public record EvidencePage(
            List<EvidenceView> items,
            @Schema(nullable = true) String nextCursor) {}

    @GET
    @Allow(Role.OPERATOR)
    @Operation(
            operationId = "listEvidence",
            summary = "The recordings that no retention deletes, those that were locked last first",
            description = "Each stays until somebody unlocks it (unlockRecording).")
    public EvidencePage list(
            @QueryParam("cameraId") @Parameter(schema = @Schema(type = "string", format = "uuid")) String cameraId,
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        int most = Paging.limit(limit);
        Optional<Set<CameraId>> cameras = call.sight();
        if (cameraId != null) {
            CameraId camera = CameraId.parse(cameraId);
            call.requireSight(camera);
            cameras = Optional.of(Set.of(camera));
        }
        List<Lock> found = services.evidenceStore()
                .newest(cameras, Optional.ofNullable(cursor).map(EvidenceResource::place), most + 1);
        return new EvidencePage(
                Paging.items(found, most).stream().map(EvidenceView::of).toList(),
                Paging.nextCursor(found, lock -> lock.at() + "/" + lock.segment(), most));
    }

    private static Place place(String cursor) {
        String[] parts = Paging.decode(cursor).split("/", 2);
        try {
            return new Place(Instant.parse(parts[0]), SegmentId.parse(parts[parts.length - 1]));
        } catch (DateTimeException | VmsException e) {
            throw new InvalidFieldsException("cursor", "not one that was given out");
        }
    }
}
