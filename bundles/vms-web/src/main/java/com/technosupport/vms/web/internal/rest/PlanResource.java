package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.PlanId;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.store.PlanStore;
import com.technosupport.vms.api.store.PlanStore.Picture;
import com.technosupport.vms.api.store.PlanStore.PlacedCamera;
import com.technosupport.vms.api.store.PlanStore.Plan;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Plans of floors and grounds with the cameras on them. Administrators draw them; others see those on which a camera stands
 * that was granted to them, and of the cameras only such.
 */
@Path("plans")
@Tag(name = "plans")
@Produces(MediaType.APPLICATION_JSON)
public final class PlanResource {

    private static final int MAX_NAME = 128;
    private static final int MOST_PLANS = 200;
    private static final int MOST_CAMERAS = 1000;
    private static final String PNG = "image/png";
    private static final String JPEG = "image/jpeg";
    private static final String WEBP = "image/webp";

    private final Services services;
    private final Audit audit;
    private final Clock clock;

    PlanResource(Services services, Audit audit, Clock clock) {
        this.services = services;
        this.audit = audit;
        this.clock = clock;
    }

    /** A camera on a plan. */
    @Schema(name = "PlanCamera")
    public record CameraBody(
            @Schema(requiredMode = REQUIRED) UUID cameraId,

            @Schema(requiredMode = REQUIRED, description = "From the left, as a part of the picture's width, 0 to 1")
            double x,

            @Schema(requiredMode = REQUIRED, description = "From the top, as a part of the picture's height, 0 to 1")
            double y,

            @Schema(
                    requiredMode = REQUIRED,
                    description =
                            "Where it looks, in degrees from the top of the plan to the right, 0 to less than 360")
            double direction,

            @Schema(
                    requiredMode = REQUIRED,
                    description = "Its angle of view in degrees, 0 to 360; 0 where it is not known")
            double angle,

            @Schema(
                    requiredMode = REQUIRED,
                    description = "How far it sees, as a part of the picture's longer side, 0 to 1")
            double reach) {

        static CameraBody of(PlacedCamera placed) {
            return new CameraBody(
                    placed.camera().value(),
                    placed.x(),
                    placed.y(),
                    placed.direction(),
                    placed.angle(),
                    placed.reach());
        }
    }

    /**
     * A plan.
     *
     * @param width of its picture in pixels
     * @param image where the picture is; another address when it is another picture
     * @param cameras those that the caller may see
     */
    @Schema(name = "Plan")
    public record PlanView(
            UUID id,
            String name,
            UUID siteId,
            int width,
            int height,
            String image,
            List<CameraBody> cameras,
            long revision,
            Instant changedAt) {}

    /** The plans. */
    @Schema(name = "PlanPage")
    public record PlanPage(List<PlanView> items) {}

    /** What of a plan is changed; what is left out stays. */
    @Schema(name = "PlanBody")
    public record PlanBody(
            String name,
            UUID siteId,

            @Schema(requiredMode = REQUIRED, description = "The revision that is replaced")
            Long revision,

            List<CameraBody> cameras) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(
            operationId = "listPlans",
            summary = "The plans with cameras that the caller may see, by name; all of them for administrators")
    public PlanPage list(@Context ContainerRequestContext context) {
        Call call = Call.of(context);
        return new PlanPage(services.planStore().plans().stream()
                .filter(plan -> isSeen(plan, call))
                .map(plan -> shown(plan, call))
                .toList());
    }

    @GET
    @Path("{id}")
    @Allow(Role.VIEWER)
    @Operation(operationId = "getPlan", summary = "A plan")
    public PlanView get(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        return shown(seen(id, call), call);
    }

    @GET
    @Path("{id}/image")
    @Produces({PNG, JPEG, WEBP, MediaType.APPLICATION_JSON})
    @Allow(Role.VIEWER)
    @Operation(operationId = "getPlanImage", summary = "A plan's picture")
    @ApiResponse(
            responseCode = "200",
            description = "As it was sent",
            content = {
                @Content(mediaType = PNG, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = JPEG, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = WEBP, schema = @Schema(type = "string", format = "binary"))
            })
    public Response image(
            @PathParam("id") String id,
            @HeaderParam("If-None-Match") @Parameter(hidden = true) String known,
            @Context ContainerRequestContext context) {
        Plan plan = seen(id, Call.of(context));
        String tag = '"' + plan.picture().sha256() + '"';
        // Asked for each time, since a grant may be taken back.
        Response.ResponseBuilder response = tag.equals(known)
                ? Response.notModified()
                : Response.ok(services.planStore().picture(plan.id()).orElseThrow(PlanResource::absent))
                        .type(plan.picture().mediaType());
        return response.header("ETag", tag)
                .header("Cache-Control", "private, no-cache")
                .build();
    }

    @POST
    @Consumes({PNG, JPEG, WEBP})
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "addPlan",
            summary = "Makes a plan of a picture",
            description = "The body is the picture: PNG, JPEG or WebP, 10 MiB and 8192 pixels a side at most.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = PNG, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = JPEG, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = WEBP, schema = @Schema(type = "string", format = "binary"))
            })
    @ApiResponse(
            responseCode = "201",
            description = "The plan",
            content = @Content(schema = @Schema(implementation = PlanView.class)))
    public Response add(
            @QueryParam("name") @Parameter(required = true) String name,
            @QueryParam("siteId") @Parameter(schema = @Schema(type = "string", format = "uuid")) String siteId,
            @Parameter(hidden = true) byte[] picture,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        new Fields().required("name", name, MAX_NAME).check();
        PlanStore store = services.planStore();
        Plan plan = new Plan(
                PlanId.next(clock),
                siteId == null ? SiteId.DEFAULT : SiteId.parse(siteId),
                name.strip(),
                described(picture),
                List.of(),
                1,
                now());
        if (store.plans().size() >= MOST_PLANS) {
            throw new InvalidFieldsException("name", "there are " + MOST_PLANS + " plans already");
        }
        store.insert(plan, picture);
        audit.record(call, "plan.add", plan.id(), plan.name());
        return Response.created(URI.create("/api/plans/" + plan.id()))
                .entity(shown(plan, call))
                .build();
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "replacePlan",
            summary = "Changes a plan's name and site, and where cameras stand on it",
            description = "409 CHANGED_MEANWHILE where it is no longer of the revision that is named")
    public PlanView replace(@PathParam("id") String id, PlanBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields()
                .optional("name", body.name(), MAX_NAME)
                .require(body.name() == null || !body.name().isBlank(), "name", "a plan has a name")
                .require(body.revision() != null, "revision", "the one that is replaced")
                .check();
        Plan before = seen(id, call);
        Plan plan = new Plan(
                before.id(),
                body.siteId() == null ? before.site() : new SiteId(body.siteId()),
                body.name() == null ? before.name() : body.name().strip(),
                before.picture(),
                body.cameras() == null ? before.cameras() : placed(body.cameras()),
                Math.max(0, body.revision()) + 1,
                now());
        services.planStore().replace(plan, Optional.empty());
        audit.record(
                call,
                "plan.update",
                plan.id(),
                plan.name() + ", " + plan.cameras().size() + " cameras");
        return shown(plan, call);
    }

    @PUT
    @Path("{id}/image")
    @Consumes({PNG, JPEG, WEBP})
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "replacePlanImage",
            summary = "Puts another picture below a plan's cameras",
            description = "As for a new plan. The cameras stay at their parts of its width and height.")
    @RequestBody(
            required = true,
            content = {
                @Content(mediaType = PNG, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = JPEG, schema = @Schema(type = "string", format = "binary")),
                @Content(mediaType = WEBP, schema = @Schema(type = "string", format = "binary"))
            })
    public PlanView replaceImage(
            @PathParam("id") String id,
            @Parameter(hidden = true) byte[] picture,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Plan before = seen(id, call);
        Plan plan = new Plan(
                before.id(),
                before.site(),
                before.name(),
                described(picture),
                before.cameras(),
                before.revision() + 1,
                now());
        services.planStore().replace(plan, Optional.of(picture));
        audit.record(call, "plan.image", plan.id(), plan.name());
        return shown(plan, call);
    }

    @DELETE
    @Path("{id}")
    @Allow(Role.ADMIN)
    @Operation(operationId = "removePlan", summary = "Removes a plan and its picture")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public void remove(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Plan plan = seen(id, call);
        services.planStore().delete(plan.id());
        audit.record(call, "plan.remove", plan.id(), plan.name());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private Plan seen(String id, Call call) {
        return services.planStore()
                .plan(PlanId.parse(id))
                .filter(plan -> isSeen(plan, call))
                .orElseThrow(PlanResource::absent);
    }

    /** A picture of a building is nothing for those who have no camera in it. */
    private static boolean isSeen(Plan plan, Call call) {
        return call.caller().seesAll()
                || plan.cameras().stream().anyMatch(placed -> call.caller().maySee(placed.camera()));
    }

    private static PlanView shown(Plan plan, Call call) {
        return new PlanView(
                plan.id().value(),
                plan.name(),
                plan.site().value(),
                plan.picture().width(),
                plan.picture().height(),
                "/api/plans/" + plan.id() + "/image?v="
                        + plan.picture().sha256().substring(0, 12),
                plan.cameras().stream()
                        .filter(placed -> call.caller().maySee(placed.camera()))
                        .map(CameraBody::of)
                        .toList(),
                plan.revision(),
                plan.changedAt());
    }

    private static Picture described(byte[] bytes) {
        PictureFile file = PictureFile.of(bytes == null ? new byte[0] : bytes);
        try {
            return new Picture(
                    file.mediaType(),
                    file.width(),
                    file.height(),
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Each Java has SHA-256", e);
        }
    }

    private static List<PlacedCamera> placed(List<CameraBody> cameras) {
        new Fields()
                .require(cameras.size() <= MOST_CAMERAS, "cameras", "at most " + MOST_CAMERAS)
                .require(
                        cameras.stream().noneMatch(camera -> camera == null || camera.cameraId() == null),
                        "cameras",
                        "each names a camera")
                .check();
        Set<UUID> known = new HashSet<>();
        if (!cameras.stream().map(CameraBody::cameraId).filter(Objects::nonNull).allMatch(known::add)) {
            throw new InvalidFieldsException("cameras", "each camera once");
        }
        try {
            return cameras.stream()
                    .map(camera -> new PlacedCamera(
                            new CameraId(camera.cameraId()),
                            camera.x(),
                            camera.y(),
                            camera.direction(),
                            camera.angle(),
                            camera.reach()))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldsException("cameras", e.getMessage());
        }
    }

    private static VmsException absent() {
        return new VmsException(ErrorCode.NOT_FOUND, "There is no such plan");
    }
}
