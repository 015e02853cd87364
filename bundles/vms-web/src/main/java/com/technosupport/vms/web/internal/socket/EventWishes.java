package com.technosupport.vms.web.internal.socket;

import com.technosupport.vms.api.model.CameraId;
import java.util.Optional;
import java.util.Set;

/**
 * Which events a client wants, and how many of them it was too slow for.
 *
 * <p>Guarded by {@link EventPushes}.
 */
final class EventWishes {

    private final Set<CameraId> cameras;
    private final Set<String> types;
    private long lost;

    /**
     * @param cameras empty for all
     * @param types empty for all
     */
    EventWishes(Set<CameraId> cameras, Set<String> types) {
        this.cameras = Set.copyOf(cameras);
        this.types = Set.copyOf(types);
    }

    boolean include(Optional<CameraId> camera, String type) {
        return (types.isEmpty() || types.contains(type))
                && (cameras.isEmpty() || camera.filter(cameras::contains).isPresent());
    }

    void lose() {
        lost++;
    }

    long lost() {
        return lost;
    }

    void toldOfLost() {
        lost = 0;
    }
}
