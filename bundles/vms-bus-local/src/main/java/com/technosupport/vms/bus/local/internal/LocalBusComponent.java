package com.technosupport.vms.bus.local.internal;

import com.technosupport.vms.api.event.EventBus;
import io.micrometer.core.instrument.MeterRegistry;
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

/** Offers the local bus, unless NATS is configured: there is exactly one bus. The resolver is told of it, since it is not a component. */
@Component(
        service = {},
        immediate = true,
        configurationPid = BusConfiguration.PID)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>='com.technosupport.vms.api.event.EventBus'")
@Designate(ocd = BusConfiguration.class)
public final class LocalBusComponent {

    private final Optional<LocalEventBus> bus;
    private final Optional<ServiceRegistration<EventBus>> registration;

    @Activate
    public LocalBusComponent(BundleContext context, BusConfiguration configuration) {
        bus = configuration.natsUrl().isBlank()
                ? Optional.of(new LocalEventBus(BusLimits.of(configuration)))
                : Optional.empty();
        registration = bus.map(offered -> context.registerService(
                EventBus.class, offered, FrameworkUtil.asDictionary(Map.of("vms.bus", "local"))));
    }

    @Deactivate
    void stop() {
        registration.ifPresent(ServiceRegistration::unregister);
        bus.ifPresent(LocalEventBus::stop);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindMeters(MeterRegistry registry) {
        bus.ifPresent(offered -> offered.bindMeters(registry));
    }

    void unbindMeters(MeterRegistry registry) {
        bus.ifPresent(offered -> offered.unbindMeters(registry));
    }
}
