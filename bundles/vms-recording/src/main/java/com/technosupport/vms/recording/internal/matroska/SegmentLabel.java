package com.technosupport.vms.recording.internal.matroska;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.store.RecordingStore.Origin;
import java.time.Instant;
import java.util.Objects;

/**
 * What a file says of itself, in its tags, so that the index can be made anew from the files.
 *
 * @param start wall clock of the first picture, to the microsecond
 */
public record SegmentLabel(
        SegmentId id, CameraId camera, StreamRole role, long sequence, Instant start, Origin origin) {

    public SegmentLabel {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(origin, "origin");
    }
}
