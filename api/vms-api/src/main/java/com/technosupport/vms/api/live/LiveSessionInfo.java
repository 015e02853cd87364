package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import java.time.Instant;
import java.util.Objects;

/**
 * Figures of one viewer.
 *
 * @param transport how it is reached, such as {@code udp 10.0.0.7:5000}; empty while it is not
 * @param lost packets that the viewer says never came
 * @param resent packets sent again at its request
 */
public record LiveSessionInfo(
        LiveSessionId session,
        StreamId stream,
        boolean connected,
        Instant since,
        String transport,
        long packets,
        long bytes,
        long lost,
        long resent) {

    public LiveSessionInfo {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(transport, "transport");
    }
}
