package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;

/** The digital inputs and outputs of a camera or a recorder. */
@Path("devices/{id}/contacts")
@Tag(name = "control")
@Produces(MediaType.APPLICATION_JSON)
public final class ContactResource {

    private final Services services;
    private final SlowCalls slow;

    ContactResource(Services services, int maxSlowCalls) {
        this.services = services;
        this.slow = new SlowCalls(maxSlowCalls);
    }

    /** A device's inputs and outputs. */
    @Schema(name = "Contacts")
    record Contacts(List<NvrView.Contact> inputs, List<NvrView.Contact> outputs) {}

    @GET
    @Allow(Role.OPERATOR)
    @Operation(
            operationId = "listContacts",
            summary = "The digital inputs and outputs of a camera or a recorder",
            description = "A camera is asked for them; a recorder's are as it last told.")
    public Contacts contacts(@PathParam("id") String id, @Context ContainerRequestContext context)
            throws InterruptedException {
        Call call = Call.of(context);
        CameraId device = CameraId.parse(id);
        Optional<Camera> camera = services.deviceRegistry().camera(device);
        if (camera.isEmpty()) {
            return recorder(call, new NvrId(device.value()));
        }
        call.requireSight(device);
        try {
            return slow.run(() -> services.deviceRegistry()
                    .with(
                            device,
                            DigitalIo.class,
                            (io, known) ->
                                    new Contacts(NvrView.Contact.of(io.inputs()), NvrView.Contact.of(io.outputs()))));
        } catch (VmsException e) {
            throw IncapableException.of(e);
        }
    }

    /** Of a recorder that the caller may see: any camera of it. */
    private Contacts recorder(Call call, NvrId id) {
        Nvr nvr = services.nvrRegistry()
                .nvr(id)
                .filter(known -> call.caller().seesAll()
                        || services.deviceRegistry().cameras().stream()
                                .anyMatch(camera -> camera.nvr().equals(Optional.of(id))
                                        && call.caller().maySee(camera.id())))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such device"));
        return new Contacts(NvrView.Contact.of(nvr.inputs()), NvrView.Contact.of(nvr.outputs()));
    }
}
