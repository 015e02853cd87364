package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.device.CameraChange;
import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.media.Snapshots;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import com.technosupport.vms.web.internal.rest.DeviceFields.Target;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The cameras: all for administrators, else those granted; for the rest it is as if there were none. */
@Path("cameras")
@Tag(name = "cameras")
@Produces(MediaType.APPLICATION_JSON)
public final class CameraResource {

    private final Services services;
    private final Audit audit;
    private final Clock clock;
    private final SlowCalls verifying;
    private final SlowCalls stills;

    CameraResource(Services services, Audit audit, Clock clock, int maxSlowCalls) {
        this.services = services;
        this.audit = audit;
        this.clock = clock;
        this.verifying = new SlowCalls(maxSlowCalls);
        this.stills = new SlowCalls(maxSlowCalls);
    }

    /** A page of cameras. */
    @Schema(name = "CameraPage")
    public record CameraPage(
            List<CameraView> items, @Schema(nullable = true) String nextCursor) {}

    /** A device to take in. */
    @Schema(name = "OnboardRequest")
    public record Onboarding(
            String ip,
            Integer port,
            String user,
            @Schema(format = "password") String pass,
            String name,
            String driver,
            String xaddr,
            String streamUrl,
            Map<String, String> options) {

        @Override
        public String toString() {
            return "Onboarding[" + ip + "]";
        }
    }

    /** What to change of a camera; what is missing stays. */
    @Schema(name = "CameraPatch")
    public record Patch(
            String name,
            String ip,
            Integer port,
            String xaddr,
            String streamUrl,
            String user,
            @Schema(format = "password") String pass,
            Boolean enabled,
            UUID siteId,
            Map<String, String> options) {

        @Override
        public String toString() {
            return "Patch[" + ip + "]";
        }
    }

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "listCameras", summary = "The cameras that the caller may see, by name")
    public CameraPage list(
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        int most = Paging.limit(limit);
        DeviceRegistry devices = services.deviceRegistry();
        List<Camera> seen = devices.cameras().stream()
                .filter(camera -> call.caller().maySee(camera.id()))
                .toList();
        List<Camera> page = Paging.page(seen, CameraResource::order, most, cursor);
        Map<String, List<String>> capabilities = CameraView.capabilities(devices);
        return new CameraPage(
                Paging.items(page, most).stream()
                        .map(camera -> view(devices, camera, call, capabilities))
                        .toList(),
                Paging.nextCursor(page, CameraResource::order, most));
    }

    @GET
    @Path("{id}")
    @Allow(Role.VIEWER)
    @Operation(operationId = "getCamera", summary = "One camera")
    public CameraView get(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        return view(services.deviceRegistry(), call.seen(services.deviceRegistry(), id), call);
    }

    @POST
    @Path("onboard")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "onboardCamera",
            summary = "Takes a device in as a camera",
            description =
                    "Logs in, reads its streams and checks that video flows. Nothing is stored unless it answers 201.")
    @ApiResponse(
            responseCode = "201",
            description = "The camera",
            content = @Content(schema = @Schema(implementation = CameraView.class)))
    public Response onboard(Onboarding body, @Context ContainerRequestContext context) throws InterruptedException {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields()
                .optional("name", body.name(), 128)
                .optional("driver", body.driver(), 64)
                .check();
        Target target = DeviceFields.target(body.ip(), body.port(), body.xaddr(), body.streamUrl());
        Credential credential = DeviceFields.credential(body.user(), body.pass())
                .or(target::credential)
                .orElse(Credential.NONE);
        OnboardRequest request = new OnboardRequest(
                target.address(),
                credential,
                text(body.name()),
                text(body.driver()),
                DeviceFields.options(body.options()));
        DeviceRegistry devices = services.deviceRegistry();
        Camera camera = verifying.takingIn(() -> devices.onboard(request));
        audit.record(
                call,
                "camera.onboard",
                camera.id(),
                camera.name() + " at " + camera.address().host() + " by " + camera.driver());
        return Response.created(URI.create("/api/cameras/" + camera.id()))
                .entity(view(devices, camera, call))
                .build();
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "updateCamera",
            summary = "Changes a camera",
            description =
                    "A new address or login is verified first; the camera keeps its id, so a replaced device keeps its"
                            + " footage.")
    public CameraView update(@PathParam("id") String id, Patch body, @Context ContainerRequestContext context)
            throws InterruptedException {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields()
                .optional("name", body.name(), 128)
                .require(body.name() == null || !body.name().isBlank(), "name", "a camera has a name")
                .check();
        Camera camera = call.seen(services.deviceRegistry(), id);
        Optional<Target> target = target(camera, body);
        Optional<Credential> credential =
                DeviceFields.credential(body.user(), body.pass()).or(() -> target.flatMap(Target::credential));
        CameraChange change = new CameraChange(
                text(body.name()),
                target.map(Target::address),
                credential,
                Optional.ofNullable(body.enabled()),
                Optional.ofNullable(body.options()).map(DeviceFields::options),
                Optional.ofNullable(body.siteId()).map(this::site));
        DeviceRegistry devices = services.deviceRegistry();
        Camera changed = verifying.takingIn(() -> devices.update(camera.id(), change));
        audit.record(call, "camera.update", camera.id(), "changed " + changedFields(change));
        return view(devices, changed, call);
    }

    @DELETE
    @Path("{id}")
    @Allow(Role.ADMIN)
    @Operation(operationId = "removeCamera", summary = "Forgets a camera and ends its streams")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public void remove(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Camera camera = call.seen(services.deviceRegistry(), id);
        services.deviceRegistry().remove(camera.id());
        audit.record(call, "camera.remove", camera.id(), camera.name());
    }

    @GET
    @Path("{id}/snapshot.jpg")
    @Produces({"image/jpeg", MediaType.APPLICATION_JSON})
    @Allow(Role.VIEWER)
    @Operation(operationId = "getSnapshot", summary = "A still of now")
    @ApiResponse(responseCode = "200", description = "A JPEG", content = @Content(mediaType = "image/jpeg"))
    public Response snapshot(@PathParam("id") String id, @Context ContainerRequestContext context)
            throws InterruptedException {
        Camera camera = Call.of(context).seen(services.deviceRegistry(), id);
        byte[] picture = stills.run(() -> still(camera));
        return Response.ok(picture, "image/jpeg").build();
    }

    /** From the stream, since that is there already; else from the device, if it takes pictures by itself. */
    private byte[] still(Camera camera) throws InterruptedException {
        Optional<Snapshots> snapshots = services.snapshotsIfThere();
        Optional<CameraStream> main = camera.stream(StreamRole.MAIN);
        VmsException refusal = new VmsException(ErrorCode.STREAM_UNAVAILABLE, "There is no picture at the moment");
        if (snapshots.isPresent() && main.isPresent()) {
            try {
                return snapshots.get().captureSnapshot(main.get().id());
            } catch (VmsException e) {
                if (e.code() == ErrorCode.BUSY) {
                    throw e;
                }
                refusal = e;
            }
        }
        if (!services.masks().mask(camera.id()).isEmpty()) {
            // What the device takes by itself has no mask on it.
            throw refusal;
        }
        try {
            return services.deviceRegistry()
                    .with(camera.id(), StillImage.class, (device, known) -> device.capture(known.channel()));
        } catch (VmsException e) {
            throw e.code() == ErrorCode.NOT_SUPPORTED ? refusal : e;
        }
    }

    private SiteId site(UUID id) {
        SiteId site = new SiteId(id);
        if (services.siteStore().sites().stream().noneMatch(known -> known.id().equals(site))) {
            throw new InvalidFieldsException("siteId", "there is no such site");
        }
        return site;
    }

    /** What is not named of an address stays, but the exact address of a service that was on another host. */
    private static Optional<Target> target(Camera camera, Patch body) {
        if (body.ip() == null && body.port() == null && body.xaddr() == null && body.streamUrl() == null) {
            return Optional.empty();
        }
        DeviceAddress known = camera.address();
        boolean elsewhere = body.ip() != null || body.xaddr() != null || body.streamUrl() != null;
        Integer port =
                body.port() == null && known.port().isPresent() && body.xaddr() == null && body.streamUrl() == null
                        ? Integer.valueOf(known.port().getAsInt())
                        : body.port();
        Target target = DeviceFields.target(elsewhere ? body.ip() : known.host(), port, body.xaddr(), body.streamUrl());
        return Optional.of(target);
    }

    private static String changedFields(CameraChange change) {
        List<String> fields = new ArrayList<>();
        change.name().ifPresent(name -> fields.add("name"));
        change.address().ifPresent(address -> fields.add("address " + address.host()));
        change.credential().ifPresent(credential -> fields.add("credentials"));
        change.enabled().ifPresent(enabled -> fields.add(enabled ? "enabled" : "disabled"));
        change.options().ifPresent(options -> fields.add("options"));
        change.site().ifPresent(site -> fields.add("site " + site));
        return fields.isEmpty() ? "nothing" : String.join(", ", fields);
    }

    private CameraView view(DeviceRegistry devices, Camera camera, Call call) {
        return view(devices, camera, call, CameraView.capabilities(devices));
    }

    private CameraView view(DeviceRegistry devices, Camera camera, Call call, Map<String, List<String>> capabilities) {
        return CameraView.of(
                camera,
                CameraView.status(devices, camera.id(), clock.instant()),
                call.isAdministrator(),
                capabilities,
                services.mayCall(camera.id()),
                services.recordingState(camera.id()));
    }

    /** By name, and by id among equals. */
    private static String order(Camera camera) {
        return camera.name().toLowerCase(Locale.ROOT) + '\0' + camera.id();
    }

    private static Optional<String> text(String text) {
        return Optional.ofNullable(text).map(String::strip).filter(stripped -> !stripped.isEmpty());
    }
}
