package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.CameraDetection;
import com.technosupport.vms.api.detection.DetectionListener;
import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.Detections;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorStatus;
import com.technosupport.vms.api.detection.InferenceEngine;
import com.technosupport.vms.api.detection.ShadowReport;
import com.technosupport.vms.api.detection.TrackedObject;
import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.media.FrameSource;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.api.store.DetectionPolicyStore;
import com.technosupport.vms.detection.internal.Detectors.Present;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Detection as others see it: what is asked of cameras and detectors, and where detectors, devices' events and figures come in. */
@Component(
        service = {Detections.class, CameraListener.class},
        immediate = true,
        configurationPid = DetectionConfiguration.PID)
@Designate(ocd = DetectionConfiguration.class)
public final class DetectionService implements Detections, CameraListener, CameraWatch.Boxes {

    private static final Logger LOG = LoggerFactory.getLogger(DetectionService.class);
    private static final Duration LONGEST_MEASURE = Duration.ofMinutes(1);

    private final DetectionPolicyStore store;
    private final Detectors detectors;
    private final InferencePool pool;
    private final Outbox outbox;
    private final Shadowing shadowing;
    private final Watches watches;
    private final Clock clock;
    private final EventBus.Subscription devices;
    private final List<DetectionListener> listeners = new CopyOnWriteArrayList<>();
    private volatile DetectionMeters meters;
    private volatile InferenceEngine engine;

    @Activate
    public DetectionService(
            @Reference FrameSource frames,
            @Reference CameraStore cameras,
            @Reference DetectionPolicyStore store,
            @Reference EventBus bus,
            DetectionConfiguration configuration) {
        this(frames, cameras, store, bus, configuration, Clock.systemUTC());
    }

    DetectionService(
            FrameSource frames,
            CameraStore cameras,
            DetectionPolicyStore store,
            EventBus bus,
            DetectionConfiguration configuration,
            Clock clock) {
        this.store = store;
        this.clock = clock;
        detectors = new Detectors(configuration.defaultDetector());
        shadowing = new Shadowing(clock);
        int processors = Runtime.getRuntime().availableProcessors();
        pool = new InferencePool(configuration.threads() > 0 ? configuration.threads() : processors, this::timed);
        outbox = new Outbox(bus);
        watches = new Watches(
                cameras,
                store,
                new CameraWatch.Surroundings(frames, detectors, pool, outbox, this, shadowing, clock),
                usual(configuration.defaultMode()));
        devices = bus.subscribe("detection", watches::hears);
        watches.start();
    }

    private static DetectionPolicy usual(String mode) {
        boolean on = mode.strip().equalsIgnoreCase("ON");
        if (!on && !mode.strip().equalsIgnoreCase("OFF")) {
            throw new IllegalArgumentException("defaultMode is OFF or ON, not " + mode);
        }
        DetectionPolicy base = DetectionPolicy.DEFAULT;
        return new DetectionPolicy(
                on,
                base.detector(),
                base.framesPerSecond(),
                base.minConfidence(),
                base.labels(),
                base.zones(),
                base.minSize(),
                base.minDuration(),
                base.keyFramesOnly(),
                base.motionGate(),
                base.edge());
    }

    @Deactivate
    void close() {
        devices.close();
        watches.close();
        pool.close();
        shadowing.end();
        outbox.close();
    }

    private void timed(Detector detector, long nanos) {
        shadowing.timed(detector, nanos);
        DetectionMeters present = meters;
        if (present != null) {
            present.timed(detector.info().id(), nanos);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindMeters(MeterRegistry registry) {
        DetectionMeters before = meters;
        if (before != null) {
            before.close();
        }
        meters = new DetectionMeters(registry, watches, pool, outbox);
    }

    synchronized void unbindMeters(MeterRegistry registry) {
        DetectionMeters present = meters;
        if (present != null && present.isOf(registry)) {
            meters = null;
            present.close();
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addDetector(Detector detector, ServiceReference<Detector> reference) {
        detectors.add(reference, detector);
    }

    void removeDetector(Detector detector, ServiceReference<Detector> reference) {
        detectors.remove(reference);
        shadowing.gone(detector);
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addListener(DetectionListener listener) {
        listeners.add(listener);
    }

    void removeListener(DetectionListener listener) {
        listeners.remove(listener);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindEngine(InferenceEngine found) {
        engine = found;
    }

    void unbindEngine(InferenceEngine gone) {
        if (engine == gone) {
            engine = null;
        }
    }

    @Override
    public void statusChanged(CameraId id, CameraStatus status) {
        // Its stream tells.
    }

    @Override
    public void cameraChanged(Camera camera) {
        watches.changed();
    }

    @Override
    public void cameraRemoved(CameraId id) {
        watches.changed();
    }

    @Override
    public void show(CameraId camera, Instant time, List<TrackedObject> objects) {
        for (DetectionListener listener : listeners) {
            try {
                listener.detected(camera, time, objects);
            } catch (RuntimeException e) {
                LOG.error("A listener does not take what is detected", e);
            }
        }
    }

    // What others ask

    @Override
    public DetectionPolicy policy(CameraId camera) {
        if (!watches.exists(camera)) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such camera");
        }
        return watches.policy(camera);
    }

    @Override
    public void change(CameraId camera, DetectionPolicy policy) {
        check(watches.policy(camera), policy);
        watches.change(camera, policy);
    }

    /** What was asked for before may be asked for again, though its detector is away. */
    private void check(DetectionPolicy before, DetectionPolicy policy) {
        boolean another = !before.detector().equals(policy.detector());
        Optional<Present> present = detectors.find(policy.detector());
        if (present.isEmpty() && another) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST,
                    "detector: there is no detector " + policy.detector().orElse(detectors.preferred()));
        }
        if (present.isEmpty() || policy.edge() == DetectionPolicy.Edge.INSTEAD) {
            return;
        }
        List<String> known = present.get().info().labels();
        for (String label : policy.labels()) {
            if (!known.contains(label) && (another || !before.labels().contains(label))) {
                throw new VmsException(
                        ErrorCode.INVALID_REQUEST,
                        "labels: " + present.get().info().id() + " does not know " + label);
            }
        }
    }

    @Override
    public List<DetectorStatus> detectors() {
        List<DetectorStatus> all = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Present present : detectors.all()) {
            boolean serves = ids.add(present.info().id()) || camerasOf(present) > 0;
            all.add(new DetectorStatus(
                    present.info(),
                    present.bundle(),
                    serves ? DetectorStatus.State.SERVING : DetectorStatus.State.STANDBY,
                    standsIn(present),
                    serves ? camerasOf(present) : 0));
        }
        InferenceEngine present = engine;
        if (present != null) {
            all.addAll(present.refused());
        }
        return all;
    }

    private String standsIn(Present present) {
        for (Map.Entry<String, String> each : detectors.substitutes().entrySet()) {
            Optional<Present> substitute = detectors.named(each.getValue());
            if (substitute.isPresent() && substitute.get().detector() == present.detector()) {
                return "It does the work of " + each.getKey() + "; "
                        + present.info().detail();
            }
        }
        return "";
    }

    private int camerasOf(Present present) {
        int count = 0;
        for (DetectionPolicy policy : watches.active()) {
            boolean its = detectors
                    .find(policy.detector())
                    .filter(found -> found.detector() == present.detector())
                    .isPresent();
            count += its ? 1 : 0;
        }
        return count;
    }

    @Override
    public List<CameraDetection> cameras() {
        return watches.figures();
    }

    @Override
    public void beginShadow(String active, String candidate) {
        Present one = required(active);
        Present other = required(candidate);
        differ(one, other);
        shadowing.begin(one, other);
        LOG.info("{} is compared with {}", other.title(), one.title());
    }

    /** The one that serves in that name, or that one by name and version. */
    private Present required(String key) {
        return (key.indexOf('@') < 0 ? detectors.find(Optional.of(key)) : detectors.named(key))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no detector " + key));
    }

    private static void differ(Present one, Present other) {
        if (one.detector() == other.detector()) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST,
                    one.title() + " serves already; name another, or another version as id@version");
        }
    }

    @Override
    public Optional<ShadowReport> shadow() {
        return shadowing.report();
    }

    @Override
    public void endShadow() {
        shadowing.end();
    }

    @Override
    public void substitute(String active, Optional<String> by) {
        if (by.isPresent()) {
            Present other = detectors
                    .named(by.get())
                    .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no detector " + by.get()));
            if (by.get().equals(active)) {
                throw new VmsException(ErrorCode.INVALID_REQUEST, "A detector does not stand in for itself");
            }
            LOG.info("{} does the work of {} from now on", other.title(), active);
        }
        store.substitute(active, by);
        Map<String, String> all = new HashMap<>(detectors.substitutes());
        all.remove(active);
        by.ifPresent(key -> all.put(active, key));
        detectors.substitute(all);
    }

    @Override
    public Map<String, String> substitutes() {
        return detectors.substitutes();
    }

    @Override
    public Speed measure(String detector, Duration length) throws InterruptedException {
        if (length.isNegative() || length.compareTo(LONGEST_MEASURE) > 0) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "A detector is measured for at most a minute");
        }
        Present present = detectors
                .find(Optional.of(detector))
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no detector " + detector));
        StreamId stream = new StreamId(new UUID(0, 0));
        List<Long> times = new ArrayList<>();
        long begin = System.nanoTime();
        while (times.isEmpty() || System.nanoTime() - begin < length.toNanos()) {
            long before = System.nanoTime();
            try (BlankFrame frame = new BlankFrame(stream, Instant.now(clock))) {
                present.detector().detect(frame);
            }
            times.add(System.nanoTime() - before);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        present.detector().forget(stream);
        times.sort(Comparator.naturalOrder());
        return new Speed(
                times.size(),
                times.size() / seconds,
                Duration.ofNanos(times.get(times.size() / 2)),
                Duration.ofNanos(times.get(times.size() - 1)));
    }
}
