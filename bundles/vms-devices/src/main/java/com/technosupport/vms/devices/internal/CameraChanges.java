package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.CameraChange;
import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.media.MediaPlane;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Changes cameras as users wish: what concerns the way to a device is verified at the device first, and whatever fails leaves
 * the camera as it was.
 */
final class CameraChanges {

    private final CameraBook book;
    private final DriverCatalog drivers;
    private final DeviceSessions sessions;
    private final Enrolment enrolment;
    private final MediaPlane media;
    private final StoreReading streams;
    private final CameraWatch watch;
    private final Announcer<CameraListener> listeners;
    private final Timing timing;

    CameraChanges(
            CameraBook book,
            DriverCatalog drivers,
            DeviceSessions sessions,
            Enrolment enrolment,
            MediaPlane media,
            StoreReading streams,
            CameraWatch watch,
            Announcer<CameraListener> listeners,
            Timing timing) {
        this.book = book;
        this.drivers = drivers;
        this.sessions = sessions;
        this.enrolment = enrolment;
        this.media = media;
        this.streams = streams;
        this.watch = watch;
        this.listeners = listeners;
        this.timing = timing;
    }

    /** One change of a camera at a time; others wait no longer than a negotiation takes. */
    Camera apply(ManagedCamera managed, CameraChange change) throws InterruptedException {
        if (!managed.changes.tryLock(timing.negotiation().toMillis(), TimeUnit.MILLISECONDS)) {
            throw new VmsException(ErrorCode.BUSY, "The camera is being changed already");
        }
        try {
            return change(managed, change);
        } finally {
            managed.changes.unlock();
        }
    }

    private Camera change(ManagedCamera managed, CameraChange change) throws InterruptedException {
        Camera before = managed.camera();
        if (before.nvr().isPresent()
                && (change.address().isPresent()
                        || change.credential().isPresent()
                        || change.options().isPresent())) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST,
                    "The camera belongs to a recorder: change address, password and options there, for all its cameras");
        }
        DeviceAddress address = change.address().orElse(before.address());
        boolean sameAddress =
                address.equals(before.address()) && change.address().isEmpty();
        Map<String, String> options = change.options()
                .map(given -> CameraOptions.replace(before.options(), given, sameAddress))
                .orElseGet(() -> CameraOptions.replace(before.options(), before.options(), sameAddress));
        Camera verified = before;
        boolean contact = !sameAddress || change.credential().isPresent() || !options.equals(before.options());
        if (contact) {
            Credential credential = change.credential().orElse(managed.stored().credential());
            verified = enrolment.verify(
                    before,
                    drivers.driver(before).orElseThrow(() -> DriverCatalog.missing(before.driver())),
                    address,
                    credential,
                    options,
                    book::hasDevice);
        }
        Camera after = changed(verified, change);
        if (!contact && after.equals(before)) {
            return before;
        }
        book.update(managed, after, change.credential());
        if (contact) {
            sessions.forget(managed.id());
            before.streams().stream()
                    .filter(stream -> after.stream(stream.role()).isEmpty())
                    .forEach(gone -> media.stopPipeline(gone.id()));
        }
        if (contact || after.enabled() != before.enabled()) {
            managed.restarted();
            streams.startOrStop(managed);
        }
        listeners.announce(listener -> listener.cameraChanged(after));
        watch.seed(managed);
        return after;
    }

    private static Camera changed(Camera camera, CameraChange change) {
        return new Camera(
                camera.id(),
                change.name().orElse(camera.name()),
                camera.address(),
                camera.driver(),
                camera.device(),
                camera.deviceKey(),
                camera.channel(),
                change.enabled().orElse(camera.enabled()),
                camera.options(),
                camera.streams(),
                camera.createdAt(),
                camera.nvr(),
                change.site().orElse(camera.site()));
    }
}
