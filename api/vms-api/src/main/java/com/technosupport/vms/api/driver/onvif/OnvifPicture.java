package com.technosupport.vms.api.driver.onvif;

import com.technosupport.vms.api.model.StreamRole;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One picture of an ONVIF device, and the media profiles that the driver has chosen for it.
 *
 * @param source token of its video source; the channel's id
 * @param name what to call it; may be empty
 * @param profiles to fetch it by; at least MAIN
 * @param movable the media profile to move it by, where it can be moved; it has a PTZ configuration
 * @param configurations tokens of its configurations and media profiles, by which notifications and recordings may name it
 *     instead of by its source
 */
public record OnvifPicture(
        String source,
        String name,
        Map<StreamRole, OnvifMediaProfile> profiles,
        Optional<OnvifMediaProfile> movable,
        Set<String> configurations) {

    public OnvifPicture {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(name, "name");
        profiles = Map.copyOf(profiles);
        Objects.requireNonNull(movable, "movable");
        configurations = Set.copyOf(configurations);
        if (!profiles.containsKey(StreamRole.MAIN)) {
            throw new IllegalArgumentException("a picture has a main stream");
        }
    }
}
