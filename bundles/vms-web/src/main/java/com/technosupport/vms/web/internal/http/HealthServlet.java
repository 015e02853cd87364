package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.web.internal.Json;
import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.WebSettings;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * {@code /health/live}: the process answers. {@code /health/ready}: every part that must be there is, and none has a
 * problem; else 503 with the reasons. For load balancers and service managers, so without login and without secrets.
 */
@Component(service = Servlet.class, immediate = true, reference = @Reference(name = "http", service = HttpReady.class))
@HttpWhiteboardServletName("health")
@HttpWhiteboardServletPattern("/health/*")
public final class HealthServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

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
                Readiness readiness = Readiness.of(services, settings);
                send(response, readiness.status() == Readiness.Status.DOWN ? 503 : 200, readiness);
            }
            default -> response.sendError(404);
        }
    }

    private static void send(HttpServletResponse response, int status, Object body) throws IOException {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
