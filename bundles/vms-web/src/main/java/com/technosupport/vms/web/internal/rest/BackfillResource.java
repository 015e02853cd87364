package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.BackfillStore;
import com.technosupport.vms.web.internal.Services;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Gaps that the device's own archive fills. */
@Path("cameras/{id}/backfill")
@Tag(name = "recording")
@Produces(MediaType.APPLICATION_JSON)
public final class BackfillResource {

    private static final int MOST_TASKS = 1000;
    private static final Duration USUAL = Duration.ofDays(7);

    private final Services services;
    private final Audit audit;
    private final Clock clock;

    BackfillResource(Services services, Audit audit, Clock clock) {
        this.services = services;
        this.audit = audit;
        this.clock = clock;
    }

    /** A gap, or a stretch of what was one. */
    @Schema(name = "BackfillTask")
    public record TaskView(
            StreamRole role,
            Instant from,
            Instant to,
            RecordingGap.Cause cause,

            @Schema(description = "FILLED is no gap any more; of NOTHING the device is asked no more")
            BackfillStore.State state,

            int attempts,

            @Schema(nullable = true, description = "When the device is asked next; null for soon")
            Instant next,

            String detail) {

        static TaskView of(BackfillStore.Task task) {
            return new TaskView(
                    task.gap().role(),
                    task.gap().from(),
                    task.gap().to().orElse(null),
                    task.gap().cause(),
                    task.state(),
                    task.attempts(),
                    task.next().orElse(null),
                    task.detail());
        }
    }

    /** What is filled of a camera. */
    @Schema(name = "Backfill")
    public record View(
            boolean enabled,

            @Schema(description = "Whether the camera's driver can read what devices record by themselves")
            boolean available,

            List<TaskView> tasks) {}

    /** Whether gaps are filled. */
    @Schema(name = "BackfillSwitch")
    public record Body(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            Boolean enabled) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "getBackfill", summary = "Which gaps were filled from the device's own recordings")
    public View get(
            @PathParam("id") String id,
            @QueryParam("from") @Parameter(schema = @Schema(type = "string", format = "date-time")) String from,
            @QueryParam("to") @Parameter(schema = @Schema(type = "string", format = "date-time")) String to,
            @Context ContainerRequestContext context) {
        Camera camera = Call.of(context).seen(services.deviceRegistry(), id);
        Instant end = to == null ? clock.instant() : Times.required("to", to);
        Instant begin = from == null ? end.minus(USUAL) : Times.required("from", from);
        return view(camera, begin, end);
    }

    private View view(Camera camera, Instant from, Instant to) {
        BackfillStore store = services.backfillStore();
        boolean available = CameraView.capabilities(services.deviceRegistry())
                .getOrDefault(camera.driver(), List.of())
                .contains(DeviceArchive.class.getSimpleName());
        return new View(
                !store.switchedOff().contains(camera.id()),
                available,
                store.tasks(camera.id(), from, to, MOST_TASKS).stream()
                        .map(TaskView::of)
                        .toList());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "setBackfill", summary = "Whether gaps of a camera are filled from its device")
    public View set(@PathParam("id") String id, Body body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Camera camera = call.seen(services.deviceRegistry(), id);
        Boolean enabled = Fields.body(body).enabled();
        new Fields().require(enabled != null, "enabled", "is missing").check();
        services.backfillStore().switchTo(camera.id(), enabled);
        audit.record(call, "camera.backfill", camera.id(), enabled ? "on" : "off");
        Instant now = clock.instant();
        return view(camera, now.minus(USUAL), now);
    }
}
