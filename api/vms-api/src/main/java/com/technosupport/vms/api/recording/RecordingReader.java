package com.technosupport.vms.api.recording;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.security.Actor;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Finds footage. Knows open segments as far as they are safe on disk. Calls may block for the database, and then fail with
 * {@link ErrorCode#STORE_UNAVAILABLE}. Safe for use by several threads.
 */
@ProviderType
public interface RecordingReader {

    /**
     * The segments and gaps that overlap a range.
     *
     * @param limit of segments; at least 1
     */
    Footage footage(CameraId camera, StreamRole role, Instant from, Instant to, int limit);

    Optional<RecordedSegment> segment(SegmentId id);

    /**
     * Where a segment lies on this machine. Retention may delete it at any time; who has it open reads it to its end.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no such segment, or its volume is away
     */
    Path file(SegmentId id);

    /** Where a decoder can start in a segment. @throws VmsException {@link ErrorCode#NOT_FOUND} */
    KeyFrameIndex keyFrames(SegmentId id);

    /** The days of a month that have footage of a camera. */
    List<LocalDate> days(CameraId camera, YearMonth month, ZoneId zone);

    /**
     * Locks a segment as evidence: no retention deletes it. Harmless when it is locked already.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}
     */
    void lock(SegmentId id, Actor actor, String reason);

    /** Takes {@link #lock} back. @throws VmsException {@link ErrorCode#NOT_FOUND} */
    void unlock(SegmentId id, Actor actor);
}
