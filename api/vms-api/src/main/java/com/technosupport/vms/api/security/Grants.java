package com.technosupport.vms.api.security;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.GroupId;
import java.util.Set;

/** What an account was granted: single cameras, and groups with all their cameras. An administrator needs none. */
public record Grants(Set<CameraId> cameras, Set<GroupId> groups) {

    public static final Grants NONE = new Grants(Set.of(), Set.of());

    public Grants {
        cameras = Set.copyOf(cameras);
        groups = Set.copyOf(groups);
    }

    public static Grants of(CameraId... cameras) {
        return new Grants(Set.of(cameras), Set.of());
    }

    /** Whether all that the other holds is here by the same way. */
    public boolean includes(Grants other) {
        return cameras.containsAll(other.cameras) && groups.containsAll(other.groups);
    }
}
