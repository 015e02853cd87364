package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.Site;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingControl;
import com.technosupport.vms.api.recording.RecordingGap;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicies;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.RecordingVerification;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.Entry;
import com.technosupport.vms.api.store.RecordingStore.StoredSegment;
import com.technosupport.vms.api.store.SiteStore;
import com.technosupport.vms.recording.internal.Heartbeat.Beat;
import com.technosupport.vms.recording.internal.keep.Finisher;
import com.technosupport.vms.recording.internal.keep.GapLedger;
import com.technosupport.vms.recording.internal.keep.Reconciler;
import com.technosupport.vms.recording.internal.keep.Recovery;
import com.technosupport.vms.recording.internal.keep.SegmentIndex;
import com.technosupport.vms.recording.internal.keep.Volumes;
import com.technosupport.vms.recording.internal.record.Budget;
import com.technosupport.vms.recording.internal.record.StreamKey;
import com.technosupport.vms.recording.internal.record.Totals;
import com.technosupport.vms.recording.internal.record.WriterThreads;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recording as a whole: its parts, the thread that goes round over them, and what others ask of it. Recording neither waits for the
 * database nor ends with it.
 */
@Component(
        service = {
            Recording.class,
            RecordingControl.class,
            RecordingPolicies.class,
            RecordingVerification.class,
            CameraListener.class,
            HealthCheck.class
        },
        immediate = true,
        configurationPid = "com.technosupport.vms.recording",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RecordingConfiguration.class)
public final class Recording
        implements RecordingControl, RecordingPolicies, RecordingVerification, CameraListener, HealthCheck {

    /** How far the first pictures of a run may lie before its start, and more. */
    private static final Duration AROUND_START = Duration.ofMinutes(1);

    private static final int MOST_AROUND_START = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
    private static final long ROUND_MILLIS = 500;
    private static final int ROUNDS_A_LOOK_AT_VOLUMES = 4;
    private static final int ROUNDS_A_BEAT = 10;
    private static final int ROUNDS_A_LOOK_AT_SITES = 120;
    private static final Duration TRIGGER_REACH = Duration.ofMinutes(1);
    private static final Duration LONGEST_EVENT = Duration.ofHours(24);
    private static final long INDEX_WAIT_MILLIS = 5_000;

    private final DeviceRegistry registry;
    private final RecordingStore store;
    private final SiteStore sites;
    private final Clock clock;
    private final RecordingPolicy usual;
    private final Volumes volumes;
    private final SegmentIndex index;
    private final Finisher finisher;
    private final GapLedger ledger;
    private final Reconciler reconciler;
    private final WriterThreads writers;
    private final Budget budget;
    private final Totals totals = new Totals();
    private final Recorders recorders;
    private final Heartbeat heartbeat;
    private final Instant started;
    private final Optional<Beat> lastBeat;
    private final ScheduledThreadPoolExecutor control;
    private final Semaphore verifying = new Semaphore(1);
    private volatile Map<SiteId, ZoneId> zones = Map.of();
    private volatile Instant indexedTo;
    private volatile boolean running;
    private boolean explained;
    private int round;

    @Activate
    public Recording(
            RecordingConfiguration configuration,
            @Reference StreamHub hub,
            @Reference DeviceRegistry registry,
            @Reference RecordingStore store,
            @Reference SiteStore sites) {
        this(configuration, hub, registry, store, sites, Clock.systemUTC());
    }

    Recording(
            RecordingConfiguration configuration,
            StreamHub hub,
            DeviceRegistry registry,
            RecordingStore store,
            SiteStore sites,
            Clock clock) {
        this.registry = registry;
        this.store = store;
        this.sites = sites;
        this.clock = clock;
        this.started = clock.instant();
        this.usual = usual(configuration.defaultMode());
        Path data = Path.of(configuration.dataDirectory()).toAbsolutePath();
        volumes = new Volumes(configuration.storage(), configuration.keepFree(), data);
        index = new SegmentIndex(store, this::databaseIsBack);
        finisher = new Finisher(index, configuration.seal(), configuration.syncSeconds());
        ledger = new GapLedger(index::save);
        reconciler = new Reconciler(store, volumes, finisher, index);
        budget = new Budget((long) configuration.bufferMebibytes() << 20);
        int processors = Runtime.getRuntime().availableProcessors();
        writers = new WriterThreads(
                configuration.writerThreads() > 0
                        ? configuration.writerThreads()
                        : Math.max(2, Math.min(8, processors)));
        recorders = new Recorders(
                hub,
                registry,
                this::policyOf,
                site -> zones.getOrDefault(site, ZoneId.systemDefault()),
                volumes,
                index,
                finisher,
                ledger,
                writers,
                budget,
                totals,
                (long) configuration.streamBufferMebibytes() << 20,
                started,
                clock);
        heartbeat = new Heartbeat(data);
        lastBeat = heartbeat.read();
        indexedTo = lastBeat.map(Beat::indexedTo).orElse(started);
        control = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "vms-recording-control"));
        control.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        control.setRemoveOnCancelPolicy(true);
        control.execute(this::begin);
    }

    private static RecordingPolicy usual(String mode) {
        RecordingPolicy base = RecordingPolicy.DEFAULT;
        RecordingMode chosen;
        try {
            chosen = RecordingMode.valueOf(mode.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            chosen = RecordingMode.SCHEDULE;
        }
        if (chosen == RecordingMode.SCHEDULE) {
            throw new IllegalArgumentException("defaultMode is OFF, CONTINUOUS or EVENT, not " + mode);
        }
        return new RecordingPolicy(
                chosen,
                base.schedule(),
                base.stream(),
                base.preRoll(),
                base.postRoll(),
                base.segment(),
                base.segmentBytes(),
                base.retentionDays(),
                base.retentionBytes());
    }

    Finisher finisher() {
        return finisher;
    }

    Recorders recorders() {
        return recorders;
    }

    Totals totals() {
        return totals;
    }

    Budget budget() {
        return budget;
    }

    SegmentIndex index() {
        return index;
    }

    GapLedger ledger() {
        return ledger;
    }

    Volumes volumes() {
        return volumes;
    }

    /** The first thing that the control thread does. */
    private void begin() {
        try {
            long nanos = System.nanoTime();
            volumes.refresh();
            List<Entry> ended = new ArrayList<>();
            Map<StreamKey, Recovery.Tail> tails = new Recovery(volumes).run(ended);
            recorders.resume(tails);
            ended.forEach(index::save);
            LOG.info(
                    "Looked through the volumes in {} ms; {} files had been left open",
                    (System.nanoTime() - nanos) / 1_000_000,
                    ended.size());
        } catch (RuntimeException e) {
            LOG.error("The volumes could not be looked through", e);
        }
        running = true;
        index.start();
        finisher.start();
        var unused = control.scheduleWithFixedDelay(this::round, 0, ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            if (round % ROUNDS_A_LOOK_AT_VOLUMES == 0) {
                volumes.refresh();
            }
            if (round % ROUNDS_A_LOOK_AT_SITES == 0 || zones.isEmpty()) {
                readZones();
            }
            recorders.supervise();
            if (round % ROUNDS_A_BEAT == 0) {
                beat();
            }
            round++;
        } catch (RuntimeException | Error e) {
            LOG.error("Recording could not be looked after", e);
        }
    }

    private void readZones() {
        if (!index.isReachable()) {
            return;
        }
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

    private void beat() {
        Instant now = clock.instant();
        if (index.isReachable() && index.waiting() == 0) {
            indexedTo = now;
        }
        heartbeat.write(new Beat(now, indexedTo));
    }

    /** On the index's thread. */
    private void databaseIsBack() {
        Instant since = index.takeOverflowed() || !explained
                ? lastBeat.map(Beat::indexedTo).orElse(Instant.EPOCH)
                : indexedTo;
        reconciler.catchUp(since);
        if (!explained) {
            // Where the last run's footage ends is known when what was repaired is indexed.
            index.drain();
            explain();
            explained = true;
        }
    }

    /** The stretch in which this server was not running. */
    private void explain() {
        Map<StreamKey, Instant> from = new HashMap<>();
        for (RecordingGap gap : store.openGaps()) {
            if (gap.from().isBefore(started)) {
                Instant alive = lastBeat.map(Beat::alive).orElse(gap.from());
                boolean running = alive.isAfter(gap.from()) && alive.isBefore(started);
                Instant end = gap.cause() == Cause.SERVER_DOWN ? started : running ? alive : gap.from();
                StreamKey key = new StreamKey(gap.camera(), gap.role());
                store.saveGaps(List.of(new RecordingGap(
                        gap.camera(), gap.role(), gap.from(), Optional.of(end), gap.cause(), gap.detail())));
                from.merge(key, end, (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        for (Camera camera : registry.cameras()) {
            camera.streams().forEach(stream -> {
                StreamKey key = new StreamKey(camera.id(), stream.role());
                before(key).ifPresent(end -> from.merge(key, end, (a, b) -> a.isAfter(b) ? a : b));
            });
        }
        List<RecordingGap> gaps = new ArrayList<>();
        from.forEach((key, end) -> {
            Instant until = resumed(key);
            if (end.isBefore(until)) {
                gaps.add(new RecordingGap(
                        key.camera(),
                        key.role(),
                        end,
                        Optional.of(until),
                        Cause.SERVER_DOWN,
                        "The server was not running"));
            }
        });
        store.saveGaps(gaps);
    }

    /** Where the footage of earlier runs ends. */
    private Optional<Instant> before(StreamKey key) {
        return around(key)
                .filter(segment -> !ofThisRun(segment))
                .flatMap(segment -> segment.end().stream())
                .max(Comparator.naturalOrder())
                .or(() -> store.before(key.camera(), key.role(), started.minus(AROUND_START))
                        .flatMap(StoredSegment::end));
    }

    /**
     * Where footage of this run begins: before its start, since a recorder is given what came shortly before it, or soon after,
     * as long as nothing else was in the way.
     */
    private Instant resumed(StreamKey key) {
        Instant first = around(key)
                .filter(this::ofThisRun)
                .map(StoredSegment::start)
                .min(Comparator.naturalOrder())
                .orElse(started);
        boolean explained = first.isAfter(started)
                && !store.gaps(key.camera(), key.role(), started, first, 1).isEmpty();
        return explained ? started : first;
    }

    private Stream<StoredSegment> around(StreamKey key) {
        return store
                .segments(key.camera(), key.role(), started.minus(AROUND_START), started, MOST_AROUND_START)
                .stream();
    }

    /** By its id, which holds the time when the file was made (RFC 9562, section 5.7). */
    private boolean ofThisRun(StoredSegment segment) {
        return segment.id().value().getMostSignificantBits() >>> 16 >= started.toEpochMilli();
    }

    // Policies.

    private RecordingPolicy policyOf(CameraId camera) {
        return store.policies().getOrDefault(camera, usual);
    }

    private void requireCamera(CameraId camera) {
        if (registry.camera(camera).isEmpty()) {
            throw new VmsException(ErrorCode.NOT_FOUND, "There is no such camera");
        }
    }

    @Override
    public RecordingPolicy policy(CameraId camera) {
        requireCamera(camera);
        return policyOf(camera);
    }

    @Override
    public void change(CameraId camera, RecordingPolicy policy) {
        requireCamera(camera);
        store.savePolicy(camera, policy);
        look();
    }

    /** Has the control thread look at once. */
    private void look() {
        if (running) {
            try {
                control.execute(this::round);
            } catch (RejectedExecutionException e) {
                LOG.debug("Recording has ended", e);
            }
        }
    }

    // Control.

    @Override
    public void startRecording(StreamId stream) {
        recorders.demand(stream, true);
    }

    @Override
    public void stopRecording(StreamId stream) {
        recorders.demand(stream, false);
        try {
            if (!finisher.awaitIdle(INDEX_WAIT_MILLIS) || !index.awaitEmpty(INDEX_WAIT_MILLIS)) {
                LOG.debug("What was recorded of {} is not indexed yet", stream);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void trigger(CameraId camera, Instant at, Duration most, String reason) {
        requireCamera(camera);
        RecordingPolicy policy = policyOf(camera);
        Instant earliest = clock.instant().minus(TRIGGER_REACH);
        Instant event = at.isBefore(earliest) ? earliest : at;
        Duration after = most.isZero() || most.isNegative() ? policy.postRoll() : most;
        Duration bounded = after.compareTo(LONGEST_EVENT) > 0 ? LONGEST_EVENT : after;
        LOG.debug("{}: kept for {}", camera, reason);
        recorders.trigger(camera, event.minus(policy.preRoll()), event.plus(bounded));
    }

    // Cameras.

    @Override
    public void statusChanged(CameraId id, CameraStatus status) {
        look();
    }

    @Override
    public void cameraChanged(Camera camera) {
        look();
    }

    @Override
    public void cameraRemoved(CameraId id) {
        look();
    }

    // The rest.

    @Override
    public Report verify() throws InterruptedException {
        if (!verifying.tryAcquire()) {
            throw new VmsException(ErrorCode.BUSY, "The footage is being verified already");
        }
        try {
            return reconciler.verify();
        } finally {
            verifying.release();
        }
    }

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public Optional<String> problem() {
        return recorders.problem().isEmpty()
                ? Optional.empty()
                : Optional.of("Footage cannot be stored: " + recorders.problem());
    }

    /** Ends every segment whole, and brings them to the database, if it is there. */
    @Deactivate
    public void close() {
        control.shutdown();
        try {
            if (!control.awaitTermination(20, TimeUnit.SECONDS)) {
                LOG.warn("Recording is still waiting for its disk");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        recorders.stopAll();
        writers.close();
        finisher.close();
        index.close();
        beat();
    }
}
