package com.technosupport.vms.rules.internal.still;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.EventUpdates;
import com.technosupport.vms.api.media.Snapshots;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.EventSnapshots;
import com.technosupport.vms.api.store.MaskStore;
import com.technosupport.vms.rules.internal.RulesConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the stills of events and gives them out. Runs on its callers' threads; that few make stills at a time is up to whoever
 * calls. What has no picture gets one with the reason on it, so that nobody looks for what is not there.
 */
@Component(
        service = {EventStills.class, EventSnapshots.class},
        immediate = true,
        configurationPid = RulesConfiguration.PID)
public class EventStills implements EventSnapshots {

    private static final Logger LOG = LoggerFactory.getLogger(EventStills.class);
    private static final int DRAWING = 2;
    private static final int LOCKS = 64;

    /** A device's clock may be wrong by hours; then the time of arrival is nearer to the truth. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(10);

    private final StillFiles files;
    private final Duration live;
    private final Clock clock;
    private final Semaphore drawing = new Semaphore(DRAWING);

    /** Two who want the still of one event get one. */
    private final Object[] locks = new Object[LOCKS];

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile DeviceRegistry devices;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Snapshots snapshots;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile MaskStore masks;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile EventUpdates updates;

    @Activate
    public EventStills(RulesConfiguration configuration) {
        this(
                Path.of(configuration.dataDirectory()),
                Duration.ofSeconds(configuration.stillSeconds()),
                Clock.systemUTC());
    }

    EventStills(Path dataDirectory, Duration live, Clock clock) {
        this.files = new StillFiles(dataDirectory);
        this.live = live;
        this.clock = clock;
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
        try {
            files.clean();
        } catch (IOException e) {
            LOG.warn("Stills left half written could not be removed: {}", e.toString());
        }
    }

    /**
     * Keeps a still of an event, if it has none.
     *
     * @param last whether what is not there now is not tried again: then a picture says so
     * @return the event with its still
     * @throws VmsException {@link ErrorCode#BUSY} to try again, {@link ErrorCode#NOT_FOUND} when the event is not kept,
     *     {@link ErrorCode#STORE_UNAVAILABLE}, {@link ErrorCode#INTERNAL} when it cannot be written
     */
    public EnrichedEvent keep(EnrichedEvent event, boolean last) throws InterruptedException {
        EventId id = event.message().id();
        EventUpdates link = updates;
        if (link == null) {
            throw new VmsException(ErrorCode.BUSY, "Events cannot be changed at the moment");
        }
        synchronized (locks[Math.floorMod(id.hashCode(), LOCKS)]) {
            try {
                if (!files.exists(id)) {
                    files.write(id, make(event, last));
                } else if (event.snapshotPath().isPresent()) {
                    return event;
                }
            } catch (IOException e) {
                throw new VmsException(ErrorCode.INTERNAL, "The still cannot be written: " + e.getMessage(), e);
            }
            try {
                return link.linkSnapshot(id, StillFiles.path(id));
            } catch (VmsException e) {
                if (e.code() == ErrorCode.NOT_FOUND) {
                    delete(id);
                }
                throw e;
            }
        }
    }

    private void delete(EventId id) {
        try {
            files.delete(id);
        } catch (IOException e) {
            LOG.warn("The still of an event that is gone could not be deleted: {}", e.toString());
        }
    }

    private byte[] make(EnrichedEvent event, boolean last) throws InterruptedException, IOException {
        EventMessage message = event.message();
        try {
            return live(event);
        } catch (VmsException e) {
            boolean passes = e.code() == ErrorCode.BUSY || e.code() == ErrorCode.INTERNAL;
            if (passes && !last) {
                throw e;
            }
            LOG.debug("{}: no still of {}", event.cameraName().orElse(""), message.type(), e);
            return Pictures.placeholder(
                    e.getMessage(), event.cameraName().map(name -> name + ", ").orElse("") + message.time());
        }
    }

    private byte[] live(EnrichedEvent event) throws InterruptedException {
        EventMessage message = event.message();
        CameraId id = message.cameraId()
                .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "The event is of no camera"));
        if (clock.instant().isAfter(event.receivedAt().plus(live))) {
            throw new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The picture of that time is not in memory any more");
        }
        DeviceRegistry registry = devices;
        if (registry == null) {
            throw new VmsException(ErrorCode.BUSY, "The device registry is not there yet");
        }
        Camera camera =
                registry.camera(id).orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "There is no such camera"));
        Instant at = Duration.between(message.time(), event.receivedAt()).abs().compareTo(CLOCKS_DIFFER) > 0
                ? event.receivedAt()
                : message.time();
        Optional<CameraStream> main = camera.stream(StreamRole.MAIN).or(() -> camera.stream(StreamRole.SUB));
        Snapshots source = snapshots;
        VmsException why = new VmsException(ErrorCode.STREAM_UNAVAILABLE, "The camera has no stream");
        if (main.isPresent() && source != null) {
            try {
                return source.captureSnapshot(main.get().id(), at);
            } catch (VmsException e) {
                if (e.code() == ErrorCode.BUSY) {
                    throw e;
                }
                why = e;
            }
        }
        MaskStore hidden = masks;
        if (hidden != null && !hidden.mask(id).isEmpty()) {
            // What the device takes by itself has no mask on it.
            throw why;
        }
        try {
            return registry.with(id, StillImage.class, (device, known) -> device.capture(known.channel()));
        } catch (VmsException e) {
            throw why;
        }
    }

    @Override
    public byte[] picture(EnrichedEvent event, boolean boxes) throws InterruptedException {
        EventMessage message = event.message();
        try {
            byte[] jpeg = files.read(message.id())
                    .orElseThrow(() -> new VmsException(ErrorCode.NOT_FOUND, "The event has no still"));
            if (!boxes || message.box().isEmpty()) {
                return jpeg;
            }
            if (!drawing.tryAcquire(2, TimeUnit.SECONDS)) {
                throw new VmsException(ErrorCode.BUSY, "Too many stills are drawn on at once");
            }
            try {
                return Pictures.withBox(jpeg, message.box().get(), message.label());
            } finally {
                drawing.release();
            }
        } catch (IOException e) {
            throw new VmsException(ErrorCode.INTERNAL, "The still cannot be read", e);
        }
    }
}
