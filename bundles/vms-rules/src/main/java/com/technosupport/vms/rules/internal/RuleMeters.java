package com.technosupport.vms.rules.internal;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** The rules' figures, {@code vms.rules.*}, while there is a registry. */
final class RuleMeters implements AutoCloseable {

    private final MeterRegistry registry;
    private final List<Meter> meters;

    RuleMeters(MeterRegistry registry, RuleIntake intake, RuleRunner runner) {
        this.registry = registry;
        meters = List.of(
                FunctionCounter.builder("vms.rules.events", intake, RuleIntake::seen)
                        .description("Events that were held against the rules")
                        .register(registry),
                FunctionCounter.builder("vms.rules.matched", intake, RuleIntake::matched)
                        .description("Times that a rule held")
                        .register(registry),
                FunctionCounter.builder("vms.rules.actions.done", runner, RuleRunner::done)
                        .description("Actions that were done")
                        .register(registry),
                FunctionCounter.builder("vms.rules.actions.retried", runner, RuleRunner::retried)
                        .description("Tries of actions that failed and are made again")
                        .register(registry),
                FunctionCounter.builder("vms.rules.actions.failed", runner, RuleRunner::failed)
                        .description("Actions that were given up")
                        .register(registry),
                Gauge.builder("vms.rules.actions.running", runner, RuleRunner::running)
                        .description("Actions that run now")
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
