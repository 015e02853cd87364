package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** What is looked for in a camera's picture. */
@Path("cameras/{id}/detection")
@Tag(name = "detection")
@Produces(MediaType.APPLICATION_JSON)
public final class DetectionResource {

    private final Services services;
    private final Audit audit;

    DetectionResource(Services services, Audit audit) {
        this.services = services;
        this.audit = audit;
    }

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "getDetection", summary = "What is looked for in a camera's picture")
    public DetectionBody get(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Camera camera = Call.of(context).seen(services.deviceRegistry(), id);
        return DetectionBody.of(services.detections().policy(camera.id()));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "setDetection",
            summary = "Says what is looked for in a camera's picture",
            description = "It counts at once. Whoever was told of before has left.")
    public DetectionBody put(@PathParam("id") String id, DetectionBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        DetectionPolicy policy = Fields.body(body).policy();
        Camera camera = call.seen(services.deviceRegistry(), id);
        services.detections().change(camera.id(), policy);
        audit.record(
                call,
                "detection.policy",
                camera.id(),
                (policy.enabled() ? "on" : "off") + ", " + policy.zones().size() + " zones");
        return DetectionBody.of(services.detections().policy(camera.id()));
    }
}
