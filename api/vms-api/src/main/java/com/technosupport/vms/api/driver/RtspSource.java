package com.technosupport.vms.api.driver;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/**
 * An RTSP stream: what nearly every device has. Core fetches it, with the device's credential, and goes on fetching it when
 * the driver is away.
 *
 * @param uri {@code rtsp} or {@code rtsps}, without credentials
 * @param transport how the device wants it fetched
 */
public record RtspSource(URI uri, Transport transport) implements MediaSource {

    /** How RTP reaches us. */
    public enum Transport {
        /** TCP first, then UDP. */
        AUTOMATIC,
        /** Interleaved in the RTSP connection (RFC 2326, section 10.12). */
        TCP,
        UDP
    }

    public RtspSource {
        Objects.requireNonNull(transport, "transport");
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("rtsp") && !scheme.equals("rtsps")) {
            throw new IllegalArgumentException("not an RTSP address");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("credentials travel beside the address, not in it");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("an RTSP address names a host");
        }
    }
}
