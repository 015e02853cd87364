package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.GroupId;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.api.security.UserAdministration;
import com.technosupport.vms.api.security.UserAdministration.User;
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
import java.util.UUID;

/** Accounts, for administrators. */
@Path("users")
@Tag(name = "users")
@Produces(MediaType.APPLICATION_JSON)
public final class UserResource {

    private final Services services;

    UserResource(Services services) {
        this.services = services;
    }

    /** An account. */
    @Schema(name = "User")
    public record UserView(
            UUID id,
            String username,
            Role role,
            boolean enabled,
            boolean mustChangePassword,
            List<UUID> cameras,
            List<UUID> groups,
            Instant createdAt) {

        static UserView of(User user) {
            return new UserView(
                    user.id().value(),
                    user.username(),
                    user.role(),
                    user.enabled(),
                    user.mustChangePassword(),
                    user.grants().cameras().stream()
                            .sorted()
                            .map(CameraId::value)
                            .toList(),
                    user.grants().groups().stream().sorted().map(GroupId::value).toList(),
                    user.createdAt());
        }
    }

    /** A page of accounts. */
    @Schema(name = "UserPage")
    public record UserPage(
            List<UserView> items, @Schema(nullable = true) String nextCursor) {}

    /** An account to make; the password is to be changed at the first login. */
    @Schema(name = "NewUser")
    public record NewUser(
            @Schema(requiredMode = REQUIRED) String username,

            @Schema(requiredMode = REQUIRED, format = "password")
            String password,

            @Schema(requiredMode = REQUIRED) Role role,
            List<UUID> cameras,
            List<UUID> groups) {

        @Override
        public String toString() {
            return "NewUser[" + username + "]";
        }
    }

    /** What to change of an account; what is missing stays. */
    @Schema(name = "UserChange")
    public record UserChange(
            Role role,
            Boolean enabled,
            List<UUID> cameras,
            List<UUID> groups,
            @Schema(format = "password") String password) {

        @Override
        public String toString() {
            return "UserChange[" + role + "]";
        }
    }

    @GET
    @Allow(Role.ADMIN)
    @Operation(operationId = "listUsers", summary = "The accounts, by name")
    public UserPage list(@QueryParam("limit") Integer limit, @QueryParam("cursor") String cursor) {
        int most = Paging.limit(limit);
        List<User> page = Paging.page(services.userAdministration().users(), UserResource::order, most, cursor);
        return new UserPage(
                Paging.items(page, most).stream().map(UserView::of).toList(),
                Paging.nextCursor(page, UserResource::order, most));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "addUser", summary = "Makes an account")
    @ApiResponse(
            responseCode = "201",
            description = "The account",
            content = @Content(schema = @Schema(implementation = UserView.class)))
    public Response add(NewUser body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields()
                .required("username", body.username(), 64)
                .require(
                        body.password() != null && body.password().length() <= 1024,
                        "password",
                        "is missing or too long")
                .require(body.role() != null, "role", "is missing")
                .check();
        User user = services.userAdministration()
                .add(
                        call.actor(),
                        body.username().strip(),
                        body.password(),
                        body.role(),
                        grants(Grants.NONE, body.cameras(), body.groups()));
        return Response.created(URI.create("/api/users/" + user.id()))
                .entity(UserView.of(user))
                .build();
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.ADMIN)
    @Operation(operationId = "updateUser", summary = "Changes an account's role, grants, state or password")
    public UserView update(@PathParam("id") String id, UserChange body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields()
                .require(body.password() == null || body.password().length() <= 1024, "password", "too long")
                .check();
        UserAdministration administration = services.userAdministration();
        User known = find(administration, UserId.parse(id));
        User changed = known;
        if (body.role() != null || body.enabled() != null || body.cameras() != null || body.groups() != null) {
            changed = administration.update(
                    call.actor(),
                    known.id(),
                    body.role() == null ? known.role() : body.role(),
                    body.enabled() == null ? known.enabled() : body.enabled(),
                    grants(known.grants(), body.cameras(), body.groups()));
        }
        if (body.password() != null) {
            administration.setPassword(call.actor(), known.id(), body.password());
            changed = find(administration, known.id());
        }
        return UserView.of(changed);
    }

    @DELETE
    @Path("{id}")
    @Allow(Role.ADMIN)
    @Operation(operationId = "removeUser", summary = "Removes an account and ends its sessions")
    @ApiResponse(responseCode = "204", description = "It is gone")
    public void remove(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        UserAdministration administration = services.userAdministration();
        administration.remove(call.actor(), UserId.parse(id));
    }

    private static String order(User user) {
        return user.username().toLowerCase(Locale.ROOT) + '\0' + user.id();
    }

    private static User find(UserAdministration administration, UserId id) {
        return administration.users().stream()
                .filter(user -> user.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such account"));
    }

    /** What is not named stays as it was. */
    private static Grants grants(Grants known, List<UUID> cameras, List<UUID> groups) {
        return new Grants(
                cameras == null ? known.cameras() : Fields.ids("cameras", cameras, CameraId::new),
                groups == null ? known.groups() : Fields.ids("groups", groups, GroupId::new));
    }
}
