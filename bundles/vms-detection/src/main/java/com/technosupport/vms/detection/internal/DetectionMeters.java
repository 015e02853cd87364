package com.technosupport.vms.detection.internal;

import com.technosupport.vms.api.detection.CameraDetection;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The figures of detection, {@code vms.detection.*}, by camera where a camera may lack something, while there is a registry. */
final class DetectionMeters implements AutoCloseable {

    /** However many detectors come and go. */
    private static final int MOST_DETECTORS = 64;

    private final MeterRegistry registry;
    private final Watches watches;
    private final List<Meter> meters;
    private final MultiGauge frames;
    private final MultiGauge lag;
    private final Map<String, Timer> runs = new ConcurrentHashMap<>();

    DetectionMeters(MeterRegistry registry, Watches watches, InferencePool pool, Outbox outbox) {
        this.registry = registry;
        this.watches = watches;
        frames = MultiGauge.builder("vms.detection.frames")
                .description("What became of a camera's frames, since its detection was last changed: looked, still"
                        + " (nothing moved), shed (no processor was free), failed")
                .register(registry);
        lag = MultiGauge.builder("vms.detection.lag")
                .description("How old the last frame was when its result was known")
                .baseUnit("seconds")
                .register(registry);
        meters = List.of(
                Gauge.builder("vms.detection.cameras", watches, Watches::count)
                        .description("Cameras whose detection is on")
                        .register(registry),
                Gauge.builder("vms.detection.queue", pool, InferencePool::waiting)
                        .description("Cameras whose frame waits for a processor")
                        .register(registry),
                FunctionCounter.builder("vms.detection.events.dropped", outbox, Outbox::dropped)
                        .description("Events of detection that the bus did not take in time")
                        .register(registry));
        watches.follow(this::refresh);
    }

    /** Rows of cameras come and go. */
    private void refresh() {
        List<CameraDetection> all = watches.figures();
        frames.register(
                all.stream()
                        .flatMap(camera -> Stream.of(
                                row(camera, "looked", CameraDetection::looked),
                                row(camera, "still", CameraDetection::still),
                                row(camera, "shed", CameraDetection::shed),
                                row(camera, "failed", CameraDetection::failed)))
                        .toList(),
                true);
        lag.register(
                all.stream()
                        .<MultiGauge.Row<?>>map(camera -> MultiGauge.Row.of(
                                Tags.of("camera", camera.camera().toString()),
                                camera.lag().toNanos() / 1e9))
                        .toList(),
                true);
    }

    private static MultiGauge.Row<?> row(CameraDetection camera, String what, ToLongFunction<CameraDetection> figure) {
        return MultiGauge.Row.of(
                Tags.of("camera", camera.camera().toString(), "what", what), figure.applyAsLong(camera));
    }

    void timed(String detector, long nanos) {
        Timer timer = runs.get(detector);
        if (timer == null && runs.size() < MOST_DETECTORS) {
            timer = runs.computeIfAbsent(
                    detector,
                    id -> Timer.builder("vms.detection.run")
                            .description("One run of a detector, of a frame or of several at once")
                            .tag("detector", id)
                            .register(registry));
        }
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    boolean isOf(MeterRegistry other) {
        return registry == other;
    }

    @Override
    public void close() {
        watches.follow(() -> {});
        frames.register(List.of(), true);
        lag.register(List.of(), true);
        meters.forEach(registry::remove);
        runs.values().forEach(registry::remove);
    }
}
