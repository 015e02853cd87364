package com.technosupport.vms.api.security;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.UserId;
import java.util.Objects;
import java.util.Set;

/**
 * Who asks, as far as it was proven.
 *
 * @param mustChangePassword nothing but a change of the password is allowed
 * @param cameras granted; ignored for an ADMIN, who sees all
 */
public record Caller(UserId id, String username, Role role, boolean mustChangePassword, Set<CameraId> cameras) {

    public Caller {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(role, "role");
        cameras = Set.copyOf(cameras);
    }

    public boolean maySee(CameraId camera) {
        return role == Role.ADMIN || cameras.contains(camera);
    }
}
