package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.WebSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether every part that must be there is, and what is wrong with those that are. Without secrets. */
public record Readiness(Status status, List<Part> parts) {

    private static final String NOT_STARTED = "not started";
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    /** Of the whole. */
    public enum Status {
        UP,
        /** Ready, though a part works with less than it should. */
        DEGRADED,
        /** A part is not there, or does not work. */
        DOWN
    }

    /** One part, and its problem or its warning if it has one. */
    public record Part(String name, Optional<String> problem, Optional<String> warning) {

        static Part of(HealthCheck check) {
            Optional<String> problem = check.problem();
            return new Part(check.name(), problem, problem.isPresent() ? Optional.empty() : check.warning());
        }

        static Part broken(String name, String problem) {
            return new Part(name, Optional.of(problem), Optional.empty());
        }
    }

    /** As it is now. Does not block. */
    public static Readiness of(Services services, WebSettings settings) {
        Map<String, Part> parts = new TreeMap<>();
        for (String required : settings.requiredParts()) {
            parts.put(required, Part.broken(required, NOT_STARTED));
        }
        for (HealthCheck check : services.healthChecks()) {
            try {
                parts.merge(check.name(), Part.of(check), (known, next) -> isStated(known) ? known : next);
            } catch (RuntimeException e) {
                LOG.warn("A health check failed", e);
                parts.put(check.name(), Part.broken(check.name(), "its check failed"));
            }
        }
        boolean up = parts.values().stream().allMatch(part -> part.problem().isEmpty());
        boolean whole = parts.values().stream().allMatch(part -> part.warning().isEmpty());
        return new Readiness(up ? whole ? Status.UP : Status.DEGRADED : Status.DOWN, List.copyOf(parts.values()));
    }

    /** Of two checks of one name, the one with a problem counts. */
    private static boolean isStated(Part part) {
        return part.problem().isPresent() && !part.problem().get().equals(NOT_STARTED);
    }
}
