package com.technosupport.vms.web.internal.socket;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Function;

/** Figures of one part, in whatever registry is there. Safe for use by several threads. */
final class OwnMeters {

    private final Function<MeterRegistry, List<Meter>> making;
    private MeterRegistry registry;
    private List<Meter> meters = List.of();

    OwnMeters(Function<MeterRegistry, List<Meter>> making) {
        this.making = making;
    }

    /** Puts them into the registry, unless they are there. */
    synchronized void keepIn(MeterRegistry wanted) {
        if (registry != wanted) {
            forget();
            registry = wanted;
            meters = making.apply(wanted);
        }
    }

    /** What stays in the registry would stand in the way of the next part's. */
    synchronized void forget() {
        if (registry != null) {
            meters.forEach(registry::remove);
        }
        meters = List.of();
        registry = null;
    }
}
