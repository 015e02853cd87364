package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.CameraDetection;
import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.DetectionPolicy.Edge;
import com.technosupport.vms.api.detection.TrackedObject;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameRequest;
import com.technosupport.vms.api.media.FrameSource;
import com.technosupport.vms.api.media.FrameTap;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.detection.internal.Detectors.Present;
import com.technosupport.vms.detection.internal.InferencePool.Look;
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
import java.util.concurrent.locks.ReentrantLock;

/** A camera whose frames are looked at: all the time, or while the camera itself says that there is something. */
final class CameraWatch extends InferencePool.Turn implements Watch {

    /** Below the usual confidence, a sight begins a track all the same: it may get surer. */
    private static final double SURE = 0.4;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** What key frames alone come at. */
    private static final Duration PATIENCE_BETWEEN_KEY_FRAMES = Duration.ofSeconds(15);

    /** What a watch needs of its surroundings. */
    record Surroundings(
            FrameSource frames,
            Detectors detectors,
            InferencePool pool,
            Outbox outbox,
            Boxes boxes,
            Shadowing shadowing,
            Clock clock) {}

    /** Takes what is followed in each frame. */
    interface Boxes {
        void show(CameraId camera, Instant time, List<TrackedObject> objects);
    }

    private final CameraId camera;
    private final StreamId stream;
    private final DetectionPolicy policy;
    private final Surroundings surroundings;
    private final EventWriter writer;
    private final Wakefulness wakefulness = new Wakefulness();

    /** Held from when a frame is taken until what was seen in it has been told. */
    private final ReentrantLock busy = new ReentrantLock();

    // Guarded by busy.
    private final MotionGate gate = new MotionGate();
    private final Scene scene;
    private final Tracker tracker;
    private long names;
    private Frame frame;
    private Present detector;
    private boolean shown;
    private boolean closed;

    // Figures, written by the turn and read by anybody.
    private volatile FrameTap tap;
    private volatile FrameTap.Figures earlier = new FrameTap.Figures(0, 0, 0, 0, 0, "");
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

    @Override
    public StreamId stream() {
        return stream;
    }

    @Override
    public DetectionPolicy policy() {
        return policy;
    }

    private boolean wantsFrames() {
        return policy.edge() != Edge.TRIGGER || wakefulness.awake(System.nanoTime());
    }

    @Override
    public boolean hears(EventMessage event) {
        if (policy.edge() != Edge.TRIGGER) {
            return false;
        }
        Optional<DeviceTale> tale = DeviceTale.of(event);
        tale.ifPresent(told -> wakefulness.hears(told, System.nanoTime()));
        return tale.isPresent() && tap == null;
    }

    @Override
    public void attend() {
        if (tap == null && wantsFrames()) {
            open();
        } else if (tap != null && !wantsFrames()) {
            rest();
        }
    }

    private void open() {
        FrameRequest request = new FrameRequest("detection", policy.framesPerSecond(), policy.keyFramesOnly());
        try {
            FrameTap opened = surroundings
                    .frames()
                    .open(stream, request, () -> surroundings.pool().ready(this));
            busy.lock();
            try {
                if (closed) {
                    opened.close();
                } else {
                    tap = opened;
                }
            } finally {
                busy.unlock();
            }
            surroundings.pool().ready(this);
        } catch (VmsException e) {
            // Its stream is set up a little later, or the camera has no driver.
            problem = "There are no frames: " + e.getMessage();
        }
    }

    /** Until the camera says again that there is something. */
    private void rest() {
        FrameTap open = tap;
        open.close();
        busy.lock();
        try {
            tap = null;
            FrameTap.Figures taken = open.figures();
            earlier = new FrameTap.Figures(
                    0, earlier.frames() + taken.frames(), earlier.replaced() + taken.replaced(), 0, 0, "");
            leave();
        } finally {
            busy.unlock();
        }
        surroundings.detectors().forget(stream);
    }

    @Override
    Optional<Look> next() {
        busy.lock();
        boolean kept = false;
        try {
            FrameTap open = tap;
            Optional<Frame> next = closed || open == null ? Optional.empty() : open.poll();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            frame = next.get();
            if (policy.motionGate() && !gate.opens(frame) && !tracker.uncertain()) {
                still.increment();
                return Optional.empty();
            }
            Optional<Present> found = surroundings.detectors().find(policy.detector());
            if (found.isEmpty()) {
                serving = "";
                problem = policy.detector()
                        .map(id -> "The detector " + id + " is not installed")
                        .orElse("No detector is installed");
                failed.increment();
                return Optional.empty();
            }
            if (detector == null || detector.detector() != found.get().detector()) {
                detector = found.get();
                serving = detector.title();
            }
            kept = true;
            return Optional.of(new Look(frame, detector.detector()));
        } finally {
            if (!kept) {
                release();
            }
        }
    }

    private void release() {
        try {
            if (frame != null) {
                frame.close();
                frame = null;
            }
        } finally {
            busy.unlock();
        }
    }

    @Override
    void done(List<Detection> sights) throws InterruptedException {
        try {
            problem = "";
            looked.increment();
            follow(frame.time(), sights);
            lagNanos = Math.max(
                    0,
                    Duration.between(frame.time(), surroundings.clock().instant())
                            .toNanos());
            surroundings.shadowing().look(camera, detector, frame, sights, policy);
        } finally {
            release();
        }
    }

    @Override
    void failed(Throwable failure) {
        if (!(failure instanceof InterruptedException)) {
            failed.increment();
            problem = "The detector " + detector.info().id() + " failed: " + failure.getMessage();
        }
        release();
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

    @Override
    public CameraDetection figures() {
        FrameTap frames = tap;
        FrameTap.Figures taken = frames == null ? new FrameTap.Figures(0, 0, 0, 0, 0, "") : frames.figures();
        return new CameraDetection(
                camera,
                serving,
                earlier.frames() + taken.frames(),
                still.sum(),
                looked.sum(),
                earlier.replaced() + taken.replaced(),
                failed.sum(),
                events.sum(),
                Duration.ofNanos(lagNanos),
                taken.problem().isEmpty() ? problem : taken.problem());
    }

    /** Whoever was told of is gone, as far as we know. */
    private void leave() {
        if (detector != null) {
            tell(scene.end(), surroundings.clock().instant());
        }
        tracker.clear();
        if (shown) {
            shown = false;
            surroundings.boxes().show(camera, surroundings.clock().instant(), List.of());
        }
    }

    @Override
    public void close() {
        FrameTap frames = tap;
        if (frames != null) {
            frames.close();
        }
        busy.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            leave();
        } finally {
            busy.unlock();
        }
        surroundings.detectors().forget(stream);
    }
}
