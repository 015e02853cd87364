package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.CameraDetection;
import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.TrackedObject;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameTap;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.detection.internal.Detectors.Present;
import com.technosupport.vms.detection.internal.scene.MotionGate;
import com.technosupport.vms.detection.internal.scene.Scene;
import com.technosupport.vms.detection.internal.scene.Sighting;
import com.technosupport.vms.detection.internal.track.Track;
import com.technosupport.vms.detection.internal.track.Tracker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** One camera whose detection is on, from one change of its policy or stream to the next. */
final class CameraWatch extends InferencePool.Turn implements AutoCloseable {

    /** Below the usual confidence, a sight begins a track all the same: it may get surer. */
    private static final double SURE = 0.4;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** What key frames alone come at. */
    private static final Duration PATIENCE_BETWEEN_KEY_FRAMES = Duration.ofSeconds(15);

    /** What a watch needs of its surroundings. */
    record Surroundings(Detectors detectors, Outbox outbox, Boxes boxes, Clock clock) {}

    /** Takes what is followed in each frame. */
    interface Boxes {
        void show(CameraId camera, Instant time, List<TrackedObject> objects);
    }

    private final CameraId camera;
    private final StreamId stream;
    private final DetectionPolicy policy;
    private final Surroundings surroundings;
    private final EventWriter writer;

    // Guarded by this: the turn holds it while it looks.
    private final MotionGate gate = new MotionGate();
    private final Scene scene;
    private final Tracker tracker;
    private long names;
    private Present detector;
    private boolean shown;
    private boolean closed;

    // Figures, written by the turn and read by anybody.
    private volatile FrameTap tap;
    private volatile String serving = "";
    private final LongAdder still = new LongAdder();
    private final LongAdder looked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder events = new LongAdder();
    private volatile long lagNanos;
    private volatile String problem = "";

    CameraWatch(CameraId camera, StreamId stream, DetectionPolicy policy, Surroundings surroundings) {
        this.camera = camera;
        this.stream = stream;
        this.policy = policy;
        this.surroundings = surroundings;
        this.writer = new EventWriter(camera, surroundings.clock());
        this.scene = new Scene(policy);
        // Names that do not come again after a restart or a change.
        String prefix = Long.toString(surroundings.clock().millis(), 36) + "-";
        this.tracker = new Tracker(
                Math.min(SURE, policy.minConfidence()),
                policy.keyFramesOnly(),
                policy.keyFramesOnly() ? PATIENCE_BETWEEN_KEY_FRAMES : PATIENCE,
                () -> prefix + ++names);
    }

    StreamId stream() {
        return stream;
    }

    DetectionPolicy policy() {
        return policy;
    }

    /** Gives it its frames. Called once. */
    void begin(FrameTap frames) {
        tap = frames;
    }

    @Override
    void look() throws InterruptedException {
        FrameTap frames = tap;
        if (frames == null) {
            return;
        }
        Optional<Frame> next = frames.poll();
        if (next.isPresent()) {
            try (Frame frame = next.get()) {
                look(frame);
            }
        }
    }

    private synchronized void look(Frame frame) throws InterruptedException {
        if (closed) {
            return;
        }
        if (policy.motionGate() && !gate.opens(frame)) {
            still.increment();
            return;
        }
        Optional<Present> found = surroundings.detectors().find(policy.detector());
        if (found.isEmpty()) {
            serving = "";
            problem = policy.detector()
                    .map(id -> "The detector " + id + " is not installed")
                    .orElse("No detector is installed");
            failed.increment();
            return;
        }
        if (detector == null || detector.detector() != found.get().detector()) {
            detector = found.get();
            serving = detector.info().id() + " " + detector.info().version();
        }
        List<Detection> sights;
        try {
            sights = detector.detector().detect(frame);
            problem = "";
        } catch (RuntimeException | LinkageError e) {
            failed.increment();
            problem = "The detector " + detector.info().id() + " failed: " + e.getMessage();
            return;
        }
        looked.increment();
        follow(frame.time(), sights);
        lagNanos = Math.max(
                0,
                Duration.between(frame.time(), surroundings.clock().instant()).toNanos());
    }

    private void follow(Instant time, List<Detection> sights) {
        List<Track> tracks = tracker.next(time, sights);
        tell(scene.next(time, tracks, tracker.gone()), time);
        List<TrackedObject> visible = tracks.stream()
                .filter(track -> !track.lost() && scene.concerns(track))
                .map(track -> new TrackedObject(track.id(), track.label(), track.confidence(), track.box()))
                .toList();
        if (shown || !visible.isEmpty()) {
            shown = !visible.isEmpty();
            surroundings.boxes().show(camera, time, visible);
        }
    }

    private void tell(List<Sighting> sightings, Instant time) {
        for (Sighting sighting : sightings) {
            surroundings.outbox().add(writer.write(sighting, detector.info(), time));
            events.increment();
        }
    }

    CameraDetection figures() {
        FrameTap frames = tap;
        FrameTap.Figures taken =
                frames == null ? new FrameTap.Figures(0, 0, 0, 0, 0, "The stream is not there yet") : frames.figures();
        return new CameraDetection(
                camera,
                serving,
                taken.frames(),
                still.sum(),
                looked.sum(),
                taken.replaced(),
                failed.sum(),
                events.sum(),
                Duration.ofNanos(lagNanos),
                taken.problem().isEmpty() ? problem : taken.problem());
    }

    /** Ends it; whoever was told of has left. */
    @Override
    public void close() {
        FrameTap frames = tap;
        if (frames != null) {
            frames.close();
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (detector != null) {
                tell(scene.end(), surroundings.clock().instant());
            }
            if (shown) {
                surroundings.boxes().show(camera, surroundings.clock().instant(), List.of());
            }
        }
        surroundings.detectors().forget(stream);
    }
}
