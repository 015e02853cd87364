package com.technosupport.vms.api.store;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Grants;
import com.technosupport.vms.api.security.Role;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Accounts and their sessions, for the security bundle alone. Every call may block for the database and throws
 * {@link VmsException} with {@link ErrorCode#STORE_UNAVAILABLE} while it is away.
 */
@ProviderType
public interface UserStore {

    List<UserRecord> users();

    /** Names are compared without regard to case. */
    Optional<UserRecord> findUser(String username);

    Optional<UserRecord> findUser(UserId id);

    /** @throws VmsException {@link ErrorCode#ALREADY_EXISTS} */
    void insertUser(UserRecord user);

    /**
     * Replaces an account and what was granted to it, unless that would leave no enabled administrator.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#INVALID_REQUEST} for the last administrator
     */
    void updateUser(UserRecord user);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#INVALID_REQUEST} for the last administrator */
    void deleteUser(UserId id);

    /** Every camera that was granted to an account, singly or by a group: the one place that says so. */
    Set<CameraId> grantedCameras(UserId user);

    void insertToken(TokenRecord token);

    Optional<TokenRecord> findToken(byte[] hash);

    List<TokenRecord> tokens(UserId user);

    /** Moves the end of a session. */
    void extendToken(UUID id, Instant expiresAt);

    void deleteToken(UUID id);

    /** Ends the sessions of an account, but for one; API tokens too if told so. */
    void deleteTokens(UserId user, Optional<UUID> except, boolean apiTokensToo);

    /** Sweeps what has expired; tells how many. */
    int deleteExpiredTokens(Instant now);

    /**
     * An account as stored.
     *
     * @param passwordHash in the format of the hash's own library, with its parameters
     */
    record UserRecord(
            UserId id,
            String username,
            String passwordHash,
            Role role,
            boolean enabled,
            boolean mustChangePassword,
            Grants grants,
            Instant createdAt) {

        public UserRecord {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(username, "username");
            Objects.requireNonNull(passwordHash, "passwordHash");
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(grants, "grants");
            Objects.requireNonNull(createdAt, "createdAt");
        }

        /** The same account with another password. */
        public UserRecord withPassword(String hash, boolean mustChange) {
            return new UserRecord(id, username, hash, role, enabled, mustChange, grants, createdAt);
        }

        @Override
        public String toString() {
            return "UserRecord[" + username + ", " + role + "]";
        }
    }

    /**
     * A session or an API token as stored.
     *
     * @param hash SHA-256 of the secret
     * @param api whether it is an API token, not a browser's session
     * @param name of an API token; empty for a session
     * @param scope the most it may do
     */
    record TokenRecord(
            UUID id,
            UserId user,
            byte[] hash,
            boolean api,
            String name,
            Role scope,
            Instant createdAt,
            Instant expiresAt) {

        public TokenRecord {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(hash, "hash");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(createdAt, "createdAt");
            Objects.requireNonNull(expiresAt, "expiresAt");
        }

        @Override
        public String toString() {
            return "TokenRecord[" + id + "]";
        }
    }
}
