package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;

/** What is kept of a camera, and on which days there is something. */
@Path("cameras/{id}/recording")
@Tag(name = "recording")
@Produces(MediaType.APPLICATION_JSON)
public final class RecordingPolicyResource {

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2199;

    private final Services services;
    private final Audit audit;

    RecordingPolicyResource(Services services, Audit audit) {
        this.services = services;
        this.audit = audit;
    }

    /** Days with footage. */
    @Schema(name = "RecordedDays")
    public record DaysView(
            @Schema(description = "By which the days are counted: the site's")
            String timeZone,

            @Schema(description = "In order") List<LocalDate> days) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "getRecordingPolicy", summary = "What is kept of a camera, and for how long that will be")
    public PolicyBody get(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Camera camera = Call.of(context).seen(services.deviceRegistry(), id);
        return view(camera);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "setRecordingPolicy",
            summary = "Says what is kept of a camera",
            description = "It counts at once; a recording that goes on loses nothing.")
    public PolicyBody put(@PathParam("id") String id, PolicyBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        RecordingPolicy policy = Fields.body(body).policy();
        Camera camera = call.seen(services.deviceRegistry(), id);
        services.recordingPolicies().change(camera.id(), policy);
        audit.record(call, "recording.policy", camera.id(), policy.mode() + ", " + policy.stream());
        return view(camera);
    }

    private PolicyBody view(Camera camera) {
        return PolicyBody.of(
                services.recordingPolicies().policy(camera.id()),
                services.recordingStorageIfThere().map(storage -> storage.outlook(camera.id())));
    }

    @GET
    @Path("days")
    @Allow(Role.VIEWER)
    @Operation(operationId = "recordedDays", summary = "The days of a month that have footage")
    public DaysView days(
            @PathParam("id") String id,
            @QueryParam("month") @Parameter(schema = @Schema(type = "string", example = "2026-03")) String month,
            @Context ContainerRequestContext context) {
        Camera camera = Call.of(context).seen(services.deviceRegistry(), id);
        YearMonth asked = month(month);
        ZoneId zone = services.siteStore().sites().stream()
                .filter(site -> site.id().equals(camera.site()))
                .map(Site::timeZone)
                .findFirst()
                .orElseGet(ZoneId::systemDefault);
        return new DaysView(zone.getId(), services.recordingReader().days(camera.id(), asked, zone));
    }

    private static YearMonth month(String month) {
        try {
            YearMonth parsed = YearMonth.parse(month == null ? "" : month);
            if (parsed.getYear() >= FIRST_YEAR && parsed.getYear() <= LAST_YEAR) {
                return parsed;
            }
        } catch (DateTimeException e) {
            // Told below.
        }
        throw new InvalidFieldsException("month", "a month, such as 2026-03");
    }
}
