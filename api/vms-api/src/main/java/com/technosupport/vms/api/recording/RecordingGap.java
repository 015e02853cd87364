package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamRole;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A stretch without footage.
 *
 * @param to empty while it lasts
 * @param detail a sentence for the operator; may be empty
 */
public record RecordingGap(
        CameraId camera, StreamRole role, Instant from, Optional<Instant> to, Cause cause, String detail) {

    /** Why there is none. */
    public enum Cause {
        /** The camera did not answer, or refused the password. */
        CAMERA_UNREACHABLE,
        /** The connection broke, or packets were lost on the way. */
        NETWORK_LOSS,
        /** The camera's driver is missing or failed. */
        DRIVER,
        /** The disk was full or failed, or too slow. */
        DISK,
        /** This server was not running. */
        SERVER_DOWN,
        /** The policy did not ask for footage. */
        POLICY,
        /** An operator switched the camera or its recording off, or deleted the footage. */
        OPERATOR,
        /** It was kept for as long as the policy said, and deleted then. */
        RETENTION
    }

    public RecordingGap {
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(detail, "detail");
        if (to.isPresent() && to.get().isBefore(from)) {
            throw new IllegalArgumentException("a gap ends after its start");
        }
    }
}
