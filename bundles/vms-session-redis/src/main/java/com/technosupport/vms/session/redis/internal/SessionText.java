package com.technosupport.vms.session.redis.internal;

import com.technosupport.vms.api.live.LiveSession;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.LiveSessionId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.UserId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.json.JSONException;
import org.json.JSONObject;

/** A session as JSON, and back. */
final class SessionText {

    private SessionText() {}

    static String write(LiveSession session) {
        return new JSONObject()
                .put("id", session.id().toString())
                .put("user", session.user().toString())
                .put("camera", session.camera().toString())
                .put("stream", session.stream().toString())
                .put("role", session.role().name())
                .put("protocol", session.protocol())
                .put("audio", session.audio())
                .put("since", session.since().toString())
                .toString();
    }

    /** Empty for what another version has written and this one cannot read. */
    static Optional<LiveSession> read(String text) {
        try {
            JSONObject json = new JSONObject(text);
            return Optional.of(new LiveSession(
                    LiveSessionId.parse(json.getString("id")),
                    UserId.parse(json.getString("user")),
                    CameraId.parse(json.getString("camera")),
                    StreamId.parse(json.getString("stream")),
                    StreamRole.valueOf(json.getString("role")),
                    json.getString("protocol"),
                    json.getBoolean("audio"),
                    Instant.parse(json.getString("since"))));
        } catch (JSONException | VmsException | DateTimeParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
