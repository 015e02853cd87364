package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.media.StreamFormat;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.StreamStatistics;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what is stored of a camera's streams up to date with the device and with what flows. */
final class Refresh {

    private static final Logger LOG = LoggerFactory.getLogger(Refresh.class);

    private final CameraBook book;
    private final DriverCatalog drivers;
    private final DeviceSessions sessions;
    private final StreamHub hub;
    private final CameraStreams streams;
    private final Announcer<CameraListener> listeners;
    private final Timing timing;
    private final Clock clock;

    Refresh(
            CameraBook book,
            DriverCatalog drivers,
            DeviceSessions sessions,
            StreamHub hub,
            CameraStreams streams,
            Announcer<CameraListener> listeners,
            Timing timing,
            Clock clock) {
        this.book = book;
        this.drivers = drivers;
        this.sessions = sessions;
        this.hub = hub;
        this.streams = streams;
        this.listeners = listeners;
        this.timing = timing;
        this.clock = clock;
    }

    /**
     * Asks the device where its streams are now, since they cannot be opened where they were: many devices give other
     * addresses after a reboot or a change of their settings. Nothing is changed if another device answers.
     */
    void lookUp(ManagedCamera managed) {
        Optional<InstalledDriver> driver = drivers.driver(managed.camera());
        if (driver.isEmpty() || !managed.changes.tryLock()) {
            return;
        }
        try {
            Camera camera = managed.camera();
            if (camera.nvr().isEmpty()) {
                // What the driver has read of it may be what it was before. A recorder is read anew by its own
                // look-ups.
                sessions.renew(DriverCatalog.device(camera));
            }
            Negotiated found = sessions.use(
                    DriverCatalog.device(camera),
                    driver.get(),
                    managed.login(),
                    timing.negotiation(),
                    opened -> Negotiated.read(opened, Optional.of(camera.channel())));
            if (found.hasSerial()
                    && !found.deviceKey(camera.driver(), camera.address()).equals(camera.deviceKey())) {
                managed.note("Another device answers at the camera's address");
                return;
            }
            managed.note("");
            List<CameraStream> moved = moved(camera, found.streams(Optional.of(camera), clock));
            if (!moved.equals(camera.streams())) {
                LOG.info("Camera {}: its streams have other addresses now", camera.name());
                apply(managed, CameraStreams.with(camera, moved));
                streams.start(managed.camera(), managed.stored().credential());
            }
        } catch (VmsException e) {
            managed.note(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            managed.changes.unlock();
        }
    }

    /** The known streams at their new addresses. What a device no longer tells of stays: it may be a passing lapse. */
    private static List<CameraStream> moved(Camera camera, List<CameraStream> found) {
        List<CameraStream> result = new ArrayList<>();
        for (CameraStream known : camera.streams()) {
            CameraStream now = found.stream()
                    .filter(candidate -> candidate.role() == known.role())
                    .findFirst()
                    .orElse(known);
            result.add(now.uri().equals(known.uri()) ? known : now);
        }
        found.stream().filter(stream -> camera.stream(stream.role()).isEmpty()).forEach(result::add);
        return result;
    }

    /** Keeps codec and size as they flow, and the frame rate where the device has not said it. */
    void learn(ManagedCamera managed) {
        if (!managed.changes.tryLock()) {
            return;
        }
        try {
            Camera camera = managed.camera();
            Map<StreamId, StreamFormat> formats = new HashMap<>();
            camera.streams()
                    .forEach(stream -> hub.format(stream.id()).ifPresent(format -> formats.put(stream.id(), format)));
            List<CameraStream> learned = CameraStreams.learned(camera.streams(), formats).stream()
                    .map(this::withRate)
                    .toList();
            if (!learned.equals(camera.streams())) {
                apply(managed, CameraStreams.with(camera, learned));
            }
        } finally {
            managed.changes.unlock();
        }
    }

    private CameraStream withRate(CameraStream stream) {
        if (stream.framesPerSecond() > 0) {
            return stream;
        }
        double rate = hub.statistics().stream()
                .filter(statistics -> statistics.stream().equals(stream.id()))
                .mapToDouble(StreamStatistics::framesPerSecond)
                .findFirst()
                .orElse(0);
        return new CameraStream(
                stream.id(),
                stream.role(),
                stream.codec(),
                stream.width(),
                stream.height(),
                rate >= 1 ? Math.round(rate) : 0,
                stream.uri());
    }

    private void apply(ManagedCamera managed, Camera changed) {
        try {
            book.update(managed, changed, Optional.<Credential>empty());
        } catch (VmsException e) {
            if (e.code() != ErrorCode.STORE_UNAVAILABLE) {
                throw e;
            }
            // The stream matters more than its record, which is brought up to date when it is next found to differ.
            LOG.warn("Camera {}: its new stream addresses could not be stored", changed.name());
            managed.replace(new ManagedCamera.Stored(
                    changed, managed.stored().credential(), managed.stored().problem()));
        }
        listeners.announce(listener -> listener.cameraChanged(changed));
    }
}
