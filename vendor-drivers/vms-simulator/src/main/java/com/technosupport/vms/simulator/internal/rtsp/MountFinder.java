package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.Request;
import java.util.Map;
import java.util.Optional;

/** Tells which mount a request means. */
@FunctionalInterface
public interface MountFinder {
    /** The name of the one track that every mount has; a request may carry it behind the mount's own address. */
    String TRACK = Sdp.TRACK;

    /** The mount, or nothing when there is none at the request's address. */
    Optional<Mount> find(Request request);

    /** Mounts that have fixed names: {@code main} is at {@code /main}, with or without the track's name behind it. */
    static MountFinder named(Map<String, Mount> mounts) {
        return request -> {
            String path = request.path();
            return mounts.entrySet().stream()
                    .filter(mount -> path.equals("/" + mount.getKey()) || path.startsWith("/" + mount.getKey() + "/"))
                    .map(Map.Entry::getValue)
                    .findFirst();
        };
    }
}
