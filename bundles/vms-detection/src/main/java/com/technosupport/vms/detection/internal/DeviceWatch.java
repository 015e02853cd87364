package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.CameraDetection;
import com.technosupport.vms.api.detection.DetectionPolicy;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.StreamId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A camera that sees by itself: what it tells is told as if it had been seen here, once for as long as it lasts. Nothing is decoded. */
final class DeviceWatch implements Watch {

    private static final String NAME = "device";

    /** Within it, what has no length is the same again. */
    private static final Duration SAME = Duration.ofSeconds(10);

    /** The most labels that are there at a time: what a device says is not trusted. */
    private static final int MOST = 50;

    private record There(EventId id, String trackId, Instant since, Instant last, boolean lasting) {}

    private final CameraId camera;
    private final StreamId stream;
    private final DetectionPolicy policy;
    private final Outbox outbox;
    private final Clock clock;
    private final String prefix;
    private final Map<String, There> there = new HashMap<>();
    private long heard;
    private long events;
    private boolean closed;

    DeviceWatch(CameraId camera, StreamId stream, DetectionPolicy policy, Outbox outbox, Clock clock) {
        this.camera = camera;
        this.stream = stream;
        this.policy = policy;
        this.outbox = outbox;
        this.clock = clock;
        this.prefix = "device-" + Long.toString(clock.millis(), 36) + "-";
    }

    @Override
    public StreamId stream() {
        return stream;
    }

    @Override
    public DetectionPolicy policy() {
        return policy;
    }

    @Override
    public void attend() {
        // It needs nothing.
    }

    @Override
    public synchronized boolean hears(EventMessage event) {
        Optional<DeviceTale> tale = DeviceTale.of(event);
        if (tale.isEmpty() || closed) {
            return false;
        }
        heard++;
        boolean ends = tale.get().active().filter(active -> !active).isPresent();
        Optional<String> label = tale.get().label();
        if (ends) {
            // Without a label it is the end of all.
            for (String each : label.isPresent() ? List.of(label.get()) : List.copyOf(there.keySet())) {
                leaves(each, event.time());
            }
        } else if (label.isPresent()
                && (policy.labels().isEmpty() || policy.labels().contains(label.get()))) {
            comes(label.get(), event, tale.get().active().isPresent());
        }
        return false;
    }

    private void comes(String label, EventMessage cause, boolean lasting) {
        There before = there.get(label);
        boolean same = before != null
                && (before.lasting()
                        || Duration.between(before.last(), cause.time()).compareTo(SAME) < 0);
        if (same) {
            there.put(
                    label,
                    new There(
                            before.id(), before.trackId(), before.since(), cause.time(), before.lasting() || lasting));
        } else if (before != null || there.size() < MOST) {
            There fresh = new There(EventId.next(clock), prefix + ++events, cause.time(), cause.time(), lasting);
            there.put(label, fresh);
            tell(
                    fresh.id(),
                    EventWriter.pascal(label) + "Detected",
                    label,
                    fresh.trackId(),
                    cause.time(),
                    Map.of(
                            "detector", NAME,
                            "cause", cause.id().toString(),
                            "said", cause.type(),
                            "by", cause.source()));
        }
    }

    private void leaves(String label, Instant time) {
        There gone = there.remove(label);
        if (gone != null) {
            double seconds = Math.max(0, Duration.between(gone.since(), time).toMillis()) / 1000.0;
            tell(
                    EventId.next(clock),
                    EventWriter.pascal(label) + "Left",
                    label,
                    gone.trackId(),
                    time,
                    Map.of("detector", NAME, "detectedAs", gone.id().toString(), "seconds", seconds));
            events++;
        }
    }

    private void tell(EventId id, String type, String label, String track, Instant time, Map<String, Object> data) {
        outbox.add(new EventMessage(
                id,
                type,
                Optional.of(camera),
                EventWriter.SOURCE + NAME,
                time,
                Optional.of(label),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.of(track),
                data));
    }

    @Override
    public synchronized CameraDetection figures() {
        return new CameraDetection(camera, NAME, heard, 0, 0, 0, 0, events, Duration.ZERO, "");
    }

    @Override
    public synchronized void close() {
        closed = true;
        Instant now = clock.instant();
        there.entrySet().removeIf(each -> !each.getValue().lasting());
        for (String label : List.copyOf(there.keySet())) {
            leaves(label, now);
        }
    }
}
