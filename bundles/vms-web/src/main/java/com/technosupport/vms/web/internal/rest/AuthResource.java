package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.AccessControl;
import com.technosupport.vms.api.security.AccessControl.Login;
import com.technosupport.vms.api.security.Caller;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.Authenticator;
import com.technosupport.vms.web.internal.http.Identity;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** Login, logout, the caller itself, its password, and tickets for WebSockets. */
@Path("auth")
@Tag(name = "auth")
@Produces(MediaType.APPLICATION_JSON)
public final class AuthResource {

    private static final int MAX_PASSWORD = 1024;

    private final Services services;
    private final Authenticator authenticator;
    private final SlowCalls hashing;
    private final Consumer<String> sessionEnded;

    /**
     * @param sessionEnded is told the token of a session that was logged out
     */
    AuthResource(Services services, Authenticator authenticator, int maxHashing, Consumer<String> sessionEnded) {
        this.services = services;
        this.authenticator = authenticator;
        this.hashing = new SlowCalls(maxHashing);
        this.sessionEnded = sessionEnded;
    }

    /** A name and a password. */
    @Schema(name = "LoginRequest")
    public record LoginBody(
            @Schema(requiredMode = REQUIRED) String username,

            @Schema(requiredMode = REQUIRED, format = "password")
            String password) {

        @Override
        public String toString() {
            return "LoginBody[" + username + "]";
        }
    }

    /** A session that was opened. */
    @Schema(name = "LoginAnswer")
    public record LoginAnswer(String token, Instant expiresAt, Me user) {

        @Override
        public String toString() {
            return "LoginAnswer[" + user + "]";
        }
    }

    /**
     * The caller.
     *
     * @param allCameras whether every camera may be seen; then none is named
     * @param cameras those granted, singly or by a group
     */
    @Schema(name = "Me")
    public record Me(
            UUID id, String username, Role role, boolean mustChangePassword, boolean allCameras, List<UUID> cameras) {

        static Me of(Caller caller) {
            return new Me(
                    caller.id().value(),
                    caller.username(),
                    caller.role(),
                    caller.mustChangePassword(),
                    caller.seesAll(),
                    caller.cameras().stream().sorted().map(CameraId::value).toList());
        }
    }

    /** A change of one's own password. {@code old} and {@code new} in JSON. */
    @Schema(name = "PasswordChange")
    public record PasswordBody(
            @com.fasterxml.jackson.annotation.JsonProperty("old") @Schema(requiredMode = REQUIRED, format = "password")
            String oldPassword,

            @com.fasterxml.jackson.annotation.JsonProperty("new") @Schema(requiredMode = REQUIRED, format = "password")
            String newPassword) {

        @Override
        public String toString() {
            return "PasswordBody";
        }
    }

    /** A word that opens one WebSocket. */
    @Schema(name = "Ticket")
    public record Ticket(String ticket, int expiresInSeconds) {

        @Override
        public String toString() {
            return "Ticket";
        }
    }

    @POST
    @Path("login")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow.Anyone
    @Operation(operationId = "login", summary = "Opens a session; its token is in the answer and in a cookie")
    @ApiResponse(
            responseCode = "200",
            description = "The session",
            content = @Content(schema = @Schema(implementation = LoginAnswer.class)))
    public Response login(LoginBody body, @Context ContainerRequestContext context) throws InterruptedException {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields()
                .required("username", body.username(), 128)
                .require(body.password() != null && !body.password().isEmpty(), "password", "is missing")
                .require(body.password() == null || body.password().length() <= MAX_PASSWORD, "password", "too long")
                .check();
        AccessControl access = services.accessControl();
        Login login;
        try {
            login = hashing.run(() -> access.login(body.username(), body.password(), call.remote()));
        } catch (VmsException e) {
            throw e.code() == ErrorCode.BAD_CREDENTIALS ? new LoginRefusedException(e) : e;
        }
        return Response.ok(new LoginAnswer(login.token(), login.expiresAt(), Me.of(login.caller())))
                .header("Set-Cookie", cookie(login.token(), false, call.secure()))
                .build();
    }

    @POST
    @Path("logout")
    @Allow(value = Role.VIEWER, beforePasswordChange = true)
    @Operation(operationId = "logout", summary = "Ends the session, and its WebSockets")
    @ApiResponse(responseCode = "204", description = "It has ended")
    public Response logout(@Context ContainerRequestContext context) {
        Call call = Call.of(context);
        call.identity().token().ifPresent(token -> {
            services.accessControl().logout(token);
            sessionEnded.accept(token);
        });
        return Response.noContent()
                .header("Set-Cookie", cookie("", true, call.secure()))
                .build();
    }

    @GET
    @Path("me")
    @Allow(value = Role.VIEWER, beforePasswordChange = true)
    @Operation(operationId = "me", summary = "The caller")
    public Me me(@Context ContainerRequestContext context) {
        return Me.of(Call.of(context).caller());
    }

    @POST
    @Path("password")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(value = Role.VIEWER, beforePasswordChange = true)
    @Operation(operationId = "changePassword", summary = "Changes one's own password and ends one's other sessions")
    @ApiResponse(responseCode = "204", description = "It is changed")
    public void password(PasswordBody body, @Context ContainerRequestContext context) throws InterruptedException {
        Call call = Call.of(context);
        Fields.body(body);
        new Fields()
                .require(body.oldPassword() != null, "old", "is missing")
                .require(body.newPassword() != null, "new", "is missing")
                .require(body.oldPassword() == null || body.oldPassword().length() <= MAX_PASSWORD, "old", "too long")
                .require(body.newPassword() == null || body.newPassword().length() <= MAX_PASSWORD, "new", "too long")
                .check();
        String token = call.identity()
                .token()
                .orElseThrow(() -> new VmsException(ErrorCode.FORBIDDEN, "Only in a session of one's own"));
        AccessControl access = services.accessControl();
        hashing.run(() -> {
            access.changePassword(token, body.oldPassword(), body.newPassword(), call.remote());
            return true;
        });
    }

    @POST
    @Path("ws-ticket")
    @Allow(Role.VIEWER)
    @Operation(operationId = "issueTicket", summary = "A word that opens one WebSocket within 30 seconds")
    public Ticket ticket(@Context ContainerRequestContext context) {
        Identity identity = Call.of(context).identity();
        return new Ticket(authenticator.issueTicket(identity), 30);
    }

    /** Written out, since Jersey puts a {@code Version} of long ago into it. */
    private static String cookie(String token, boolean ended, boolean secure) {
        return Authenticator.COOKIE + "=" + token + "; Path=/; HttpOnly; SameSite=Strict" + (ended ? "; Max-Age=0" : "")
                + (secure ? "; Secure" : "");
    }
}
