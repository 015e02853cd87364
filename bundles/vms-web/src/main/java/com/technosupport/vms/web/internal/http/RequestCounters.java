package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.web.internal.Services;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Counts and times requests by part of the server and status. Counts nothing while no meter registry is there. */
@Component(service = RequestCounters.class, immediate = true)
public final class RequestCounters {

    private record Key(MeterRegistry registry, String part, int status) {}

    private final Services services;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    @Activate
    public RequestCounters(@Reference Services services) {
        this.services = services;
    }

    void count(String path, int status, long nanos) {
        services.metersIfThere()
                .ifPresent(registry -> timer(registry, part(path), status).record(nanos, TimeUnit.NANOSECONDS));
    }

    private Timer timer(MeterRegistry registry, String part, int status) {
        Key key = new Key(registry, part, status);
        Timer known = timers.get(key);
        if (known != null) {
            return known;
        }
        // A registry that is gone must not be kept by its timers.
        timers.keySet().removeIf(old -> old.registry() != registry);
        return timers.computeIfAbsent(
                key,
                absent -> Timer.builder("vms.http.requests")
                        .description("HTTP requests by part of the server and status")
                        .tag("part", part)
                        .tag("status", Integer.toString(status))
                        .register(registry));
    }

    /** The first name of the path where it is ours, so that no client can make new meters. */
    private static String part(String path) {
        if (!Paths.isApplication(path)) {
            return "dashboard";
        }
        int end = path.indexOf('/', 1);
        return end < 0 ? path.substring(1) : path.substring(1, end);
    }
}
