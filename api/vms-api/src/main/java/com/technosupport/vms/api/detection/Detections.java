package com.technosupport.vms.api.detection;

import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @throws VmsException {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#STORE_UNAVAILABLE}, {@link ErrorCode#INVALID_REQUEST}
     *     where a detector or a label is asked for that was not before and is not there
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
     * Shows a candidate each frame that the active detector looks at, beside it: nothing is told of what it sees, but counted how far
     * the two agree. Ends a comparison that went on.
     *
     * @param active id of the one whose cameras it is shown
     * @param candidate an id, or {@code id@version} of one that stands by
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when either is not there, {@link ErrorCode#INVALID_REQUEST} when they are one
     */
    void beginShadow(String active, String candidate);

    /** The comparison that goes on, or that ended last. */
    Optional<ShadowReport> shadow();

    /** Ends the comparison; what it counted stays until the next. */
    void endShadow();

    /**
     * Lets another detector do the work of one, on all cameras, from the next frame on and after a restart too. While the other is
     * not there, the one itself works.
     *
     * @param active id
     * @param by an id, or {@code id@version}; empty to take it back
     * @throws VmsException {@link ErrorCode#NOT_FOUND} when {@code by} is not there, {@link ErrorCode#INVALID_REQUEST} when they are
     *     one, {@link ErrorCode#STORE_UNAVAILABLE}
     */
    void substitute(String active, Optional<String> by);

    /** Which detectors do the work of others, by the others' ids. */
    Map<String, String> substitutes();

    /**
     * How fast a detector is.
     *
     * @param frames looked at
     * @param median time of one
     * @param worst time of one
     */
    record Speed(long frames, double framesPerSecond, Duration median, Duration worst) {}
}
