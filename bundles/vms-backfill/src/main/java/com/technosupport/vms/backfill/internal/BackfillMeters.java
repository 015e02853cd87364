package com.technosupport.vms.backfill.internal;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The figures of filling gaps, where there is a registry for them. */
@Component(
        service = {},
        immediate = true)
public final class BackfillMeters {

    private static final double MILLIS = 1000;

    private final MeterRegistry registry;
    private final List<Meter> meters;

    @Activate
    public BackfillMeters(@Reference Backfill backfill, @Reference MeterRegistry registry) {
        this.registry = registry;
        Totals totals = backfill.totals();
        meters = List.of(
                FunctionCounter.builder("vms.backfill.filled", totals, all -> all.filledMillis.sum() / MILLIS)
                        .description("Time of gaps that devices' archives filled")
                        .baseUnit("seconds")
                        .register(registry),
                counter("vms.backfill.bytes", totals.bytes, "Bytes fetched from devices' archives"),
                counter("vms.backfill.nothing", totals.nothing, "Attempts to which a device had no footage"),
                counter("vms.backfill.failures", totals.failures, "Attempts that a device refused or broke off"),
                Gauge.builder("vms.backfill.devices", backfill, Backfill::busyDevices)
                        .description("Devices that are being read now")
                        .register(registry));
    }

    private Meter counter(String name, LongAdder adder, String description) {
        return FunctionCounter.builder(name, adder, LongAdder::doubleValue)
                .description(description)
                .register(registry);
    }

    @Deactivate
    public void close() {
        meters.forEach(registry::remove);
    }
}
