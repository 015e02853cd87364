package com.technosupport.vms.detector.motion.internal;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorInfo;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.model.StreamId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.osgi.service.component.annotations.Component;

/**
 * Sees what moves, of whatever kind. The example of a detector: it is registered as a service, says what it is, and keeps what it
 * needs from frame to frame by stream. Everything else (the rate, zones, tracking, events) is done around it.
 */
@Component(service = Detector.class, immediate = true, property = "vms.detector=motion")
public final class MotionDetector implements Detector {

    private static final DetectorInfo INFO = new DetectorInfo(
            "motion", "Motion", "1.0.0", List.of(Scene.LABEL), "CPU", "Compares frames; without a model");

    /** For each stream calls come one at a time, so that a scene needs no lock. */
    private final ConcurrentMap<StreamId, Scene> scenes = new ConcurrentHashMap<>();

    @Override
    public DetectorInfo info() {
        return INFO;
    }

    @Override
    public List<Detection> detect(Frame frame) {
        return scenes.computeIfAbsent(frame.stream(), stream -> new Scene()).next(frame);
    }

    @Override
    public void forget(StreamId stream) {
        scenes.remove(stream);
    }
}
