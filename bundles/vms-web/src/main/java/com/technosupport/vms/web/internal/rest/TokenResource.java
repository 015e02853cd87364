package com.technosupport.vms.web.internal.rest;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.AccessControl;
import com.technosupport.vms.api.security.AccessControl.ApiToken;
import com.technosupport.vms.api.security.AccessControl.NewApiToken;
import com.technosupport.vms.api.security.Role;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.http.InvalidFieldsException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
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
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** API tokens of the caller's own, for programs. */
@Path("auth/tokens")
@Tag(name = "auth")
@Produces(MediaType.APPLICATION_JSON)
public final class TokenResource {

    private static final Duration DEFAULT_LIFETIME = Duration.ofDays(90);
    private static final Duration MAX_LIFETIME = Duration.ofDays(365);

    private final Services services;
    private final Audit audit;
    private final Clock clock;

    TokenResource(Services services, Audit audit, Clock clock) {
        this.services = services;
        this.audit = audit;
        this.clock = clock;
    }

    /** An API token without its secret. */
    @Schema(name = "ApiToken")
    public record TokenView(UUID id, String name, Role scope, Instant createdAt, Instant expiresAt) {

        static TokenView of(ApiToken token) {
            return new TokenView(token.id(), token.name(), token.scope(), token.createdAt(), token.expiresAt());
        }
    }

    /** The caller's tokens. */
    @Schema(name = "ApiTokenPage")
    public record TokenPage(List<TokenView> items) {}

    /** A token with its secret, shown this once. */
    @Schema(name = "NewApiToken")
    public record NewToken(UUID id, String name, Role scope, Instant createdAt, Instant expiresAt, String token) {

        @Override
        public String toString() {
            return "NewToken[" + name + "]";
        }
    }

    /**
     * A token to make.
     *
     * @param scope at most the caller's role; VIEWER if missing
     * @param expiresAt within a year; in 90 days if missing
     */
    @Schema(name = "ApiTokenRequest")
    public record TokenBody(@Schema(requiredMode = REQUIRED) String name, Role scope, Instant expiresAt) {}

    @GET
    @Allow(Role.VIEWER)
    @Operation(operationId = "listApiTokens", summary = "The caller's API tokens")
    public TokenPage list(@Context ContainerRequestContext context) {
        return new TokenPage(services.accessControl().apiTokens(Call.of(context).caller()).stream()
                .map(TokenView::of)
                .toList());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allow(Role.VIEWER)
    @Operation(operationId = "createApiToken", summary = "Makes an API token; its secret is shown this once")
    @ApiResponse(
            responseCode = "201",
            description = "The token",
            content = @Content(schema = @Schema(implementation = NewToken.class)))
    public Response create(TokenBody body, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        Fields.body(body);
        Role scope = body.scope() == null ? Role.VIEWER : body.scope();
        Instant now = clock.instant();
        Duration lifetime = body.expiresAt() == null ? DEFAULT_LIFETIME : Duration.between(now, body.expiresAt());
        new Fields()
                .required("name", body.name(), 128)
                .require(!lifetime.isNegative() && !lifetime.isZero(), "expiresAt", "has passed")
                .require(lifetime.compareTo(MAX_LIFETIME) <= 0, "expiresAt", "at most a year from now")
                .require(call.caller().role().includes(scope), "scope", "at most your own role")
                .check();
        AccessControl access = services.accessControl();
        NewApiToken made = access.createApiToken(call.caller(), body.name().strip(), scope, lifetime);
        ApiToken token = made.token();
        audit.record(call, "token.create", token.id(), token.name() + " for " + token.scope());
        return Response.created(URI.create("/api/auth/tokens/" + token.id()))
                .entity(new NewToken(
                        token.id(), token.name(), token.scope(), token.createdAt(), token.expiresAt(), made.secret()))
                .build();
    }

    @DELETE
    @Path("{id}")
    @Allow(Role.VIEWER)
    @Operation(operationId = "revokeApiToken", summary = "Revokes an API token of the caller's")
    @ApiResponse(responseCode = "204", description = "It is revoked")
    public void revoke(@PathParam("id") String id, @Context ContainerRequestContext context) {
        Call call = Call.of(context);
        UUID token;
        try {
            token = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldsException("id", "a UUID is expected");
        }
        AccessControl access = services.accessControl();
        if (access.apiTokens(call.caller()).stream()
                .noneMatch(known -> known.id().equals(token))) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such token");
        }
        access.revokeApiToken(call.caller(), token);
        audit.record(call, "token.revoke", token, "");
    }
}
