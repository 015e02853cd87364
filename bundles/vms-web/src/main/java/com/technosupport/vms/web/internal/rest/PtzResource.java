package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.PtzControl.Preset;
import com.technosupport.vms.api.driver.PtzControl.Velocity;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;

/** Turns and zooms cameras. */
@Path("cameras/{id}/ptz")
@Tag(name = "control")
@Produces(MediaType.APPLICATION_JSON)
public final class PtzResource {

    private final Services services;
    private final Audit audit;
    private final SlowCalls slow;

    PtzResource(Services services, Audit audit, int maxSlowCalls) {
        this.services = services;
        this.audit = audit;
        this.slow = new SlowCalls(maxSlowCalls);
    }

    /**
     * A movement, a stop, or a stored position: one of the three.
     *
     * @param pan -1 to 1, to the right if positive; missing is 0, as for the others
     * @param tilt upwards if positive
     * @param zoom closer if positive
     */
    @Schema(name = "PtzCommand")
    public record Movement(Double pan, Double tilt, Double zoom, Boolean stop, String preset) {}

    /** The stored positions. */
    @Schema(name = "PtzPresetPage")
    public record PresetPage(List<PresetView> items) {}

    /** A stored position. */
    @Schema(name = "PtzPreset")
    public record PresetView(String id, String name) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(
            operationId = "moveCamera",
            summary = "Moves a camera, stops it, or sends it to a stored position",
            description =
                    "A movement goes on for 4 s, or until it is stopped: whoever wants it to go on asks again in time, as each"
                            + " second, so that a camera stops when a browser or a line is gone.")
    @ApiResponse(responseCode = "202", description = "The device has accepted it")
    public Response move(@PathParam("id") String id, Movement body, @Context ContainerRequestContext context)
            throws InterruptedException {
        Call call = Call.of(context);
        Fields.body(body);
        boolean moves = body.pan() != null || body.tilt() != null || body.zoom() != null;
        boolean stops = Boolean.TRUE.equals(body.stop());
        int asked = (moves ? 1 : 0) + (stops ? 1 : 0) + (body.preset() == null ? 0 : 1);
        new Fields()
                .require(asked == 1, "", "either a movement, or stop, or preset")
                .require(isVelocity(body.pan()), "pan", "from -1 to 1")
                .require(isVelocity(body.tilt()), "tilt", "from -1 to 1")
                .require(isVelocity(body.zoom()), "zoom", "from -1 to 1")
                .optional("preset", body.preset(), 128)
                .check();
        Camera camera = call.seen(services.deviceRegistry(), id);
        onDevice(camera, (ptz, channel) -> {
            if (moves) {
                ptz.move(channel, new Velocity(value(body.pan()), value(body.tilt()), value(body.zoom())));
            } else if (stops) {
                ptz.stop(channel);
            } else {
                ptz.recall(channel, body.preset());
            }
            return null;
        });
        return Response.accepted().build();
    }

    @GET
    @Path("presets")
    @Allow(Role.OPERATOR)
    @Operation(operationId = "listPtzPresets", summary = "A camera's stored positions")
    public PresetPage presets(@PathParam("id") String id, @Context ContainerRequestContext context)
            throws InterruptedException {
        Camera camera = Call.of(context).seen(services.deviceRegistry(), id);
        List<Preset> presets = onDevice(camera, PtzControl::presets);
        return new PresetPage(presets.stream()
                .map(preset -> new PresetView(preset.id(), preset.name()))
                .toList());
    }

    /** A position to store. */
    @Schema(name = "NewPtzPreset")
    public record NewPreset(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            String name,

            @Schema(nullable = true, description = "One that is replaced; a new one if left out")
            String id) {}

    @POST
    @Path("presets")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "storePtzPreset",
            summary = "Stores where a camera looks now, on the device",
            description = "409 NOT_SUPPORTED where the device, or its driver, stores no positions.")
    public PresetView store(@PathParam("id") String id, NewPreset body, @Context ContainerRequestContext context)
            throws InterruptedException {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields()
                .required("name", body.name(), 64)
                .optional("id", body.id(), 128)
                .check();
        Camera camera = call.seen(services.deviceRegistry(), id);
        Preset stored = onDevice(
                camera,
                (ptz, channel) -> ptz.store(
                        channel,
                        Optional.ofNullable(body.id()).filter(known -> !known.isBlank()),
                        body.name().strip()));
        audit.record(call, "ptz.preset", camera.id(), "stored " + stored.name());
        return new PresetView(stored.id(), stored.name());
    }

    @DELETE
    @Path("presets/{preset}")
    @Allow(Role.ADMIN)
    @Operation(operationId = "forgetPtzPreset", summary = "Removes a stored position from the device")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public void forget(
            @PathParam("id") String id, @PathParam("preset") String preset, @Context ContainerRequestContext context)
            throws InterruptedException {
        Call call = Call.of(context);
        new Fields().required("preset", preset, 128).check();
        Camera camera = call.seen(services.deviceRegistry(), id);
        onDevice(camera, (ptz, channel) -> {
            ptz.forget(channel, preset);
            return null;
        });
        audit.record(call, "ptz.preset", camera.id(), "removed " + preset);
    }

    private interface Use<R> {

        R on(PtzControl ptz, String channel) throws InterruptedException;
    }

    private <R> R onDevice(Camera camera, Use<R> use) throws InterruptedException {
        try {
            return slow.run(() -> services.deviceRegistry()
                    .with(camera.id(), PtzControl.class, (ptz, known) -> use.on(ptz, known.channel())));
        } catch (VmsException e) {
            throw IncapableException.of(e);
        }
    }

    private static boolean isVelocity(Double value) {
        return value == null || Math.abs(value) <= 1;
    }

    private static double value(Double given) {
        return given == null ? 0 : given;
    }
}
