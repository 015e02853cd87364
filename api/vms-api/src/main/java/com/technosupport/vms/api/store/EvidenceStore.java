package com.technosupport.vms.api.store;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What footage is kept as evidence. Every call may block for the database and throws {@link VmsException} with
 * {@link ErrorCode#STORE_UNAVAILABLE} while it is away. Safe for use by several threads.
 */
@ProviderType
public interface EvidenceStore {

    /**
     * Locked segments, those that were locked last first, then by id.
     *
     * @param cameras only these cameras' segments; empty for all
     * @param before only what comes after this one in the list
     */
    List<Lock> newest(Optional<Set<CameraId>> cameras, Optional<Place> before, int limit);

    /** A place in the list. */
    record Place(Instant at, SegmentId segment) {

        public Place {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(segment, "segment");
        }
    }

    /**
     * A locked segment.
     *
     * @param by the account's name
     * @param reason may be empty
     * @param at when it was locked
     */
    record Lock(
            SegmentId segment,
            CameraId camera,
            StreamRole role,
            Instant start,
            Instant end,
            long bytes,
            String by,
            String reason,
            Instant at) {

        public Lock {
            Objects.requireNonNull(segment, "segment");
            Objects.requireNonNull(camera, "camera");
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(end, "end");
            Objects.requireNonNull(by, "by");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(at, "at");
        }
    }
}
