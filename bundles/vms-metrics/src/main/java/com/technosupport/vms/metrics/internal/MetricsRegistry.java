package com.technosupport.vms.metrics.internal;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * The one meter registry of the server, with the figures of the Java machine in it. Other bundles refer to it as an optional
 * {@link MeterRegistry} and name their meters {@code vms.*}; the web bundle serves it in the Prometheus text format. It
 * starts no thread but the one that hears of garbage collections, which belongs to the Java machine.
 */
@Component(
        service = {MeterRegistry.class, PrometheusMeterRegistry.class},
        immediate = true)
public final class MetricsRegistry extends PrometheusMeterRegistry {

    private final JvmGcMetrics collections = new JvmGcMetrics();

    @Activate
    public MetricsRegistry() {
        super(PrometheusConfig.DEFAULT);
        new ClassLoaderMetrics().bindTo(this);
        new JvmMemoryMetrics().bindTo(this);
        new JvmThreadMetrics().bindTo(this);
        new ProcessorMetrics().bindTo(this);
        new FileDescriptorMetrics().bindTo(this);
        new UptimeMetrics().bindTo(this);
        collections.bindTo(this);
    }

    /** Forgets all meters. Nobody may use the registry afterwards. */
    @Deactivate
    void stop() {
        collections.close();
        close();
    }
}
