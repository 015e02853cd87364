package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.api.health.HealthCheck;
import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.WebSettings;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: every part that must be there is, and none has a
 * problem; else 503 with the reasons. A part that works with less than it should leaves it ready, {@code DEGRADED}. For load balancers and service managers, so without login and without secrets.
 */
@Component(service = Servlet.class, immediate = true, reference = @Reference(name = "http", service = HttpReady.class))
@HttpWhiteboardServletName("health")
@HttpWhiteboardServletPattern("/health/*")
public final class HealthServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String NOT_STARTED = "not started";
    private static final Logger LOG = LoggerFactory.getLogger(HealthServlet.class);

    /** One part, and its problem or its warning if it has one. */
    record Part(String name, Optional<String> problem, Optional<String> warning) {

        static Part of(HealthCheck check) {
            Optional<String> problem = check.problem();
            return new Part(check.name(), problem, problem.isPresent() ? Optional.empty() : check.warning());
        }

        static Part broken(String name, String problem) {
            return new Part(name, Optional.of(problem), Optional.empty());
        }
    }

    /** The answer. */
    record Health(String status, List<Part> parts) {}

    private final transient Services services;
    private final transient WebSettings settings;

    @Activate
    public HealthServlet(@Reference Services services, @Reference WebSettings settings) {
        this.services = services;
        this.settings = settings;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getPathInfo() == null ? "" : request.getPathInfo()) {
            case "/live" -> send(response, 200, Map.of("status", "UP"));
            case "/ready" -> {
                Health health = health();
                send(response, health.status().equals("DOWN") ? 503 : 200, health);
            }
            default -> response.sendError(404);
        }
    }

    private Health health() {
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
        return new Health(up ? whole ? "UP" : "DEGRADED" : "DOWN", List.copyOf(parts.values()));
    }

    /** Of two checks of one name, the one with a problem counts. */
    private static boolean isStated(Part part) {
        return part.problem().isPresent() && !part.problem().get().equals(NOT_STARTED);
    }

    private static void send(HttpServletResponse response, int status, Object body) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
