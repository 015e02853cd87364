package com.technosupport.vms.events.internal;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** The figures {@code vms.events.*}, while there is a registry. */
final class EventsMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final List<Meter> meters;

    EventsMeters(MeterRegistry registry, Counts counts, Spool spool) {
        this.registry = registry;
        meters = List.of(
                FunctionCounter.builder("vms.events.stored", counts, c -> c.stored.sum())
                        .description("Events that were stored")
                        .register(registry),
                FunctionCounter.builder("vms.events.known", counts, c -> c.known.sum())
                        .description("Events that came again, with an id that is stored")
                        .register(registry),
                FunctionCounter.builder("vms.events.rejected", counts, c -> c.rejected.sum())
                        .description("What came as an event and could not be taken")
                        .register(registry),
                FunctionCounter.builder("vms.events.spooled", counts, c -> c.spooled.sum())
                        .description("Events that went to the spool, the database being away")
                        .register(registry),
                FunctionCounter.builder("vms.events.replayed", counts, c -> c.replayed.sum())
                        .description("Records of the spool that came to the database")
                        .register(registry),
                FunctionCounter.builder("vms.events.unreadable", counts, c -> c.unreadable.sum())
                        .description("Records of the spool that could not be read")
                        .register(registry),
                Gauge.builder("vms.events.spool.records", spool, Spool::records)
                        .description("What waits in the spool now")
                        .register(registry),
                Gauge.builder("vms.events.spool.bytes", spool, Spool::bytes)
                        .description("Size of what waits in the spool now")
                        .baseUnit("bytes")
                        .register(registry));
    }

    boolean isOf(MeterRegistry other) {
        return registry == other;
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
    }
}
