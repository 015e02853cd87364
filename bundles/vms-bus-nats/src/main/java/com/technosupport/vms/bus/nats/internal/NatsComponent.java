package com.technosupport.vms.bus.nats.internal;

import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.health.HealthCheck;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers NATS as the event bus where its URL is configured; the local bus is not offered then. The resolver is told of it, since it is no
 * component. */
@Component(service = HealthCheck.class, immediate = true, configurationPid = NatsConfiguration.PID)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>='com.technosupport.vms.api.event.EventBus'")
@Designate(ocd = NatsConfiguration.class)
public final class NatsComponent implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(NatsComponent.class);

    private final Optional<NatsEventBus> bus;
    private final Optional<String> misconfigured;
    private final Optional<ServiceRegistration<EventBus>> registration;
    private List<Meter> meters = List.of();
    private Optional<MeterRegistry> metered = Optional.empty();

    @Activate
    public NatsComponent(BundleContext context, NatsConfiguration configuration) {
        Optional<NatsEventBus> made = Optional.empty();
        Optional<String> wrong = Optional.empty();
        if (!configuration.url().isBlank()) {
            try {
                made = Optional.of(new NatsEventBus(NatsSettings.of(configuration), Clock.systemUTC()));
            } catch (IllegalArgumentException e) {
                wrong = Optional.of("The settings of NATS (VMS_NATS_URL) are wrong: " + e.getMessage());
                LOG.error("{}; there is no event bus", wrong.get());
            }
        }
        bus = made;
        misconfigured = wrong;
        registration = made.map(offered -> context.registerService(
                EventBus.class, offered, FrameworkUtil.asDictionary(Map.of("vms.bus", "nats"))));
    }

    @Deactivate
    void stop() {
        registration.ifPresent(ServiceRegistration::unregister);
        bus.ifPresent(NatsEventBus::close);
        forgetMeters();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindMeters(MeterRegistry registry) {
        forgetMeters();
        metered = Optional.of(registry);
        bus.ifPresent(offered -> meters = List.of(
                FunctionCounter.builder("vms.bus.published", offered, b -> b.published.sum())
                        .description("Events that were published and are kept")
                        .register(registry),
                FunctionCounter.builder("vms.bus.refused", offered, b -> b.refused.sum())
                        .description("Events that could not be handed on in time")
                        .register(registry),
                FunctionCounter.builder("vms.bus.direct", offered, b -> b.keptHere.sum())
                        .description("Events that went straight to this server's receivers, NATS keeping none")
                        .register(registry),
                Gauge.builder("vms.bus.keeping", offered, b -> b.isKeeping() ? 1 : 0)
                        .description("Whether NATS keeps events (JetStream) now")
                        .register(registry),
                Gauge.builder("vms.bus.connected", offered, b -> b.isConnected() ? 1 : 0)
                        .description("Whether NATS is connected now")
                        .register(registry)));
    }

    synchronized void unbindMeters(MeterRegistry registry) {
        if (metered.filter(bound -> bound == registry).isPresent()) {
            forgetMeters();
        }
    }

    private synchronized void forgetMeters() {
        metered.ifPresent(registry -> meters.forEach(registry::remove));
        meters = List.of();
        metered = Optional.empty();
    }

    @Override
    public String name() {
        return "event-bus";
    }

    @Override
    public Optional<String> problem() {
        return misconfigured.or(() -> bus.flatMap(NatsEventBus::problem));
    }

    @Override
    public Optional<String> warning() {
        return bus.flatMap(NatsEventBus::warning);
    }
}
