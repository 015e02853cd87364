package com.technosupport.vms.bus.local.internal;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** The bus's figures, {@code vms.bus.*}, while there is a registry. */
final class BusMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final List<Meter> meters;

    BusMeters(MeterRegistry registry, LocalEventBus bus) {
        this.registry = registry;
        meters = List.of(
                FunctionCounter.builder("vms.bus.published", bus, LocalEventBus::published)
                        .description("Events that were published and taken by all durable receivers")
                        .register(registry),
                FunctionCounter.builder("vms.bus.refused", bus, LocalEventBus::refused)
                        .description("Events that a durable receiver was too far behind to take in time")
                        .register(registry),
                FunctionCounter.builder("vms.bus.delivered", bus, LocalEventBus::delivered)
                        .description("Events that receivers which only listen have heard, counted once for each")
                        .register(registry),
                FunctionCounter.builder("vms.bus.dropped", bus, LocalEventBus::dropped)
                        .description("Events that receivers which only listen have missed, being slow")
                        .register(registry),
                Gauge.builder("vms.bus.queue", bus, LocalEventBus::waiting)
                        .description("Events that wait for receivers now")
                        .register(registry),
                Gauge.builder("vms.bus.receivers", bus, LocalEventBus::receivers)
                        .description("Receivers")
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
