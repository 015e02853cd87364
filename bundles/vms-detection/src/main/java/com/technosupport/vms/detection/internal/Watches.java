package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.CameraDetection;
import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.DetectionPolicy.Edge;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.api.store.DetectionPolicyStore;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Watch} for each camera whose detection is on. One thread brings them in line with cameras and policies, whenever one of
 * them changes and every few seconds, for streams that were not there yet.
 */
final class Watches implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);
    private static final long LOOK_SECONDS = 2;

    private final CameraStore cameras;
    private final DetectionPolicyStore store;
    private final CameraWatch.Surroundings surroundings;
    private final DetectionPolicy usual;
    private final Map<CameraId, DetectionPolicy> policies = new ConcurrentHashMap<>();
    private final Map<CameraId, Camera> known = new ConcurrentHashMap<>();
    private final Map<CameraId, Watch> watches = new ConcurrentHashMap<>();
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread;
    private boolean loaded;
    private volatile boolean rewired;
    private volatile boolean ended;
    private volatile Runnable follower = () -> {};

    /** @param usual of cameras that nobody set a policy for */
    Watches(
            CameraStore cameras,
            DetectionPolicyStore store,
            CameraWatch.Surroundings surroundings,
            DetectionPolicy usual) {
        this.usual = usual;
        this.cameras = cameras;
        this.store = store;
        this.surroundings = surroundings;
        thread = new Thread(this::run, "vms-detection");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!ended) {
            try {
                if (rewired || !loaded) {
                    rewired = false;
                    bringInLine();
                }
                watches.values().forEach(Watch::attend);
                follower.run();
            } catch (VmsException e) {
                rewired = true;
                LOG.debug("Detection waits for the store: {}", e.getMessage());
            } catch (RuntimeException e) {
                rewired = true;
                LOG.error("Detection could not be brought in line with the cameras; it is tried again", e);
            }
            try {
                if (!changed.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS)) {
                    rewired = true;
                }
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
            surroundings.detectors().substitute(store.substitutes());
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
        DetectionPolicy policy = policy(camera.id());
        Optional<StreamId> stream = camera.stream(StreamRole.SUB)
                .or(() -> camera.stream(StreamRole.MAIN))
                .map(CameraStream::id);
        Watch watch = watches.get(camera.id());
        boolean wanted = policy.enabled() && camera.enabled() && stream.isPresent();
        if (watch != null
                && (!wanted
                        || !watch.stream().equals(stream.get())
                        || !watch.policy().equals(policy))) {
            end(camera.id());
            watch = null;
        }
        if (wanted && watch == null) {
            watches.put(
                    camera.id(),
                    policy.edge() == Edge.INSTEAD
                            ? new DeviceWatch(
                                    camera.id(), stream.get(), policy, surroundings.outbox(), surroundings.clock())
                            : new CameraWatch(camera.id(), stream.get(), policy, surroundings));
        }
    }

    private void end(CameraId id) {
        Watch watch = watches.remove(id);
        if (watch != null) {
            watch.close();
        }
    }

    /** Cameras or policies are not as they were. */
    void changed() {
        rewired = true;
        changed.release();
    }

    /** What a camera tells by itself. Does not block. */
    void hears(EventMessage event) {
        Watch watch = event.cameraId().map(watches::get).orElse(null);
        if (watch != null && watch.hears(event)) {
            changed.release();
        }
    }

    boolean exists(CameraId camera) {
        return known.containsKey(camera)
                || cameras.all().stream().anyMatch(each -> each.id().equals(camera));
    }

    DetectionPolicy policy(CameraId camera) {
        return policies.getOrDefault(camera, usual);
    }

    void change(CameraId camera, DetectionPolicy policy) {
        store.put(camera, policy);
        policies.put(camera, policy);
        changed();
    }

    /** Of the cameras, those whose detection is on. */
    List<DetectionPolicy> active() {
        return known.keySet().stream()
                .map(this::policy)
                .filter(DetectionPolicy::enabled)
                .toList();
    }

    int count() {
        return watches.size();
    }

    /** @param called every few seconds, in place of the one before */
    void follow(Runnable called) {
        follower = called;
    }

    List<CameraDetection> figures() {
        return watches.values().stream()
                .map(Watch::figures)
                .sorted(Comparator.comparing(CameraDetection::camera))
                .toList();
    }

    @Override
    public void close() {
        ended = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        watches.values().forEach(Watch::close);
    }
}
