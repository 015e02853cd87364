package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A copy of footage to be made.
 *
 * @param cameras with their names of now, for the names of files and the manifest; 1 to {@link #MOST_CAMERAS}
 * @param actor who asked for it
 */
public record ExportRequest(
        Map<CameraId, String> cameras, StreamRole role, Instant from, Instant to, Format format, Actor actor) {

    /** The most cameras of one export. */
    public static final int MOST_CAMERAS = 64;

    /** The longest range of one export. */
    public static final Duration LONGEST = Duration.ofDays(7);

    /** What the copy is kept in. */
    public enum Format {
        MP4,
        MKV
    }

    /** @throws VmsException {@link ErrorCode#INVALID_REQUEST} for a range or a number of cameras that cannot be exported */
    public ExportRequest {
        cameras = Collections.unmodifiableMap(new LinkedHashMap<>(cameras));
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(actor, "actor");
        if (cameras.isEmpty() || cameras.size() > MOST_CAMERAS) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "From 1 to " + MOST_CAMERAS + " cameras are exported at a time");
        }
        if (!from.isBefore(to)) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "A range ends after its start");
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "At most " + LONGEST.toDays() + " days are exported at a time");
        }
    }
}
