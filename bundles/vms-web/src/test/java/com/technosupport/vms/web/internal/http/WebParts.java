package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.web.internal.Services;
import com.technosupport.vms.web.internal.WebSettings;
import jakarta.servlet.http.HttpServlet;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The gate and the servlets that stand beside the REST interface, with a dashboard of three files. */
public final class WebParts {

    public final Authenticator authenticator;
    public final Gate gate;
    public final Map<String, HttpServlet> servlets;

    public WebParts(Services services, WebSettings settings) {
        authenticator = new Authenticator(services);
        gate = new Gate(authenticator, new RequestCounters(services));
        Dashboard dashboard = new Dashboard(Map.of(
                "/index.html", asset("/index.html", "<title>dashboard</title>"),
                "/assets/main-4f2a.js", asset("/assets/main-4f2a.js", "start()"),
                "/favicon.svg", asset("/favicon.svg", "<svg/>")));
        servlets = Map.of(
                "/health/*", new HealthServlet(services, settings),
                "/metrics", new MetricsServlet(services, authenticator),
                "/", new DashboardServlet(Optional.of(dashboard)));
    }

    private static Dashboard.Asset asset(String path, String content) {
        return Dashboard.asset(path, content.getBytes(StandardCharsets.UTF_8));
    }
}
