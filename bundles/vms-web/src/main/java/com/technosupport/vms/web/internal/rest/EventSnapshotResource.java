package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.RuleServices;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** The still of an event, of the cameras that the caller may see. */
@Path("events/{id}/snapshot.jpg")
@Tag(name = "events")
public final class EventSnapshotResource {

    private static final int KEPT_SECONDS = 3600;

    private final RuleServices services;
    private final SlowCalls pictures;

    EventSnapshotResource(RuleServices services, int maxSlowCalls) {
        this.services = services;
        this.pictures = new SlowCalls(maxSlowCalls);
    }

    @GET
    @Produces({"image/jpeg", MediaType.APPLICATION_JSON})
    @Allow(Role.VIEWER)
    @Operation(operationId = "getEventSnapshot", summary = "The still of an event")
    @ApiResponse(responseCode = "200", description = "A JPEG", content = @Content(mediaType = "image/jpeg"))
    public Response get(
            @PathParam("id") String id,
            @Parameter(description = "1 for the event's box drawn on it") @QueryParam("boxes") String boxes,
            @Context ContainerRequestContext context)
            throws InterruptedException {
        Caller caller = Call.of(context).caller();
        EventId event = EventId.parse(id);
        EnrichedEvent found = services.events()
                .find(event)
                .filter(known -> caller.seesAll()
                        || known.message().cameraId().filter(caller::maySee).isPresent())
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such event"));
        boolean drawn = "1".equals(boxes) || "true".equals(boxes);
        byte[] picture = pictures.run(() -> services.snapshots().picture(found, drawn));
        // It does not change any more; only this browser may keep it.
        CacheControl kept = new CacheControl();
        kept.setPrivate(true);
        kept.setMaxAge(KEPT_SECONDS);
        return Response.ok(picture, "image/jpeg").cacheControl(kept).build();
    }
}
