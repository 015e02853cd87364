package com.technosupport.vms.api.driver.onvif;

import com.technosupport.vms.api.driver.Channel.ChannelStream;
import com.technosupport.vms.api.model.StreamRole;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One picture of an ONVIF device.
 *
 * @param source token of its video source; the channel's id
 * @param name as the device calls it; may be empty
 * @param streams what it offers
 * @param profiles token of the media profile for each of these roles
 * @param ptz token of the media profile to move it by, where it can be moved
 */
public record OnvifPicture(
        String source,
        String name,
        List<ChannelStream> streams,
        Map<StreamRole, String> profiles,
        Optional<String> ptz) {

    public OnvifPicture {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(name, "name");
        streams = List.copyOf(streams);
        profiles = Map.copyOf(profiles);
        Objects.requireNonNull(ptz, "ptz");
    }
}
