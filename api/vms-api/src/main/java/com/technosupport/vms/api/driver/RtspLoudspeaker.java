package com.technosupport.vms.api.driver;

import java.net.URI;
import java.util.Locale;

/**
 * A loudspeaker behind RTSP (ONVIF Streaming Specification, section 5.3): the session description has a sound track to send to
 * where {@code Require: www.onvif.org/ver20/backchannel} asks for it. Core sends to it, with the device's credential.
 *
 * @param uri {@code rtsp}, without credentials
 */
public record RtspLoudspeaker(URI uri) implements Loudspeaker {

    public RtspLoudspeaker {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("rtsp") || uri.getHost() == null) {
            throw new IllegalArgumentException("not an RTSP address");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("credentials travel beside the address, not in it");
        }
    }
}
