package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What of a camera is to be played.
 *
 * @param to exclusive; where it lies ahead, the playlist grows until then
 * @param keyFramesOnly whether pictures that decode by themselves are enough, as they are for fast and backward playing
 * @param masked whether pictures are to be under the camera's privacy mask, for one who must not see what it hides
 */
public record PlaybackRequest(
        CameraId camera, StreamRole role, Instant from, Instant to, boolean keyFramesOnly, boolean masked) {

    /** The longest range of one playlist. */
    public static final Duration LONGEST = Duration.ofHours(24);

    /** @throws VmsException {@link ErrorCode#INVALID_REQUEST} for a range that is empty, or longer than {@link #LONGEST} */
    public PlaybackRequest {
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(role, "role");
        if (!from.isBefore(to)) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "A range ends after its start");
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "At most " + LONGEST.toHours() + " hours are played at a time");
        }
    }

    /** Without a mask. */
    public PlaybackRequest(CameraId camera, StreamRole role, Instant from, Instant to, boolean keyFramesOnly) {
        this(camera, role, from, to, keyFramesOnly, false);
    }
}
