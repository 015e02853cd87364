package com.technosupport.vms.api.live;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.UserId;
import java.time.Instant;
import java.util.Objects;

/**
 * Who watches what, and how: what has to be known of a session beyond the connection that carries it.
 *
 * @param role of the stream that is sent
 * @param protocol {@link LiveEgress#protocol()}, or {@code mse}
 * @param audio whether the sound goes with it
 * @param since when it was opened
 */
public record LiveSession(
        LiveSessionId id,
        UserId user,
        CameraId camera,
        StreamId stream,
        StreamRole role,
        String protocol,
        boolean audio,
        Instant since) {

    public LiveSession {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(since, "since");
    }
}
