package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.CameraDetection;
import com.technosupport.vms.api.detection.DetectionListener;
import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.Detections;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorStatus;
import com.technosupport.vms.api.detection.InferenceEngine;
import com.technosupport.vms.api.detection.TrackedObject;
import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.media.FrameRequest;
import com.technosupport.vms.api.media.FrameSource;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.api.store.DetectionPolicyStore;
import com.technosupport.vms.detection.internal.Detectors.Present;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

/**
 * Keeps a {@link CameraWatch} for each camera whose detection is on. One thread brings the watches in line with cameras and policies,
 * whenever one of them changes and every few seconds, for streams that were not there yet.
 */
@Component(
        service = {Detections.class, CameraListener.class},
        immediate = true,
        configurationPid = DetectionConfiguration.PID)
@Designate(ocd = DetectionConfiguration.class)
public final class DetectionService implements Detections, CameraListener, CameraWatch.Boxes {

    private static final Logger LOG = LoggerFactory.getLogger(DetectionService.class);
    private static final long LOOK_SECONDS = 2;
    private static final Duration LONGEST_MEASURE = Duration.ofMinutes(1);

    private final FrameSource frames;
    private final CameraStore cameras;
    private final DetectionPolicyStore store;
    private final Detectors detectors;
    private final InferencePool pool;
    private final Outbox outbox;
    private final CameraWatch.Surroundings surroundings;
    private final List<DetectionListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<CameraId, DetectionPolicy> policies = new ConcurrentHashMap<>();
    private final Map<CameraId, Camera> known = new ConcurrentHashMap<>();
    private final Map<CameraId, CameraWatch> watches = new ConcurrentHashMap<>();
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread;
    private volatile InferenceEngine engine;
    private volatile boolean loaded;
    private volatile boolean ended;

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
        this.frames = frames;
        this.cameras = cameras;
        this.store = store;
        detectors = new Detectors(configuration.defaultDetector());
        int processors = Runtime.getRuntime().availableProcessors();
        pool = new InferencePool(configuration.threads() > 0 ? configuration.threads() : processors);
        outbox = new Outbox(bus);
        surroundings = new CameraWatch.Surroundings(detectors, outbox, this, clock);
        thread = new Thread(this::run, "vms-detection");
        thread.setDaemon(true);
        thread.start();
    }

    @Deactivate
    void close() {
        ended = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watches.values().forEach(CameraWatch::close);
        pool.close();
        outbox.close();
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

    // Bringing watches in line

    private void run() {
        while (!ended) {
            try {
                bringInLine();
            } catch (VmsException e) {
                LOG.debug("Detection waits for the store: {}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("Detection could not be brought in line with the cameras; it is tried again", e);
            }
            try {
                boolean unused = changed.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS);
                changed.drainPermits();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void bringInLine() {
        List<Camera> all = cameras.all();
        if (!loaded) {
            store.all().forEach(policies::putIfAbsent);
            loaded = true;
        }
        Set<CameraId> present = new HashSet<>();
        for (Camera camera : all) {
            present.add(camera.id());
            known.put(camera.id(), camera);
            bringInLine(camera);
        }
        known.keySet().retainAll(present);
        policies.keySet().retainAll(present);
        for (CameraId id : List.copyOf(watches.keySet())) {
            if (!present.contains(id)) {
                end(id);
            }
        }
    }

    private void bringInLine(Camera camera) {
        DetectionPolicy policy = policies.getOrDefault(camera.id(), DetectionPolicy.DEFAULT);
        Optional<StreamId> stream = camera.stream(StreamRole.SUB)
                .or(() -> camera.stream(StreamRole.MAIN))
                .map(CameraStream::id);
        CameraWatch watch = watches.get(camera.id());
        boolean wanted = policy.enabled() && camera.enabled() && stream.isPresent();
        if (watch != null
                && (!wanted
                        || !watch.stream().equals(stream.get())
                        || !watch.policy().equals(policy))) {
            end(camera.id());
            watch = null;
        }
        if (wanted && watch == null) {
            begin(camera, stream.get(), policy);
        }
    }

    private void begin(Camera camera, StreamId stream, DetectionPolicy policy) {
        CameraWatch watch = new CameraWatch(camera.id(), stream, policy, surroundings);
        FrameRequest request = new FrameRequest("detection", policy.framesPerSecond(), policy.keyFramesOnly());
        try {
            watch.begin(frames.open(stream, request, () -> pool.ready(watch)));
            watches.put(camera.id(), watch);
            pool.ready(watch);
        } catch (VmsException e) {
            // Its stream is set up a little later, or the camera has no driver.
            LOG.debug("Camera {}: no frames yet: {}", camera.name(), e.getMessage());
        }
    }

    private void end(CameraId id) {
        CameraWatch watch = watches.remove(id);
        if (watch != null) {
            watch.close();
        }
    }

    @Override
    public void statusChanged(CameraId id, CameraStatus status) {
        // Its stream tells.
    }

    @Override
    public void cameraChanged(Camera camera) {
        changed.release();
    }

    @Override
    public void cameraRemoved(CameraId id) {
        changed.release();
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
        if (!known.containsKey(camera) && !exists(camera)) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such camera");
        }
        return policies.getOrDefault(camera, DetectionPolicy.DEFAULT);
    }

    private boolean exists(CameraId camera) {
        return cameras.all().stream().anyMatch(each -> each.id().equals(camera));
    }

    @Override
    public void change(CameraId camera, DetectionPolicy policy) {
        store.put(camera, policy);
        policies.put(camera, policy);
        changed.release();
    }

    @Override
    public List<DetectorStatus> detectors() {
        List<DetectorStatus> all = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Present present : detectors.all()) {
            boolean serves = ids.add(present.info().id());
            all.add(new DetectorStatus(
                    present.info(),
                    present.bundle(),
                    serves ? DetectorStatus.State.SERVING : DetectorStatus.State.STANDBY,
                    "",
                    serves ? camerasOf(present) : 0));
        }
        InferenceEngine present = engine;
        if (present != null) {
            all.addAll(present.refused());
        }
        return all;
    }

    private int camerasOf(Present present) {
        int count = 0;
        for (DetectionPolicy policy : policies.values()) {
            boolean its = policy.enabled()
                    && detectors
                            .find(policy.detector())
                            .filter(found -> found.detector() == present.detector())
                            .isPresent();
            count += its ? 1 : 0;
        }
        return count;
    }

    @Override
    public List<CameraDetection> cameras() {
        return watches.values().stream()
                .map(CameraWatch::figures)
                .sorted(Comparator.comparing(CameraDetection::camera))
                .toList();
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
            try (BlankFrame frame = new BlankFrame(stream, Instant.now(surroundings.clock()))) {
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
