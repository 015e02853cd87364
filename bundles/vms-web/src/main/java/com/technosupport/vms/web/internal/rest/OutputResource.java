package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;

/** Switches the outputs of cameras and recorders. */
@Path("devices/{id}/outputs/{output}")
@Tag(name = "control")
@Produces(MediaType.APPLICATION_JSON)
public final class OutputResource {

    private final Services services;
    private final Audit audit;
    private final SlowCalls slow;

    OutputResource(Services services, Audit audit, int maxSlowCalls) {
        this.services = services;
        this.audit = audit;
        this.slow = new SlowCalls(maxSlowCalls);
    }

    /** How to switch. */
    @Schema(name = "OutputState")
    public record Switching(Boolean active) {}

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.OPERATOR)
    @Operation(operationId = "switchOutput", summary = "Switches an output of a camera or a recorder")
    @ApiResponse(responseCode = "204", description = "It is switched")
    public void switchOutput(
            @PathParam("id") String id,
            @PathParam("output") String output,
            Switching body,
            @Context ContainerRequestContext context)
            throws InterruptedException {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields().require(body.active() != null, "active", "is missing").check();
        CameraId device = CameraId.parse(id);
        if (!maySwitch(call, device)) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such device");
        }
        try {
            slow.run(() -> {
                services.nvrRegistry().switchOutput(device.value(), output, body.active());
                return null;
            });
        } catch (VmsException e) {
            throw IncapableException.of(e);
        }
        audit.record(call, "output.switch", id, "output " + output + (body.active() ? " on" : " off"));
    }

    /** A camera's by who may see it; a recorder's by who may see any camera of it. */
    private boolean maySwitch(Call call, CameraId device) {
        if (call.caller().maySee(device)
                && services.deviceRegistry().camera(device).isPresent()) {
            return true;
        }
        Optional<NvrId> nvr = Optional.of(new NvrId(device.value()));
        return services.nvrRegistry().nvr(nvr.get()).isPresent()
                && (call.isAdministrator()
                        || services.deviceRegistry().cameras().stream()
                                .anyMatch(camera -> camera.nvr().equals(nvr)
                                        && call.caller().maySee(camera.id())));
    }
}
