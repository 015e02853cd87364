package com.technosupport.vms.api.security;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Accounts, for administrators. The last enabled administrator can be neither removed, disabled nor demoted. A change that
 * takes rights away ends the account's sessions.
 */
@ProviderType
public interface UserAdministration {

    List<User> users();

    /**
     * @param password the account's first, to be changed at the first login
     * @throws VmsException {@link ErrorCode#ALREADY_EXISTS}, {@link ErrorCode#WEAK_PASSWORD},
     *     {@link ErrorCode#INVALID_REQUEST} for a name that is none
     */
    User add(String username, String password, Role role, Set<CameraId> cameras);

    /** @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#INVALID_REQUEST} for the last administrator */
    User update(UserId id, Role role, boolean enabled, Set<CameraId> cameras);

    /** Sets a password that is to be changed at the next login, and ends the account's sessions. */
    void setPassword(UserId id, String password);

    void remove(UserId id);

    /** An account. */
    record User(
            UserId id,
            String username,
            Role role,
            boolean enabled,
            boolean mustChangePassword,
            Set<CameraId> cameras,
            Instant createdAt) {

        public User {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(username, "username");
            Objects.requireNonNull(role, "role");
            cameras = Set.copyOf(cameras);
            Objects.requireNonNull(createdAt, "createdAt");
        }
    }
}
