package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.device.NvrImport;
import com.technosupport.vms.api.device.NvrRegistry;
import com.technosupport.vms.api.device.NvrRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Nvr;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.rest.DeviceFields.Target;
import com.technosupport.vms.web.internal.rest.NvrView.ImportedChannel;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Recorders: looked at, taken in, read again, forgotten. */
@Path("")
@Tag(name = "nvrs")
@Produces(MediaType.APPLICATION_JSON)
public final class NvrResource {

    private static final int MAX_CHANNELS = 256;

    private final Services services;
    private final Audit audit;
    private final SlowCalls slow;

    NvrResource(Services services, Audit audit, int maxSlowCalls) {
        this.services = services;
        this.audit = audit;
        this.slow = new SlowCalls(maxSlowCalls);
    }

    /** A recorder to take in. */
    @Schema(name = "NvrRequest")
    public record Connecting(
            String ip,
            Integer port,
            String user,
            @Schema(format = "password") String pass,
            String vendor,
            String name,
            String xaddr,
            List<String> channels,
            Map<String, String> options) {

        @Override
        public String toString() {
            return "Connecting[" + ip + "]";
        }
    }

    @POST
    @Path("nvr/preview")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "previewNvr", summary = "What a recorder has, and would be taken in; stores nothing")
    public NvrView.Imported preview(Connecting body) throws InterruptedException {
        NvrRequest request = request(body);
        NvrRegistry registry = services.nvrRegistry();
        NvrImport found = slow.takingIn(() -> registry.preview(request));
        return imported(
                found,
                channel -> request.channels().isEmpty()
                        || request.channels().get().contains(channel.channel().id()));
    }

    @POST
    @Path("nvr/connect")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "connectNvr",
            summary = "Takes a recorder in, each chosen channel as a camera",
            description =
                    "A recorder that is known already is updated: its cameras keep their ids, and nothing is doubled.")
    public NvrView.Imported connect(Connecting body, @Context ContainerRequestContext context)
            throws InterruptedException {
        NvrRequest request = request(body);
        NvrRegistry registry = services.nvrRegistry();
        NvrImport found = slow.takingIn(() -> registry.connect(request));
        NvrView.Imported answer = imported(found, channel -> channel.camera().isPresent());
        audit.record(
                Call.of(context),
                "nvr.connect",
                answer.nvrId(),
                answer.cameraCount() + " cameras at " + request.address().host() + " by " + request.driver());
        return answer;
    }

    @POST
    @Path("nvrs/{id}/sync")
    @Allow(Role.ADMIN)
    @Operation(operationId = "syncNvr", summary = "Reads a recorder's channels and contacts again")
    public NvrView.Imported sync(@PathParam("id") String id, @Context ContainerRequestContext context)
            throws InterruptedException {
        NvrId nvr = NvrId.parse(id);
        NvrRegistry registry = services.nvrRegistry();
        NvrView.Imported answer = imported(
                slow.takingIn(() -> registry.sync(nvr)),
                channel -> channel.camera().isPresent());
        audit.record(Call.of(context), "nvr.sync", nvr, answer.cameraCount() + " cameras");
        return answer;
    }

    @GET
    @Path("nvrs")
    @Allow(Role.VIEWER)
    @Operation(operationId = "listNvrs", summary = "The recorders of which the caller may see a camera, by name")
    public NvrView.Page list(@Context ContainerRequestContext context) {
        Call call = Call.of(context);
        List<Camera> cameras = services.deviceRegistry().cameras();
        return new NvrView.Page(services.nvrRegistry().nvrs().stream()
                .filter(nvr -> seen(call, nvr, cameras))
                .map(nvr -> NvrView.of(nvr, visible(call, nvr, cameras)))
                .toList());
    }

    @GET
    @Path("nvrs/{id}")
    @Allow(Role.VIEWER)
    @Operation(operationId = "getNvr", summary = "One recorder, with its contacts' states")
    public NvrView get(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        List<Camera> cameras = services.deviceRegistry().cameras();
        Nvr nvr = services.nvrRegistry()
                .nvr(NvrId.parse(id))
                .filter(known -> seen(call, known, cameras))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such recorder"));
        return NvrView.of(nvr, visible(call, nvr, cameras));
    }

    @DELETE
    @Path("nvrs/{id}")
    @Allow(Role.ADMIN)
    @Operation(operationId = "removeNvr", summary = "Forgets a recorder and its cameras")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public void remove(@PathParam("id") String id, @Context ContainerRequestContext context) {
        NvrId nvr = NvrId.parse(id);
        services.nvrRegistry().remove(nvr);
        audit.record(Call.of(context), "nvr.remove", nvr, "");
    }

    private static boolean seen(Call call, Nvr nvr, List<Camera> cameras) {
        return call.isAdministrator() || !visible(call, nvr, cameras).isEmpty();
    }

    private static List<Camera> visible(Call call, Nvr nvr, List<Camera> cameras) {
        return cameras.stream()
                .filter(camera -> camera.nvr().equals(Optional.of(nvr.id()))
                        && call.caller().maySee(camera.id()))
                .toList();
    }

    private NvrView.Imported imported(NvrImport found, Predicate<NvrImport.ImportedChannel> chosen) {
        return NvrView.Imported.of(
                found,
                found.channels().stream()
                        .filter(chosen)
                        .map(ImportedChannel::of)
                        .toList(),
                found.channels().stream()
                        .filter(chosen.negate())
                        .map(ImportedChannel::of)
                        .toList());
    }

    private static NvrRequest request(Connecting body) {
        Fields.body(body);
        Fields fields = new Fields().required("vendor", body.vendor(), 64).optional("name", body.name(), 100);
        if (body.channels() != null) {
            fields.require(
                    !body.channels().isEmpty() && body.channels().size() <= MAX_CHANNELS,
                    "channels",
                    "from 1 to " + MAX_CHANNELS);
            body.channels().forEach(channel -> fields.required("channels", channel, 128));
        }
        fields.check();
        Target target = DeviceFields.target(body.ip(), body.port(), body.xaddr(), null);
        return new NvrRequest(
                target.address(),
                DeviceFields.credential(body.user(), body.pass()).orElse(Credential.NONE),
                body.vendor().strip(),
                Optional.ofNullable(body.name()).map(String::strip).filter(name -> !name.isEmpty()),
                Optional.ofNullable(body.channels()),
                DeviceFields.options(body.options()));
    }
}
