package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.device.Scan;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.ScanId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.UUID;

/** Looks for devices on the network. */
@Path("discovery")
@Tag(name = "discovery")
@Produces(MediaType.APPLICATION_JSON)
public final class DiscoveryResource {

    private final Services services;
    private final Audit audit;

    DiscoveryResource(Services services, Audit audit) {
        this.services = services;
        this.audit = audit;
    }

    /** Where to look. */
    @Schema(name = "ScanRequest")
    public record ScanBody(@Schema(requiredMode = REQUIRED) String subnet) {}

    /** A scan that was started. */
    @Schema(name = "ScanStarted")
    public record Started(UUID scanId) {}

    @POST
    @Path("scan")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "startScan", summary = "Starts a scan of a subnet, no larger than /20")
    @ApiResponse(
            responseCode = "202",
            description = "It runs; its progress is on the WebSocket",
            content = @Content(schema = @Schema(implementation = Started.class)))
    public Response scan(ScanBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        Subnet subnet = Subnet.parse(body.subnet());
        ScanId scan = services.discovery().start(subnet);
        audit.record(call, "discovery.scan", scan, subnet.toString());
        return Response.accepted(new Started(scan.value()))
                .location(URI.create("/api/discovery/scans/" + scan))
                .build();
    }

    @GET
    @Path("scans/{id}")
    @Allow(Role.ADMIN)
    @Operation(operationId = "getScan", summary = "A scan as it stands")
    public ScanView get(@PathParam("id") String id) {
        Scan scan = services.discovery()
                .scan(ScanId.parse(id))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such scan"));
        return ScanView.of(scan);
    }
}
