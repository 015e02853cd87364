package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import java.time.Instant;
import java.util.Objects;

/**
 * One file of footage: Matroska, beginning with a key frame. The wall clock of a packet in it is {@link #start()} and the
 * packet's time in the file, whose first video packet is at 0. Segments of one camera and role do not overlap.
 *
 * @param end exclusive; of an open segment, of what is safe on disk by now
 * @param bytes of an open segment, of what is safe on disk by now
 * @param codec of its video
 * @param open whether it is still written
 * @param locked whether it is evidence, which no retention deletes
 */
public record RecordedSegment(
        SegmentId id,
        CameraId camera,
        StreamRole role,
        Instant start,
        Instant end,
        long bytes,
        Codec codec,
        boolean open,
        boolean locked) {

    public RecordedSegment {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(codec, "codec");
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("a segment ends after its start");
        }
        if (bytes < 0) {
            throw new IllegalArgumentException("negative size");
        }
    }
}
