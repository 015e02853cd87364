package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.media.PrivacyMask;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import com.technosupport.vms.web.internal.live.LiveViews;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What of a camera's picture is hidden, and from whom. */
@Path("cameras/{id}/masks")
@Tag(name = "cameras")
@Produces(MediaType.APPLICATION_JSON)
public final class MaskResource {

    private final Services services;
    private final Audit audit;
    private final LiveViews views;

    MaskResource(Services services, Audit audit, LiveViews views) {
        this.services = services;
        this.audit = audit;
        this.views = views;
    }

    /** A polygon. */
    @Schema(name = "PrivacyArea")
    public record Area(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            String name,

            @Schema(
                    description = "Its corners in order, each [x, y], parts of the picture's width and height, 0 to 1",
                    requiredMode = Schema.RequiredMode.REQUIRED)
            List<List<Double>> points) {}

    /** All of a camera. */
    @Schema(name = "PrivacyMask")
    public record Body(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            List<Area> areas,

            @Schema(
                    description = "The least role that sees live pictures and playback without the mask. Stills and"
                            + " exports have it for everybody. ADMIN where it is left out",
                    allowableValues = {"ADMIN", "OPERATOR", "VIEWER"})
            String clearFor) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "getPrivacyMask", summary = "What of a camera's picture is hidden, and from whom")
    public Body get(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Camera camera = Call.of(context).seen(services.deviceRegistry(), id);
        return body(services.masks().mask(camera.id()));
    }

    private static Body body(PrivacyMask mask) {
        return new Body(
                mask.areas().stream()
                        .map(area -> new Area(
                                area.name(),
                                area.points().stream()
                                        .map(point -> List.of(point.x(), point.y()))
                                        .toList()))
                        .toList(),
                mask.clearFor().name());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "setPrivacyMask",
            summary = "Hides parts of a camera's picture",
            description =
                    "Holds at once: live views of those from whom more is hidden now end, and can be opened anew.")
    public Body set(@PathParam("id") String id, Body body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Camera camera = call.seen(services.deviceRegistry(), id);
        PrivacyMask mask = mask(Fields.body(body));
        services.masks().save(camera.id(), mask);
        views.endHidden(camera.id());
        audit.record(
                call,
                "camera.masks",
                camera.id(),
                mask.areas().size() + " areas, clear for "
                        + mask.clearFor().name().toLowerCase(Locale.ROOT));
        return body(mask);
    }

    private static PrivacyMask mask(Body body) {
        new Fields().require(body.areas() != null, "areas", "is missing").check();
        List<PrivacyMask.Area> areas = new ArrayList<>();
        for (int i = 0; i < Math.min(body.areas().size(), PrivacyMask.MOST_AREAS + 1); i++) {
            areas.add(area("areas[" + i + "]", body.areas().get(i)));
        }
        try {
            return new PrivacyMask(areas, role(body.clearFor()));
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldsException("areas", e.getMessage());
        }
    }

    private static Role role(String name) {
        if (name == null) {
            return Role.ADMIN;
        }
        for (Role role : Role.values()) {
            if (role.name().equals(name)) {
                return role;
            }
        }
        throw new InvalidFieldsException("clearFor", "ADMIN, OPERATOR or VIEWER");
    }

    private static PrivacyMask.Area area(String field, Area area) {
        if (area == null) {
            throw new InvalidFieldsException(field, "is missing");
        }
        new Fields()
                .required(field + ".name", area.name(), 64)
                .require(
                        area.points() != null && area.points().size() <= PrivacyMask.MOST_POINTS,
                        field + ".points",
                        "3 to " + PrivacyMask.MOST_POINTS + " points")
                .check();
        List<PrivacyMask.Point> points = new ArrayList<>();
        try {
            for (List<Double> point : area.points()) {
                if (point == null || point.size() != 2 || point.get(0) == null || point.get(1) == null) {
                    throw new IllegalArgumentException("each point is [x, y]");
                }
                points.add(new PrivacyMask.Point(point.get(0), point.get(1)));
            }
            return new PrivacyMask.Area(area.name().strip(), points);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldsException(field + ".points", e.getMessage());
        }
    }
}
