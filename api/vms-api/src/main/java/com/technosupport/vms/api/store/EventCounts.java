package com.technosupport.vms.api.store;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** How many events there were, for timelines. Blocks for the database. Safe for use by several threads. */
@ProviderType
public interface EventCounts {

    /**
     * Counts events of a range by camera and stretch of equal length.
     *
     * @return of each camera the stretches with any, in order
     */
    Map<CameraId, List<Count>> counts(Set<CameraId> cameras, Instant from, Instant to, int buckets);

    /**
     * @param bucket from 0
     * @param most the highest severity among them
     */
    record Count(int bucket, int events, Severity most) {

        public Count {
            Objects.requireNonNull(most, "most");
        }
    }
}
