package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.internal.DeviceState;
import com.technosupport.vms.simulator.internal.Loudspeaker;
import com.technosupport.vms.simulator.internal.media.Archive;
import com.technosupport.vms.simulator.internal.media.Mount;
import com.technosupport.vms.simulator.internal.net.Request;
import com.technosupport.vms.simulator.internal.rtsp.Metadata;
import com.technosupport.vms.simulator.internal.rtsp.MountFinder;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** The RTSP addresses of an ONVIF device: its mounts, metadata beside those of profiles that have it, and its recordings. */
public final class OnvifStreams implements MountFinder {
    static final String REPLAY = "replay/";

    private final MountFinder mounts;
    private final Inventory inventory;
    private final DeviceState state;
    private final Clock clock;

    public OnvifStreams(Map<String, Mount> mounts, Inventory inventory, DeviceState state, Clock clock) {
        this.mounts = MountFinder.named(mounts);
        this.inventory = inventory;
        this.state = state;
        this.clock = clock;
    }

    @Override
    public Optional<Loudspeaker> loudspeaker(Request request) {
        return find(request)
                .filter(mount -> !state.quirks().contains(OnvifQuirk.NO_LOUDSPEAKER))
                .map(mount -> state.loudspeaker());
    }

    @Override
    public Optional<Mount> find(Request request) {
        return mounts.find(request);
    }

    @Override
    public Optional<Archive> archive(Request request) {
        String path = request.path();
        if (!path.startsWith("/" + REPLAY)) {
            return Optional.empty();
        }
        String token = path.substring(REPLAY.length() + 1).split("/", 2)[0];
        return inventory.find(token, Channel::recording).map(Channel::archive);
    }

    @Override
    public Optional<Metadata> metadata(Request request) {
        return inventory.profiles().stream()
                .filter(Profile::metadata)
                .filter(profile -> request.path().equals("/" + profile.token())
                        || request.path().startsWith("/" + profile.token() + "/"))
                .findFirst()
                .map(profile -> new Metadata(clock, SceneDescription::of));
    }
}
