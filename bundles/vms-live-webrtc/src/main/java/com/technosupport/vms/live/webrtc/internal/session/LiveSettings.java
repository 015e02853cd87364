package com.technosupport.vms.live.webrtc.internal.session;

import java.time.Duration;
import java.util.List;

/**
 * How live viewing is set up.
 *
 * @param port UDP and TCP
 * @param addresses IP addresses or {@code public=local}; none for the host's
 * @param maxSessions viewers at a time
 * @param setUp how long a session may take until it is connected
 * @param consent how long a viewer may be silent (RFC 7675)
 * @param firstPicture how long a connected viewer waits for the camera's first key frame
 */
public record LiveSettings(
        int port, List<String> addresses, int maxSessions, Duration setUp, Duration consent, Duration firstPicture) {

    public LiveSettings {
        addresses = List.copyOf(addresses);
        if (port < 1 || port > 0xffff) {
            throw new IllegalArgumentException("port must be 1 to 65535");
        }
        if (maxSessions < 1) {
            throw new IllegalArgumentException("maxSessions must be positive");
        }
    }

    public LiveSettings(int port, List<String> addresses, int maxSessions) {
        this(port, addresses, maxSessions, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));
    }
}
