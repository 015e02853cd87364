package com.technosupport.vms.devices.internal;

import com.technosupport.vms.devices.internal.EventFigures.Fate;
import com.technosupport.vms.devices.internal.EventFigures.Listening;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The figures of what is spoken to devices, {@code vms.device.*} and {@code vms.events.*}, by driver, while there is a registry.
 * Those of a driver begin anew with each of its versions, as counters may.
 */
@Component(
        service = {},
        immediate = true)
public final class DeviceMeters {

    /** However many drivers come and go. */
    private static final int MOST_DRIVERS = 64;

    private final DeviceParts parts;
    private final MeterRegistry registry;
    private final Runnable follower = this::add;
    /** Guarded by this, as the next one. */
    private final Set<String> drivers = new HashSet<>();

    private final List<Meter> meters = new ArrayList<>();
    private boolean ended;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile EventFigures events;

    @Activate
    public DeviceMeters(@Reference DeviceParts parts, @Reference MeterRegistry registry) {
        this.parts = parts;
        this.registry = registry;
    }

    @Activate
    void start() {
        parts.catalog().follow(follower);
        add();
    }

    @Deactivate
    void stop() {
        parts.catalog().unfollow(follower);
        synchronized (this) {
            ended = true;
            meters.forEach(registry::remove);
        }
    }

    private synchronized void add() {
        if (ended) {
            return;
        }
        for (InstalledDriver driver : parts.catalog().installed()) {
            if (drivers.size() < MOST_DRIVERS && drivers.add(driver.id())) {
                add(driver.id());
            }
        }
    }

    private void add(String driver) {
        Tags tags = Tags.of("driver", driver);
        count(
                "vms.device.http.requests",
                "HTTP requests to devices",
                tags,
                of(driver, d -> d.calls().traffic().requests()));
        count(
                "vms.device.http.failures",
                "HTTP requests that brought no answer",
                tags,
                of(driver, d -> d.calls().traffic().failures()));
        count(
                "vms.device.calls",
                "Calls to devices",
                tags.and("outcome", "success"),
                of(driver, d -> d.record().tally().succeeded()));
        count(
                "vms.device.calls",
                "Calls to devices",
                tags.and("outcome", "failure"),
                of(driver, d -> d.record().tally().failed()));
        count(
                "vms.device.logins.refused",
                "Passwords that devices refused",
                tags,
                of(driver, d -> d.record().refusedLogins()));
        gauge(
                "vms.device.breakers.open",
                "Devices that are not asked, since they failed",
                tags,
                self -> parts.sessions().spared(driver));
        for (Fate fate : Fate.values()) {
            count(
                    "vms.events." + fate.name().toLowerCase(Locale.ROOT),
                    "Events of devices",
                    tags,
                    self -> self.figures()
                            .map(figures -> figures.events(driver, fate))
                            .orElse(0L));
        }
        for (Listening how : Listening.values()) {
            gauge(
                    "vms.events.devices",
                    "Devices that are listened to",
                    tags.and("state", how.name().toLowerCase(Locale.ROOT)),
                    self -> self.figures()
                            .map(figures -> figures.devices(driver, how))
                            .orElse(0L));
        }
    }

    private Optional<EventFigures> figures() {
        return Optional.ofNullable(events);
    }

    private static ToDoubleFunction<DeviceMeters> of(String driver, Function<InstalledDriver, Long> figure) {
        return self -> self.parts.catalog().driver(driver).map(figure).orElse(0L);
    }

    private void count(String name, String description, Tags tags, ToDoubleFunction<DeviceMeters> figure) {
        meters.add(FunctionCounter.builder(name, this, figure)
                .description(description)
                .tags(tags)
                .register(registry));
    }

    private void gauge(String name, String description, Tags tags, ToDoubleFunction<DeviceMeters> figure) {
        meters.add(Gauge.builder(name, this, figure)
                .description(description)
                .tags(tags)
                .register(registry));
    }
}
