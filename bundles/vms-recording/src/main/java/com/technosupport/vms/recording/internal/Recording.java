package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.device.CameraListener;
import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingControl;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicies;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.recording.RecordingVerification;
import com.technosupport.vms.api.store.RecordingStore;
import com.technosupport.vms.api.store.RecordingStore.Entry;
import com.technosupport.vms.api.store.SiteStore;
import com.technosupport.vms.recording.internal.Heartbeat.Beat;
import com.technosupport.vms.recording.internal.keep.Finisher;
import com.technosupport.vms.recording.internal.keep.GapLedger;
import com.technosupport.vms.recording.internal.keep.Reconciler;
import com.technosupport.vms.recording.internal.keep.Recovery;
import com.technosupport.vms.recording.internal.keep.SegmentIndex;
import com.technosupport.vms.recording.internal.keep.StorageKeeper;
import com.technosupport.vms.recording.internal.keep.Volumes;
import com.technosupport.vms.recording.internal.record.Budget;
import com.technosupport.vms.recording.internal.record.StreamKey;
import com.technosupport.vms.recording.internal.record.Totals;
import com.technosupport.vms.recording.internal.record.WriterThreads;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
            CameraListener.class
        },
        immediate = true,
        configurationPid = "com.technosupport.vms.recording",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RecordingConfiguration.class)
public final class Recording implements RecordingControl, RecordingPolicies, RecordingVerification, CameraListener {

    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
    private static final long ROUND_MILLIS = 500;
    private static final int ROUNDS_A_BEAT = 10;
    private static final int ROUNDS_A_LOOK_AT_SITES = 120;
    private static final Duration TRIGGER_REACH = Duration.ofMinutes(1);
    private static final Duration LONGEST_EVENT = Duration.ofHours(24);
    private static final long INDEX_WAIT_MILLIS = 5_000;

    private final DeviceRegistry registry;
    private final RecordingStore store;
    private final SiteZones zones;
    private final Clock clock;
    private final RecordingPolicy usual;
    private final Volumes volumes;
    private final SegmentIndex index;
    private final Finisher finisher;
    private final GapLedger ledger;
    private final StorageKeeper keeper;
    private final Reconciler reconciler;
    private final WriterThreads writers;
    private final Budget budget;
    private final Totals totals = new Totals();
    private final Recorders recorders;
    private final Heartbeat heartbeat;
    private final Optional<Beat> lastBeat;
    private final ScheduledThreadPoolExecutor control;
    private final Semaphore verifying = new Semaphore(1);
    private volatile Instant indexedTo;

    /** When recording began: with files to be mended, some time after the start, and until then nothing was recorded. */
    private volatile Instant begun;

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
        this.clock = clock;
        this.usual = usual(configuration.defaultMode());
        Path data = Path.of(configuration.dataDirectory()).toAbsolutePath();
        zones = new SiteZones(sites, data);
        volumes = new Volumes(configuration.storage(), configuration.keepFree(), data);
        index = new SegmentIndex(store, this::databaseIsBack);
        finisher = new Finisher(index, configuration.seal(), configuration.syncSeconds());
        ledger = new GapLedger(index::save);
        keeper = new StorageKeeper(store, volumes, finisher, this::policyOf, data, clock);
        reconciler = new Reconciler(store, volumes, finisher, index, keeper.deletion(), keeper.archive()::isUnderWay);
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
                zones::zone,
                volumes,
                finisher,
                ledger,
                writers,
                budget,
                totals,
                (long) configuration.streamBufferMebibytes() << 20,
                clock);
        heartbeat = new Heartbeat(data);
        lastBeat = heartbeat.read();
        indexedTo = lastBeat.map(Beat::indexedTo).orElseGet(clock::instant);
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

    StorageKeeper keeper() {
        return keeper;
    }

    /** The first thing that the control thread does. */
    private void begin() {
        Map<StreamKey, Recovery.Tail> tails = new HashMap<>();
        try {
            long nanos = System.nanoTime();
            volumes.refresh();
            List<Entry> ended = new ArrayList<>();
            tails.putAll(new Recovery(volumes).run(ended));
            ended.forEach(index::save);
            LOG.info(
                    "Looked through the volumes in {} ms; {} files had been left open",
                    (System.nanoTime() - nanos) / 1_000_000,
                    ended.size());
        } catch (RuntimeException e) {
            LOG.error("The volumes could not be looked through", e);
        }
        begun = clock.instant();
        recorders.resume(tails, begun);
        running = true;
        index.start();
        finisher.start();
        keeper.start();
        var unused = control.scheduleWithFixedDelay(this::round, 0, ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            if (index.isReachable() && (round % ROUNDS_A_LOOK_AT_SITES == 0 || zones.isEmpty())) {
                zones.refresh();
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
            new Downtime(registry, store, lastBeat, begun).explain();
            explained = true;
        }
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
        keeper.close();
        recorders.stopAll();
        writers.close();
        finisher.close();
        index.close();
        beat();
    }
}
