package com.technosupport.vms.frames.internal.transcode;

import com.technosupport.vms.frames.internal.transcode.TranscodeSlots.Kind;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** The transcoder's figures, {@code vms.transcode.*}, while there is a registry. */
final class TranscodeMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();

    TranscodeMeters(MeterRegistry registry, TranscodeSlots slots, Figures figures) {
        this.registry = registry;
        for (Kind kind : Kind.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT);
            meters.add(Gauge.builder("vms.transcode.streams", slots, all -> all.used(kind))
                    .tag("kind", name)
                    .description("Streams that are coded anew, or about to be")
                    .register(registry));
            meters.add(Gauge.builder("vms.transcode.limit", slots, all -> all.limit(kind))
                    .tag("kind", name)
                    .description("Streams that may be coded anew at once")
                    .register(registry));
        }
        count("vms.transcode.pictures", "Pictures coded anew", figures.pictures);
        count("vms.transcode.left.out", "Pictures left out for want of time", figures.leftOut);
        count("vms.transcode.dropped", "Packets dropped for want of time", figures.dropped);
        count("vms.transcode.sounds", "Frames of sound coded anew", figures.sounds);
        count("vms.transcode.damaged", "Packets that could not be decoded", figures.damaged);
        count("vms.transcode.refused", "Streams not coded, for too many were already", figures.refused);
    }

    private void count(String name, String description, LongAdder counter) {
        meters.add(FunctionCounter.builder(name, counter, LongAdder::sum)
                .description(description)
                .register(registry));
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
