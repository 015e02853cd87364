package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.OnboardRequest;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.media.PipelineRequest;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Takes a device in: logs in, reads what it has, sees its video flow, and only then lets it be stored. Whatever fails, its
 * pipelines are ended and nothing is left.
 */
final class Enrolment {

    private final Timing timing;
    private final Clock clock;
    private final MediaPlane media;
    private final CameraStreams streams;
    private final VideoProof proof;
    private final KeyedLocks devices = new KeyedLocks();

    Enrolment(Timing timing, Clock clock, MediaPlane media, CameraStreams streams, VideoProof proof) {
        this.timing = timing;
        this.clock = clock;
        this.media = media;
        this.streams = streams;
        this.proof = proof;
    }

    /**
     * Onboards a new device.
     *
     * @param known whether a camera with this device key exists
     * @param store called with the camera while its pipelines run; when it throws, they are ended
     */
    Camera enrol(
            OnboardRequest request,
            InstalledDriver driver,
            Predicate<String> known,
            BiConsumer<Camera, Credential> store)
            throws InterruptedException {
        Negotiated found = negotiate(driver, request.address(), request.credential(), request.options());
        String key = found.deviceKey(driver.id(), request.address());
        // Two requests for one device: the second waits, and then finds it known, or free again.
        try (KeyedLocks.Held held = devices.hold(key, timing.video().plus(timing.negotiation()))) {
            if (known.test(key)) {
                throw new VmsException(ErrorCode.ALREADY_ONBOARDED, "The device is a camera already");
            }
            Camera camera = new Camera(
                    CameraId.next(clock),
                    request.name().filter(name -> !name.isBlank()).orElseGet(() -> found.name(request.address())),
                    request.address(),
                    driver.id(),
                    found.info(),
                    key,
                    found.channel().id(),
                    true,
                    found.options(request.options()),
                    found.streams(Optional.empty(), clock),
                    clock.instant(),
                    Optional.empty(),
                    SiteId.DEFAULT);
            List<PipelineRequest> pipelines = streams.requests(camera, request.credential());
            Map<StreamId, StreamFormat> formats = proof.prove(pipelines, timing.video());
            boolean stored = false;
            try {
                Camera learned = CameraStreams.with(camera, CameraStreams.learned(camera.streams(), formats));
                store.accept(learned, request.credential());
                stored = true;
                return learned;
            } finally {
                if (!stored) {
                    pipelines.forEach(pipeline -> media.stopPipeline(pipeline.stream()));
                }
            }
        }
    }

    /**
     * Verifies a camera's new address, credential or options at the device, and returns the camera as it would be. Its own
     * pipelines are not touched: others, which end with this call, prove that video flows.
     */
    Camera verify(
            Camera camera,
            InstalledDriver driver,
            DeviceAddress address,
            Credential credential,
            Map<String, String> options,
            Predicate<String> known)
            throws InterruptedException {
        Negotiated found = negotiate(driver, address, credential, options);
        String key = found.deviceKey(driver.id(), address);
        if (!key.equals(camera.deviceKey()) && known.test(key)) {
            throw new VmsException(ErrorCode.ALREADY_ONBOARDED, "The device at that address is another camera already");
        }
        Camera trial = camera(camera, address, found, key, options, found.streams(Optional.empty(), clock));
        List<PipelineRequest> pipelines = streams.requests(trial, credential);
        Map<StreamId, StreamFormat> formats = proof.prove(pipelines, timing.video());
        pipelines.forEach(pipeline -> media.stopPipeline(pipeline.stream()));
        List<CameraStream> learned = CameraStreams.learned(trial.streams(), formats).stream()
                .map(stream -> camera.stream(stream.role())
                        .map(before -> withId(stream, before.id()))
                        .orElse(stream))
                .toList();
        return camera(camera, address, found, key, options, learned);
    }

    private Negotiated negotiate(
            InstalledDriver driver, DeviceAddress address, Credential credential, Map<String, String> options)
            throws InterruptedException {
        CameraOptions.check(options, driver.descriptor());
        Login login = new Login(address, credential, options);
        return driver.calls().call(timing.negotiation(), () -> {
            requireAddress(address.host());
            Login.Opened opened = login.open(driver);
            try {
                return Negotiated.read(opened, Optional.ofNullable(options.get(CameraOptions.CHANNEL)));
            } finally {
                opened.session().close();
            }
        });
    }

    /** So that a driver that speaks no HTTP, and the media plane, give the same answer for a name that is none. */
    static void requireAddress(String host) {
        try {
            if (InetAddress.getByName(host).isAnyLocalAddress()) {
                throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "That is not the address of a device");
            }
        } catch (UnknownHostException e) {
            throw new VmsException(ErrorCode.DEVICE_UNREACHABLE, "The name " + host + " leads to no address", e);
        }
    }

    private static Camera camera(
            Camera camera,
            DeviceAddress address,
            Negotiated found,
            String key,
            Map<String, String> options,
            List<CameraStream> streams) {
        return new Camera(
                camera.id(),
                camera.name(),
                address,
                camera.driver(),
                found.info(),
                key,
                found.channel().id(),
                camera.enabled(),
                found.options(options),
                streams,
                camera.createdAt(),
                camera.nvr(),
                camera.site());
    }

    private static CameraStream withId(CameraStream stream, StreamId id) {
        return new CameraStream(
                id,
                stream.role(),
                stream.codec(),
                stream.width(),
                stream.height(),
                stream.framesPerSecond(),
                stream.uri());
    }
}
