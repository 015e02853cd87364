package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.ShadowReport;
import com.technosupport.vms.api.event.EventMessage.Box;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.detection.internal.Detectors.Present;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows a candidate what the active detector looks at, and counts how far they agree. Safe for use by several threads. */
final class Shadowing {

    /** Of two boxes' union, what they share at least to be one object. */
    private static final double SAME = 0.5;

    private final Clock clock;

    // Guarded by this.
    private volatile Present candidate;
    private Present active;
    private Present last;
    private Instant since;
    private final Set<CameraId> cameras = new HashSet<>();
    private final Set<StreamId> streams = new HashSet<>();
    private long frames;
    private long both;
    private long activeOnly;
    private long candidateOnly;
    private long failures;
    private long activeNanos;
    private long activeRuns;
    private long candidateNanos;

    Shadowing(Clock clock) {
        this.clock = clock;
    }

    synchronized void begin(Present activeOne, Present candidateOne) {
        end();
        active = activeOne;
        candidate = candidateOne;
        last = candidateOne;
        since = clock.instant();
        cameras.clear();
        frames = 0;
        both = 0;
        activeOnly = 0;
        candidateOnly = 0;
        failures = 0;
        activeNanos = 0;
        activeRuns = 0;
        candidateNanos = 0;
    }

    synchronized void end() {
        Present ended = candidate;
        candidate = null;
        if (ended != null) {
            streams.forEach(ended.detector()::forget);
        }
        streams.clear();
    }

    /** Ends it where a detector that goes takes part in it. */
    synchronized void gone(Detector detector) {
        if (candidate != null && (candidate.detector() == detector || active.detector() == detector)) {
            end();
        }
    }

    synchronized void timed(Detector detector, long nanos) {
        if (candidate != null && active.detector() == detector) {
            activeNanos += nanos;
            activeRuns++;
        }
    }

    /** Called when what the active one saw has been told. The frame is the caller's. */
    void look(CameraId camera, Present by, Frame frame, List<Detection> sights, DetectionPolicy policy)
            throws InterruptedException {
        Present one = candidate;
        synchronized (this) {
            if (one == null || active.detector() != by.detector()) {
                return;
            }
            cameras.add(camera);
            streams.add(frame.stream());
        }
        long before = System.nanoTime();
        try {
            List<Detection> others = one.detector().detect(frame);
            count(wanted(sights, policy), wanted(others, policy), System.nanoTime() - before);
        } catch (RuntimeException | LinkageError e) {
            synchronized (this) {
                failures++;
            }
        }
    }

    private static List<Detection> wanted(List<Detection> sights, DetectionPolicy policy) {
        return sights.stream()
                .filter(sight -> sight.confidence() >= policy.minConfidence())
                .filter(sight -> policy.labels().isEmpty() || policy.labels().contains(sight.label()))
                .filter(sight ->
                        sight.box().w() >= policy.minSize() && sight.box().h() >= policy.minSize())
                .toList();
    }

    private synchronized void count(List<Detection> sights, List<Detection> others, long nanos) {
        List<Detection> left = new ArrayList<>(others);
        int pairs = 0;
        for (Detection sight : sights) {
            Optional<Detection> pair = left.stream()
                    .filter(other -> other.label().equals(sight.label()) && overlap(sight.box(), other.box()) >= SAME)
                    .findFirst();
            if (pair.isPresent()) {
                left.remove(pair.get());
                pairs++;
            }
        }
        frames++;
        candidateNanos += nanos;
        both += pairs;
        activeOnly += sights.size() - pairs;
        candidateOnly += left.size();
    }

    private static double overlap(Box a, Box b) {
        double w = Math.min(a.x() + a.w(), b.x() + b.w()) - Math.max(a.x(), b.x());
        double h = Math.min(a.y() + a.h(), b.y() + b.h()) - Math.max(a.y(), b.y());
        return w <= 0 || h <= 0 ? 0 : w * h / (a.w() * a.h() + b.w() * b.h() - w * h);
    }

    synchronized Optional<ShadowReport> report() {
        if (last == null) {
            return Optional.empty();
        }
        return Optional.of(new ShadowReport(
                active.title(),
                last.title(),
                since,
                candidate != null,
                cameras.size(),
                frames,
                both,
                activeOnly,
                candidateOnly,
                failures,
                Duration.ofNanos(activeRuns == 0 ? 0 : activeNanos / activeRuns),
                Duration.ofNanos(frames == 0 ? 0 : candidateNanos / frames)));
    }
}
