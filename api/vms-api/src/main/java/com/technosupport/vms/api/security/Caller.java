package com.technosupport.vms.api.security;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.UserId;
import java.util.Objects;
import java.util.Set;

/**
 * Who asks, as far as it was proven.
 *
 * @param mustChangePassword nothing but a change of the password is allowed
 * @param role what the caller may do; less than the account's where a token's scope is less
 * @param seesAll whether the account is an administrator's, who sees every camera, whatever the token's scope
 * @param cameras all that were granted, singly or by a group; empty for one who sees all
 */
public record Caller(
        UserId id, String username, Role role, boolean mustChangePassword, boolean seesAll, Set<CameraId> cameras) {

    public Caller {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(role, "role");
        cameras = Set.copyOf(cameras);
    }

    /** One who does what the account's own role allows. */
    public Caller(UserId id, String username, Role role, boolean mustChangePassword, Set<CameraId> cameras) {
        this(id, username, role, mustChangePassword, role == Role.ADMIN, cameras);
    }

    public boolean maySee(CameraId camera) {
        return seesAll || cameras.contains(camera);
    }
}
