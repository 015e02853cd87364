package com.technosupport.vms.api.security;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Logins, sessions and API tokens. A session outlives a restart of the server. Tokens are kept as hashes only; one that was
 * given out cannot be shown again.
 */
@ProviderType
public interface AccessControl {

    /**
     * @param remote the caller's address, for throttling
     * @throws VmsException {@link ErrorCode#BAD_CREDENTIALS}, the same whether the name or the password is wrong;
     *     {@link ErrorCode#THROTTLED} with the time to try again; {@link ErrorCode#STORE_UNAVAILABLE};
     *     {@link ErrorCode#BUSY} when too many log in at once
     */
    Login login(String username, String password, String remote);

    /**
     * Whose session or API token this is; empty when it is unknown or has expired. Quick enough for each request.
     *
     * @throws VmsException {@link ErrorCode#STORE_UNAVAILABLE} when it is not in memory; {@link ErrorCode#BUSY} when too
     *     many such are looked up at once
     */
    Optional<Caller> authenticate(String token);

    /**
     * Ends a session, and the tickets issued for it.
     *
     * @throws VmsException as {@link #authenticate}
     */
    void logout(String token);

    /**
     * Changes the caller's own password, and ends all its other sessions.
     *
     * @param token of the session that goes on
     * @throws VmsException {@link ErrorCode#BAD_CREDENTIALS} when the old one is wrong, {@link ErrorCode#WEAK_PASSWORD},
     *     {@link ErrorCode#THROTTLED}, {@link ErrorCode#UNAUTHENTICATED}, {@link ErrorCode#FORBIDDEN} for an API token,
     *     {@link ErrorCode#STORE_UNAVAILABLE}, {@link ErrorCode#BUSY}
     */
    void changePassword(String token, String oldPassword, String newPassword, String remote);

    /** A random word that opens one WebSocket within 30 s in the caller's name. */
    String issueTicket(Caller caller);

    /** Whose ticket this was. It works once. @throws VmsException as {@link #authenticate} */
    Optional<Caller> redeemTicket(String ticket);

    /**
     * Makes an API token for the caller.
     *
     * @param name for the caller to know it by
     * @param scope at most the caller's role
     * @param lifetime at most a year
     */
    NewApiToken createApiToken(Caller caller, String name, Role scope, Duration lifetime);

    /** The caller's own tokens. */
    List<ApiToken> apiTokens(Caller caller);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND} when the caller has no such token */
    void revokeApiToken(Caller caller, UUID id);

    /** A session that was opened. The text form does not show the token. */
    record Login(String token, Instant expiresAt, Caller caller) {

        public Login {
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(expiresAt, "expiresAt");
            Objects.requireNonNull(caller, "caller");
        }

        @Override
        public String toString() {
            return "Login[" + caller.username() + ", until " + expiresAt + "]";
        }
    }

    /** An API token without its secret. */
    record ApiToken(UUID id, String name, Role scope, Instant createdAt, Instant expiresAt) {

        public ApiToken {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(createdAt, "createdAt");
            Objects.requireNonNull(expiresAt, "expiresAt");
        }
    }

    /** An API token with its secret, shown once. The text form does not show it. */
    record NewApiToken(ApiToken token, String secret) {

        public NewApiToken {
            Objects.requireNonNull(token, "token");
            Objects.requireNonNull(secret, "secret");
        }

        @Override
        public String toString() {
            return "NewApiToken[" + token.name() + "]";
        }
    }
}
