package com.technosupport.vms.web.internal;

import com.technosupport.vms.api.device.CameraChange;
import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.device.DriverInfo;
import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraState;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.Codec;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.NvrId;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Cameras in memory. Onboarding fails as told, and can be held up. */
public final class FakeDevices implements DeviceRegistry {

    public final Map<CameraId, Camera> cameras = new ConcurrentHashMap<>();
    public final List<OnboardRequest> onboarded = new ArrayList<>();
    public final List<CameraChange> changes = new ArrayList<>();
    public volatile Optional<VmsException> failure = Optional.empty();
    public volatile Optional<RuntimeException> defect = Optional.empty();
    public volatile CountDownLatch gate = new CountDownLatch(0);
    public volatile CountDownLatch entered = new CountDownLatch(0);
    public volatile Optional<Object> facet = Optional.empty();

    public static Camera camera(String name, Codec main, Codec sub) {
        List<CameraStream> streams = new ArrayList<>();
        streams.add(stream(StreamRole.MAIN, main, 1920, 1080));
        if (sub != null) {
            streams.add(stream(StreamRole.SUB, sub, 640, 360));
        }
        return new Camera(
                CameraId.next(Clock.systemUTC()),
                name,
                DeviceAddress.of("127.0.0.9", 8080),
                "onvif",
                new DeviceInfo("Maker", "Model", "1.2", "SN-1"),
                "SN-1",
                "",
                true,
                Map.of("transport", "tcp"),
                streams,
                Instant.parse("2026-01-31T12:00:00Z"),
                Optional.empty(),
                SiteId.DEFAULT);
    }

    /** The same camera as a channel of a recorder. */
    public static Camera behind(NvrId nvr, Camera camera) {
        return new Camera(
                camera.id(),
                camera.name(),
                camera.address(),
                camera.driver(),
                camera.device(),
                camera.deviceKey(),
                "1",
                true,
                camera.options(),
                camera.streams(),
                camera.createdAt(),
                Optional.of(nvr),
                camera.site());
    }

    private static CameraStream stream(StreamRole role, Codec codec, int width, int height) {
        return new CameraStream(
                StreamId.next(Clock.systemUTC()),
                role,
                codec,
                width,
                height,
                25,
                URI.create("rtsp://127.0.0.9:554/" + role));
    }

    public Camera add(Camera camera) {
        cameras.put(camera.id(), camera);
        return camera;
    }

    @Override
    public List<Camera> cameras() {
        defect.ifPresent(exception -> {
            throw exception;
        });
        return List.copyOf(cameras.values());
    }

    @Override
    public Optional<Camera> camera(CameraId id) {
        return Optional.ofNullable(cameras.get(id));
    }

    @Override
    public CameraStatus status(CameraId id) {
        return new CameraStatus(CameraState.ONLINE, "", Instant.parse("2026-01-31T12:00:00.5Z"));
    }

    @Override
    public Camera onboard(OnboardRequest request) throws InterruptedException {
        entered.countDown();
        gate.await();
        if (failure.isPresent()) {
            throw failure.get();
        }
        onboarded.add(request);
        return add(camera(request.name().orElse("Model"), Codec.H264, Codec.H264));
    }

    @Override
    public Camera update(CameraId id, CameraChange change) {
        if (failure.isPresent()) {
            throw failure.get();
        }
        changes.add(change);
        return cameras.get(id);
    }

    @Override
    public void remove(CameraId id) {
        cameras.remove(id);
    }

    @Override
    public <F, R> R with(CameraId id, Class<F> type, FacetAction<F, R> action) throws InterruptedException {
        if (facet.filter(type::isInstance).isEmpty()) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device takes no stills");
        }
        return action.apply(type.cast(facet.get()), cameras.get(id));
    }

    @Override
    public List<DriverInfo> drivers() {
        return List.of(new DriverInfo(
                new DriverDescriptor("onvif", "ONVIF", List.of(), Set.of(PtzControl.class), true),
                "1.0.0",
                "com.example.onvif",
                true,
                cameras.size(),
                DriverInfo.State.SERVING,
                List.of()));
    }
}
