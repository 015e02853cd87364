package com.technosupport.vms.api.security;

import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Accounts, for administrators. All of it is in the audit log, with the actor. The last enabled administrator can be neither removed, disabled nor demoted. A change that
 * takes rights away ends the account's sessions.
 */
@ProviderType
public interface UserAdministration {

    List<User> users();

    /**
     * @param password the account's first, to be changed at the first login
     * @throws VmsException {@link ErrorCode#ALREADY_EXISTS}, {@link ErrorCode#WEAK_PASSWORD},
     *     {@link ErrorCode#INVALID_REQUEST} for a name that is none, {@link ErrorCode#NOT_FOUND} for a camera or a group that
     *     is none
     */
    User add(Actor actor, String username, String password, Role role, Grants grants);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#INVALID_REQUEST} for the last administrator */
    User update(Actor actor, UserId id, Role role, boolean enabled, Grants grants);

    /** Sets a password that is to be changed at the next login, and ends the account's sessions. */
    void setPassword(Actor actor, UserId id, String password);

    void remove(Actor actor, UserId id);

    /** An account. */
    record User(
            UserId id,
            String username,
            Role role,
            boolean enabled,
            boolean mustChangePassword,
            Grants grants,
            Instant createdAt) {

        public User {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(username, "username");
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(grants, "grants");
            Objects.requireNonNull(createdAt, "createdAt");
        }
    }
}
