package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingState;
import com.technosupport.vms.api.recording.RecordingStateListener;
import com.technosupport.vms.api.recording.RecordingStates;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.api.store.SiteStore;
import com.technosupport.vms.recording.internal.record.Schedules;
import com.technosupport.vms.recording.internal.record.SegmentWriter;
import com.technosupport.vms.recording.internal.record.StreamKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks once a second what recording does with each camera, and tells of what changed. */
@Component(service = RecordingStates.class, immediate = true)
public final class RecordingStatesComponent implements RecordingStates {

    private static final Logger LOG = LoggerFactory.getLogger(RecordingStatesComponent.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int LOOKS_A_ZONE = 60;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<RecordingStateListener> listeners = List.of();

    private final Recording recording;
    private final DeviceRegistry registry;
    private final SiteStore sites;
    private final Clock clock;
    private final Instant started;
    private final ScheduledThreadPoolExecutor looking;
    private volatile Map<CameraId, RecordingState> states = Map.of();

    // Of the one thread that looks.
    private Map<SiteId, ZoneId> zones = Map.of();
    private int looks;

    @Activate
    public RecordingStatesComponent(
            @Reference Recording recording, @Reference DeviceRegistry registry, @Reference SiteStore sites) {
        this(recording, registry, sites, Clock.systemUTC());
        var unused = looking.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    RecordingStatesComponent(Recording recording, DeviceRegistry registry, SiteStore sites, Clock clock) {
        this.recording = recording;
        this.registry = registry;
        this.sites = sites;
        this.clock = clock;
        this.started = clock.instant();
        looking = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "vms-recording-states");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Optional<RecordingState> state(CameraId camera) {
        return Optional.ofNullable(states.get(camera));
    }

    void look() {
        try {
            if (looks++ % LOOKS_A_ZONE == 0 && recording.index().isReachable()) {
                readZones();
            }
            Map<CameraId, RecordingState> found = new HashMap<>();
            Map<CameraId, Instant> ends = ends();
            for (Camera camera : registry.cameras()) {
                found.put(camera.id(), state(camera, Optional.ofNullable(ends.get(camera.id()))));
            }
            Map<CameraId, RecordingState> before = states;
            states = Map.copyOf(found);
            found.forEach((camera, state) -> {
                if (differs(before.get(camera), state)) {
                    tell(camera, state);
                }
            });
        } catch (RuntimeException e) {
            LOG.debug("What is recorded could not be looked at", e);
        }
    }

    private void readZones() {
        try {
            Map<SiteId, ZoneId> read = new HashMap<>();
            for (Site site : sites.sites()) {
                read.put(site.id(), site.timeZone());
            }
            zones = Map.copyOf(read);
        } catch (VmsException e) {
            LOG.debug("The time zones of sites stay as they were: {}", e.getMessage());
        }
    }

    /** Where the newest footage of each camera ends. */
    private Map<CameraId, Instant> ends() {
        Map<CameraId, Instant> ends = new HashMap<>();
        for (SegmentWriter writer : recording.finisher().open().values()) {
            StoredSegment segment = writer.segment();
            segment.end().ifPresent(end -> ends.merge(segment.camera(), end, (a, b) -> a.isAfter(b) ? a : b));
        }
        return ends;
    }

    private RecordingState state(Camera camera, Optional<Instant> end) {
        RecordingState before = states.get(camera.id());
        List<StreamKey> keys = new ArrayList<>();
        for (StreamRole role : StreamRole.values()) {
            keys.add(new StreamKey(camera.id(), role));
        }
        boolean now = keys.stream().anyMatch(recording.recorders()::isRecording);
        RecordingMode mode = Schedules.mode(
                recording.policy(camera.id()),
                zones.getOrDefault(camera.site(), ZoneId.systemDefault()),
                clock.instant());
        Instant since = before == null ? started : before.recording() == now ? before.since() : clock.instant();
        Optional<Instant> last = end.or(() -> Optional.ofNullable(before).flatMap(RecordingState::last));
        String reason = now
                ? ""
                : keys.stream()
                        .flatMap(key -> recording.ledger().gap(key).stream())
                        .findFirst()
                        .map(RecordingStatesComponent::sentence)
                        .orElse("");
        return new RecordingState(now, mode, since, last, reason);
    }

    private static String sentence(RecordingGap gap) {
        if (!gap.detail().isEmpty()) {
            return gap.detail();
        }
        return switch (gap.cause()) {
            case CAMERA_UNREACHABLE -> "The camera does not answer";
            case NETWORK_LOSS -> "The connection is lost";
            case DRIVER -> "The camera's driver is missing";
            case DISK -> "The disk does not take footage";
            case SERVER_DOWN -> "The server was not running";
            case POLICY -> "The policy does not ask for it";
            default -> "";
        };
    }

    /** The end of footage moves all the time, which nobody has to be told. */
    private static boolean differs(RecordingState before, RecordingState now) {
        return before == null
                || before.recording() != now.recording()
                || before.mode() != now.mode()
                || !before.reason().equals(now.reason());
    }

    private void tell(CameraId camera, RecordingState state) {
        for (RecordingStateListener listener : listeners) {
            try {
                listener.recordingChanged(camera, state);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed", e);
            }
        }
    }

    @Deactivate
    void close() throws InterruptedException {
        looking.shutdownNow();
        if (!looking.awaitTermination(5, TimeUnit.SECONDS)) {
            LOG.warn("Looking at what is recorded does not end");
        }
    }
}
