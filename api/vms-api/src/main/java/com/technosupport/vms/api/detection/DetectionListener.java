package com.technosupport.vms.api.detection;

import com.technosupport.vms.api.model.CameraId;
import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears of every frame that was looked at, for boxes over the live picture. Registered as a service; must not block. */
@FunctionalInterface
@ConsumerType
public interface DetectionListener {

    /**
     * Called for a camera by one thread at a time, in the order of its frames.
     *
     * @param time when the frame came in, by this machine's clock
     * @param objects that are followed at present and not filtered out by label, size or confidence; empty once after the last
     *     has gone
     */
    void detected(CameraId camera, Instant time, List<TrackedObject> objects);
}
