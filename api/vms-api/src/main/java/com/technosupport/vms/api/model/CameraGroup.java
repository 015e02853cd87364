package com.technosupport.vms.api.model;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * Cameras that belong together, such as those of a floor. What is granted to a group is granted to all its cameras, also to
 * those that join later.
 *
 * @param name as operators call it; unique, not blank
 */
public record CameraGroup(GroupId id, String name, Set<CameraId> cameras, Instant createdAt) {

    public CameraGroup {
        Objects.requireNonNull(id, "id");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a group has a name");
        }
        cameras = Set.copyOf(cameras);
        Objects.requireNonNull(createdAt, "createdAt");
    }
}
