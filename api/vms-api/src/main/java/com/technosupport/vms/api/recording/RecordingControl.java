package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Starts and stops recording, on this machine or, behind a bridge, another: arguments and answers are plain values. All
 * calls may be repeated without harm, and come on top of what the camera's {@link RecordingPolicy} says.
 */
@ProviderType
public interface RecordingControl {

    /** Records the stream from its newest key frame on, until {@link #stopRecording}, whatever the policy says. */
    void startRecording(StreamId stream);

    /**
     * Takes {@link #startRecording} back. Where the policy does not go on recording, the current segment is closed, complete
     * and indexed, before it returns.
     */
    void stopRecording(StreamId stream);

    /**
     * Something happened that is worth keeping: records the streams that the camera's policy names from its pre-roll before
     * that instant, as far as the buffer reaches, until its post-roll after it. A later event makes it longer. Under a policy
     * that records anyhow, nothing changes. Returns at once.
     *
     * @param at the instant of the event; within the last minute, else the pre-roll begins with what is buffered
     * @param most recorded after the instant; {@link Duration#ZERO} for the policy's post-roll
     * @param reason for the log, such as {@code rule: Door at night}
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no such camera
     */
    void trigger(CameraId camera, Instant at, Duration most, String reason);
}
