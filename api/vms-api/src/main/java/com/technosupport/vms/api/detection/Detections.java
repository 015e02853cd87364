package com.technosupport.vms.api.detection;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What is looked for in the cameras' pictures, and by whom. Safe for use by several threads. */
@ProviderType
public interface Detections {

    /**
     * {@link DetectionPolicy#DEFAULT} where none was set. Does not block.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when there is no such camera
     */
    DetectionPolicy policy(CameraId camera);

    /**
     * Stores a policy and applies it at once.
     *
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#STORE_UNAVAILABLE}
     */
    void change(CameraId camera, DetectionPolicy policy);

    /** All detectors by id, the one that serves first, and models that were refused. */
    List<DetectorStatus> detectors();

    /** Of the cameras whose detection is on, by id. */
    List<CameraDetection> cameras();

    /**
     * Shows a detector empty frames for a while, on one thread, beside whatever else it does.
     *
     * @param detector id
     * @param length at most a minute
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when none of that id serves
     */
    Speed measure(String detector, Duration length) throws InterruptedException;

    /**
     * How fast a detector is.
     *
     * @param frames looked at
     * @param median time of one
     * @param worst time of one
     */
    record Speed(long frames, double framesPerSecond, Duration median, Duration worst) {}
}
