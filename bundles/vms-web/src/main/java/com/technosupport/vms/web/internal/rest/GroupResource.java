package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.model.CameraGroup;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/** Groups of cameras: all for administrators; for others those with a camera that they may see, and of it no other camera. */
@Path("groups")
@Tag(name = "groups")
@Produces(MediaType.APPLICATION_JSON)
public final class GroupResource {

    private final Services services;

    GroupResource(Services services) {
        this.services = services;
    }

    /** A group. */
    @Schema(name = "Group")
    public record GroupView(UUID id, String name, List<UUID> cameras, Instant createdAt) {

        /** With the cameras that the caller may see. */
        static GroupView of(CameraGroup group, Call call) {
            return new GroupView(
                    group.id().value(),
                    group.name(),
                    group.cameras().stream()
                            .filter(call.caller()::maySee)
                            .sorted()
                            .map(CameraId::value)
                            .toList(),
                    group.createdAt());
        }
    }

    /** A page of groups. */
    @Schema(name = "GroupPage")
    public record GroupPage(
            List<GroupView> items, @Schema(nullable = true) String nextCursor) {}

    /** A group as it is to be. */
    @Schema(name = "GroupBody")
    public record GroupBody(
            @Schema(requiredMode = REQUIRED) String name,
            @Schema(requiredMode = REQUIRED) List<UUID> cameras) {

        Set<CameraId> ids() {
            new Fields()
                    .required("name", name, 128)
                    .require(cameras != null, "cameras", "is missing")
                    .check();
            return Fields.ids("cameras", cameras, CameraId::new);
        }
    }

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "listGroups", summary = "The groups with cameras that the caller may see, by name")
    public GroupPage list(
            @QueryParam("limit") Integer limit,
            @QueryParam("cursor") String cursor,
            @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        int most = Paging.limit(limit);
        List<CameraGroup> seen = services.groupAdministration().groups().stream()
                .filter(group ->
                        call.isAdministrator() || group.cameras().stream().anyMatch(call.caller()::maySee))
                .toList();
        List<CameraGroup> page = Paging.page(seen, GroupResource::order, most, cursor);
        return new GroupPage(
                Paging.items(page, most).stream()
                        .map(group -> GroupView.of(group, call))
                        .toList(),
                Paging.nextCursor(page, GroupResource::order, most));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "addGroup", summary = "Makes a group of cameras")
    @ApiResponse(
            responseCode = "201",
            description = "The group",
            content = @Content(schema = @Schema(implementation = GroupView.class)))
    public Response add(GroupBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        Set<CameraId> cameras = body.ids();
        CameraGroup group = services.groupAdministration().addGroup(call.actor(), body.name(), cameras);
        return Response.created(URI.create("/api/groups/" + group.id()))
                .entity(GroupView.of(group, call))
                .build();
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(
            operationId = "updateGroup",
            summary = "Replaces a group's name and cameras",
            description = "It counts at once for all who were granted the group.")
    public GroupView update(@PathParam("id") String id, GroupBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        Set<CameraId> cameras = body.ids();
        return GroupView.of(
                services.groupAdministration().updateGroup(call.actor(), GroupId.parse(id), body.name(), cameras),
                call);
    }

    @DELETE
    @Path("{id}")
    @Allow(Role.ADMIN)
    @Operation(operationId = "removeGroup", summary = "Removes a group and what was granted by it; its cameras stay")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public void remove(@PathParam("id") String id, @Context ContainerRequestContext context) {
        services.groupAdministration().removeGroup(Call.of(context).actor(), GroupId.parse(id));
    }

    private static String order(CameraGroup group) {
        return group.name().toLowerCase(Locale.ROOT) + '\0' + group.id();
    }
}
