package com.technosupport.vms.recording.internal;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.media.StreamHub;
import com.technosupport.vms.api.media.Subscription;
import com.technosupport.vms.api.media.Track;
import com.technosupport.vms.api.model.Camera;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.CameraStatus;
import com.technosupport.vms.api.model.CameraStream;
import com.technosupport.vms.api.model.SegmentId;
import com.technosupport.vms.api.model.SiteId;
import com.technosupport.vms.api.model.StreamId;
import com.technosupport.vms.api.model.StreamRole;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.recording.RecordingGap.Cause;
import com.technosupport.vms.api.recording.RecordingMode;
import com.technosupport.vms.api.recording.RecordingPolicy;
import com.technosupport.vms.api.store.RecordingStore.Origin;
import com.technosupport.vms.recording.internal.keep.Finisher;
import com.technosupport.vms.recording.internal.keep.GapLedger;
import com.technosupport.vms.recording.internal.keep.Recovery.Tail;
import com.technosupport.vms.recording.internal.keep.Slot;
import com.technosupport.vms.recording.internal.keep.Volumes;
import com.technosupport.vms.recording.internal.matroska.SegmentLabel;
import com.technosupport.vms.recording.internal.record.Budget;
import com.technosupport.vms.recording.internal.record.Schedules;
import com.technosupport.vms.recording.internal.record.SegmentWriter;
import com.technosupport.vms.recording.internal.record.StreamKey;
import com.technosupport.vms.recording.internal.record.StreamRecorder;
import com.technosupport.vms.recording.internal.record.Surroundings;
import com.technosupport.vms.recording.internal.record.Totals;
import com.technosupport.vms.recording.internal.record.WriterThreads;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a recorder at work for each stream that is to be kept, and none for the others; looks again whenever something changed, and a few
 * times a second besides. Safe for use by several threads.
 */
final class Recorders implements Surroundings {

    private static final Logger LOG = LoggerFactory.getLogger(Recorders.class);

    /** The recorder takes packets out of the hub's hands at once; this is for a machine that stands still. */
    private static final int HUB_QUEUE = 8 << 20;

    /** A recorder at work. */
    private record Active(StreamRecorder recorder, StreamId stream, Subscription subscription) {}

    private final StreamHub hub;
    private final DeviceRegistry registry;
    private final Function<CameraId, RecordingPolicy> policies;
    private final Function<SiteId, ZoneId> zones;
    private final Volumes volumes;
    private final Finisher finisher;
    private final GapLedger ledger;
    private final WriterThreads writers;
    private final Budget budget;
    private final Totals totals;
    private final long streamBytes;
    private final Clock clock;

    private final Map<StreamKey, AtomicLong> ends = new ConcurrentHashMap<>();
    private final Map<StreamKey, AtomicLong> sequences = new ConcurrentHashMap<>();
    private final Map<StreamKey, Active> active = new ConcurrentHashMap<>();
    private final Set<StreamId> demanded = ConcurrentHashMap.newKeySet();
    private volatile Instant started = Instant.EPOCH;

    Recorders(
            StreamHub hub,
            DeviceRegistry registry,
            Function<CameraId, RecordingPolicy> policies,
            Function<SiteId, ZoneId> zones,
            Volumes volumes,
            Finisher finisher,
            GapLedger ledger,
            WriterThreads writers,
            Budget budget,
            Totals totals,
            long streamBytes,
            Clock clock) {
        this.hub = hub;
        this.registry = registry;
        this.policies = policies;
        this.zones = zones;
        this.volumes = volumes;
        this.finisher = finisher;
        this.ledger = ledger;
        this.writers = writers;
        this.budget = budget;
        this.totals = totals;
        this.streamBytes = streamBytes;
        this.clock = clock;
    }

    /**
     * Takes up where the last run ended.
     *
     * @param begun from when on it is known what is missing
     */
    void resume(Map<StreamKey, Tail> tails, Instant begun) {
        started = begun;
        tails.forEach((key, tail) -> {
            ends.computeIfAbsent(key, any -> new AtomicLong(Long.MIN_VALUE))
                    .accumulateAndGet(micros(tail.end()), Math::max);
            sequences.computeIfAbsent(key, any -> new AtomicLong()).accumulateAndGet(tail.sequence(), Math::max);
        });
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Brings recorders in line with policies and cameras. May wait for a disk. */
    synchronized void supervise() {
        Set<StreamKey> wanted = new HashSet<>();
        Set<CameraId> cameras = new HashSet<>();
        for (Camera camera : registry.cameras()) {
            cameras.add(camera.id());
            RecordingPolicy policy = policies.apply(camera.id());
            RecordingMode mode = Schedules.mode(policy, zones.apply(camera.site()), clock.instant());
            for (CameraStream stream : camera.streams()) {
                StreamKey key = new StreamKey(camera.id(), stream.role());
                boolean demand = demanded.contains(stream.id());
                boolean named = policy.stream().includes(stream.role());
                if (demand || (named && mode != RecordingMode.OFF)) {
                    wanted.add(key);
                    record(key, camera, stream.id(), plan(policy, demand || mode == RecordingMode.CONTINUOUS));
                } else if (stream.role() == StreamRole.MAIN || ledger.known().contains(key)) {
                    stop(key, Cause.POLICY, "The policy does not ask for it");
                    missing(key, clock.instant(), Cause.POLICY, "The policy does not ask for it");
                }
            }
        }
        for (StreamKey key : new ArrayList<>(active.keySet())) {
            if (!wanted.contains(key)) {
                stop(key, Cause.OPERATOR, "The camera was removed");
            }
        }
        for (StreamKey key : ledger.known()) {
            if (!cameras.contains(key.camera())) {
                ledger.forget(key, clock.instant());
            }
        }
    }

    private static StreamRecorder.Plan plan(RecordingPolicy policy, boolean always) {
        return new StreamRecorder.Plan(
                always, policy.preRoll().toMillis() * 1000, policy.segment().toMillis() * 1000, policy.segmentBytes());
    }

    private void record(StreamKey key, Camera camera, StreamId stream, StreamRecorder.Plan plan) {
        Active running = active.get(key);
        if (running != null && !running.stream().equals(stream)) {
            stop(key, Cause.NETWORK_LOSS, "The camera has another stream");
            running = null;
        }
        if (running == null) {
            StreamRecorder recorder =
                    new StreamRecorder(key, camera.name() + "/" + key.role(), plan, streamBytes, budget, totals, this);
            try {
                running = new Active(recorder, stream, hub.subscribe(stream, "recording", HUB_QUEUE, recorder.sink()));
                active.put(key, running);
                writers.add(recorder);
                hub.requestKeyFrame(stream);
            } catch (VmsException e) {
                LOG.debug("{} has no stream yet", camera.name());
            }
        }
        if (running == null || !running.recorder().isFlowing()) {
            Reason reason = reason(camera.id());
            missing(key, clock.instant(), reason.cause(), reason.detail());
        } else if (!plan.always()
                && ledger.gap(key).isEmpty()
                && !running.recorder().isWriting()) {
            missing(key, clock.instant(), Cause.POLICY, "Nothing happened");
        }
        if (running != null) {
            running.recorder().change(plan);
        }
    }

    private record Reason(Cause cause, String detail) {}

    private Reason reason(CameraId camera) {
        CameraStatus status;
        try {
            status = registry.status(camera);
        } catch (VmsException e) {
            return new Reason(Cause.OPERATOR, "The camera was removed");
        }
        String detail = status.detail();
        return switch (status.state()) {
            case OFFLINE, AUTH_FAILED -> new Reason(Cause.CAMERA_UNREACHABLE, detail);
            case DRIVER_MISSING -> new Reason(Cause.DRIVER, detail);
            case DISABLED -> new Reason(Cause.OPERATOR, "The camera is switched off");
            case ONLINE, CONNECTING ->
                new Reason(Cause.NETWORK_LOSS, detail.isEmpty() ? "The stream is being connected" : detail);
        };
    }

    private void stop(StreamKey key, Cause cause, String detail) {
        Active stopped = active.remove(key);
        if (stopped != null) {
            stopped.subscription().close();
            writers.remove(stopped.recorder());
            stopped.recorder().close(cause, detail);
        }
    }

    /** Ends all recorders, with what waits written. */
    synchronized void stopAll() {
        // All of them first, so that the last does not miss what comes while the first ones are closed.
        for (StreamKey key : new ArrayList<>(active.keySet())) {
            stop(key, Cause.SERVER_DOWN, "The server was stopped");
        }
    }

    /** Records a stream whatever its policy says, or no longer so. */
    void demand(StreamId stream, boolean wanted) {
        if (wanted ? demanded.add(stream) : demanded.remove(stream)) {
            supervise();
        }
    }

    void trigger(CameraId camera, Instant from, Instant until) {
        active.forEach((key, running) -> {
            if (key.camera().equals(camera)) {
                running.recorder().trigger(micros(from), micros(until));
            }
        });
    }

    int count() {
        return active.size();
    }

    long waitingBytes() {
        return active.values().stream()
                .mapToLong(running -> running.recorder().waitingBytes())
                .sum();
    }

    /** Whether a stream's footage is on its way to disk now. */
    boolean isRecording(StreamKey key) {
        Active running = active.get(key);
        return running != null && running.recorder().isWriting();
    }

    // What recorders need.

    @Override
    public SegmentWriter open(StreamKey key, long start, Track video, Optional<Track> sound) throws IOException {
        long sequence = sequences.computeIfAbsent(key, any -> new AtomicLong()).incrementAndGet();
        Slot slot = volumes.create(key, instant(start), sequence);
        sequences.get(key).accumulateAndGet(slot.sequence(), Math::max);
        SegmentLabel label = new SegmentLabel(
                SegmentId.next(clock), key.camera(), key.role(), slot.sequence(), instant(start), Origin.LIVE);
        return finisher.begin(volumes, slot, label, video, sound);
    }

    @Override
    public void closed(StreamKey key, SegmentWriter writer) {
        ends.computeIfAbsent(key, any -> new AtomicLong(Long.MIN_VALUE))
                .accumulateAndGet(writer.safe().endMicros(), Math::max);
        finisher.closed(writer);
    }

    @Override
    public long earliest(StreamKey key) {
        AtomicLong end = ends.get(key);
        return end == null ? Long.MIN_VALUE : end.get();
    }

    @Override
    public void footage(StreamKey key, long from) {
        ledger.footage(key, instant(from));
    }

    @Override
    public void missing(StreamKey key, long from, Cause cause, String detail) {
        Instant now = clock.instant();
        Instant at = from == Long.MIN_VALUE ? now : instant(from);
        ledger.missing(key, ofThisRun(at), now, cause, detail);
    }

    /** What was missing earlier is explained when the database tells what there was. */
    private Instant ofThisRun(Instant from) {
        return from.isBefore(started) ? started : from;
    }

    private void missing(StreamKey key, Instant now, Cause cause, String detail) {
        long earliest = earliest(key);
        // Right behind the last footage, where that is recent.
        Instant end = earliest == Long.MIN_VALUE ? now : instant(earliest);
        Instant from = Duration.between(end, now).abs().compareTo(Duration.ofSeconds(30)) < 0 ? end : now;
        ledger.missing(key, ofThisRun(from), now, cause, detail);
    }

    @Override
    public boolean takes(String volume) {
        return volumes.takes(volume);
    }

    @Override
    public boolean isLow(String volume) {
        return volumes.isLow(volume);
    }

    @Override
    public void failed(String volume, IOException failure) {
        volumes.failed(volume, failure);
    }
}
