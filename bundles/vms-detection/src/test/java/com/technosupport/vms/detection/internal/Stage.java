package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.Detection;
import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.detection.Detector;
import com.technosupport.vms.api.detection.DetectorInfo;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.event.EventBatchReceiver;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventReceiver;
import com.technosupport.vms.api.media.Frame;
import com.technosupport.vms.api.media.FrameRequest;
import com.technosupport.vms.api.media.FrameSource;
import com.technosupport.vms.api.media.FrameTap;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.store.CameraStore;
import com.technosupport.vms.api.store.DetectionPolicyStore;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.osgi.framework.ServiceReference;

/** What detection has around it, in memory. */
final class Stage implements FrameSource, CameraStore {

    /** A detector that sees what the test lays before it. */
    static final class Eyes implements Detector {

        final DetectorInfo info;
        volatile List<Detection> sees = List.of();
        volatile RuntimeException failure;

        Eyes(String id, String version) {
            info = new DetectorInfo(id, id, version, List.of("person"), "CPU", "");
        }

        @Override
        public DetectorInfo info() {
            return info;
        }

        @Override
        public List<Detection> detect(Frame frame) {
            if (failure != null) {
                throw failure;
            }
            return sees;
        }
    }

    /** A stream that gives a frame whenever the test says so. */
    static final class Tap implements FrameTap {

        final StreamId stream;
        final FrameRequest request;
        final Runnable available;
        volatile boolean closed;
        private Frame waiting;
        private long frames;
        private long replaced;

        Tap(StreamId stream, FrameRequest request, Runnable available) {
            this.stream = stream;
            this.request = request;
            this.available = available;
        }

        void give(Instant time) {
            synchronized (this) {
                frames++;
                replaced += waiting == null ? 0 : 1;
                waiting = new BlankFrame(stream, time);
            }
            available.run();
        }

        @Override
        public synchronized Optional<Frame> poll() {
            Frame frame = waiting;
            waiting = null;
            return Optional.ofNullable(frame);
        }

        @Override
        public synchronized Figures figures() {
            return new Figures(frames, frames, replaced, 0, 0, "");
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private record Settings(int threads, String defaultMode, String defaultDetector) implements DetectionConfiguration {
        @Override
        public Class<? extends Annotation> annotationType() {
            return DetectionConfiguration.class;
        }
    }

    final BlockingQueue<Tap> taps = new LinkedBlockingQueue<>();
    final BlockingQueue<EventMessage> events = new LinkedBlockingQueue<>();
    final List<Camera> cameras = new CopyOnWriteArrayList<>();
    final List<EventReceiver> devices = new CopyOnWriteArrayList<>();
    final Map<String, String> substitutes = new ConcurrentHashMap<>();
    final Map<CameraId, DetectionPolicy> stored = new ConcurrentHashMap<>();

    DetectionService begin() {
        return begin("OFF");
    }

    DetectionService begin(String defaultMode) {
        return new DetectionService(
                this, this, new Policies(), new Bus(), new Settings(2, defaultMode, "eyes"), Clock.systemUTC());
    }

    Camera camera() {
        Clock clock = Clock.systemUTC();
        CameraStream stream = new CameraStream(
                StreamId.next(clock), StreamRole.SUB, Codec.H264, 640, 360, 25, URI.create("rtsp://127.0.0.1/sub"));
        Camera camera = new Camera(
                CameraId.next(clock),
                "gate",
                new DeviceAddress("127.0.0.1", OptionalInt.empty(), Optional.empty()),
                "rtsp",
                DeviceInfo.UNKNOWN,
                "key",
                "1",
                true,
                Map.of(),
                List.of(stream),
                clock.instant(),
                Optional.empty(),
                SiteId.DEFAULT);
        cameras.add(camera);
        return camera;
    }

    /** A service's reference; lower numbers come first. */
    @SuppressWarnings("unchecked") // the proxy is of the class asked for, whatever its type argument
    static ServiceReference<Detector> reference(int number) {
        return (ServiceReference<Detector>) Proxy.newProxyInstance(
                Stage.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> number;
                    case "equals" -> proxy == arguments[0];
                    case "compareTo" -> Integer.compare(arguments[0].hashCode(), number);
                    default -> null;
                });
    }

    @Override
    public FrameTap open(StreamId stream, FrameRequest request, Runnable available) {
        Tap tap = new Tap(stream, request, available);
        taps.add(tap);
        return tap;
    }

    private final class Policies implements DetectionPolicyStore {

        @Override
        public Map<CameraId, DetectionPolicy> all() {
            return Map.copyOf(stored);
        }

        @Override
        public void put(CameraId camera, DetectionPolicy policy) {
            if (cameras.stream().noneMatch(each -> each.id().equals(camera))) {
                throw new VmsException(ErrorCode.NOT_FOUND, "There is no such camera");
            }
            stored.put(camera, policy);
        }

        @Override
        public Map<String, String> substitutes() {
            return Map.copyOf(substitutes);
        }

        @Override
        public void substitute(String detector, Optional<String> by) {
            by.ifPresentOrElse(key -> substitutes.put(detector, key), () -> substitutes.remove(detector));
        }
    }

    /** As its driver would tell it. */
    void deviceTells(EventMessage event) throws InterruptedException {
        for (EventReceiver receiver : devices) {
            receiver.receive(event);
        }
    }

    private final class Bus implements EventBus {

        @Override
        public void publish(EventMessage event) {
            events.add(event);
        }

        @Override
        public Subscription subscribe(String name, EventReceiver receiver) {
            devices.add(receiver);
            return new Subscription() {
                @Override
                public long dropped() {
                    return 0;
                }

                @Override
                public void close() {
                    devices.remove(receiver);
                }
            };
        }

        @Override
        public Subscription subscribeDurably(String name, EventBatchReceiver receiver) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public List<Camera> all() {
        return List.copyOf(cameras);
    }

    @Override
    public byte[] sealedCredential(CameraId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void insert(Camera camera, byte[] sealedCredential) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void update(Camera camera, Optional<byte[]> sealedCredential) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(CameraId id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean stale() {
        return false;
    }
}
