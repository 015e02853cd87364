package com.technosupport.vms.simulator.internal.rtsp;

import com.technosupport.vms.simulator.internal.Loudspeaker;
import com.technosupport.vms.simulator.internal.media.Archive;
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

    /** The archive that a request means, where a mount's address is not: what it plays has the times at which it was recorded. */
    default Optional<Archive> archive(Request request) {
        return Optional.empty();
    }

    /** The metadata on the second track beside a mount, if it has one. */
    default Optional<Metadata> metadata(Request request) {
        return Optional.empty();
    }

    /** The loudspeaker of the device behind a mount, if it has one. */
    default Optional<Loudspeaker> loudspeaker(Request request) {
        return Optional.empty();
    }

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
