package com.technosupport.vms.api.detection;

import com.technosupport.vms.api.model.CameraId;
import java.time.Duration;
import java.util.Objects;

/**
 * How detection of one camera goes, counted since it was last switched on or changed.
 *
 * @param detector id and version of the one that looks, as {@code ssdlite-coco 1.0.0}; empty while there is none
 * @param frames that were to be looked at, at the rate of the policy
 * @param still of these, left out because nothing moved
 * @param looked of these, shown to the detector
 * @param shed of these, left out because the processors were busy with others
 * @param failed of these, that the detector failed on
 * @param events published
 * @param lag how long ago the last frame that was looked at had come in when its result was known
 * @param problem why nothing is looked at, or the detector's last failure, in a sentence; empty when all is well
 */
public record CameraDetection(
        CameraId camera,
        String detector,
        long frames,
        long still,
        long looked,
        long shed,
        long failed,
        long events,
        Duration lag,
        String problem) {

    public CameraDetection {
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(detector, "detector");
        Objects.requireNonNull(lag, "lag");
        Objects.requireNonNull(problem, "problem");
    }
}
