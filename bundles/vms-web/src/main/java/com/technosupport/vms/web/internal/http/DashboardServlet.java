package com.technosupport.vms.web.internal.http;

import com.technosupport.vms.web.internal.http.Dashboard.Asset;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletName;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the files of the bundle that carries the header {@code VMS-Dashboard}, the newest where there are several. A page
 * that a browser navigates to and that is no file is the single-page application's own, so it gets {@code index.html}.
 */
@Component(service = Servlet.class, immediate = true, reference = @Reference(name = "http", service = HttpReady.class))
@HttpWhiteboardServletName("dashboard")
@HttpWhiteboardServletPattern("/")
public final class DashboardServlet extends HttpServlet implements BundleTrackerCustomizer<Dashboard> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DashboardServlet.class);

    private static final Asset ABSENT = Dashboard.asset("/absent.html", """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Techno Support VMS</title></head>
            <body><h1>Techno Support VMS</h1><p>The server runs, but its dashboard is not installed.
            Install the bundle vms-dashboard. The programming interface is described at
            <a href="/api/openapi.json">/api/openapi.json</a>.</p></body></html>
            """.getBytes(StandardCharsets.UTF_8));

    private final transient Map<Long, Dashboard> dashboards = new ConcurrentSkipListMap<>();
    private final transient Optional<BundleTracker<Dashboard>> tracker;

    @Activate
    public DashboardServlet(BundleContext context) {
        tracker = Optional.of(new BundleTracker<>(context, Bundle.ACTIVE, this));
        tracker.get().open();
    }

    /** With one dashboard that is not tracked; for tests. */
    DashboardServlet(Optional<Dashboard> dashboard) {
        tracker = Optional.empty();
        dashboard.ifPresent(only -> dashboards.put(0L, only));
    }

    @Deactivate
    void stop() {
        tracker.ifPresent(BundleTracker::close);
    }

    @Override
    public Dashboard addingBundle(Bundle bundle, BundleEvent event) {
        String folder = bundle.getHeaders("").get(Dashboard.HEADER);
        if (folder == null) {
            return null;
        }
        try {
            Dashboard dashboard = Dashboard.read(bundle, folder.strip());
            dashboards.put(bundle.getBundleId(), dashboard);
            LOG.info("Dashboard {} {}: {} files", bundle.getSymbolicName(), bundle.getVersion(), dashboard.size());
            return dashboard;
        } catch (IOException | IllegalStateException e) {
            LOG.warn("The dashboard of {} cannot be read", bundle.getSymbolicName(), e);
            return null;
        }
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, Dashboard dashboard) {}

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, Dashboard dashboard) {
        dashboards.remove(bundle.getBundleId());
    }

    private Optional<Dashboard> current() {
        return dashboards.values().stream().reduce((older, newer) -> newer);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = Paths.of(request);
        if (Paths.isApplication(path)) {
            response.sendError(404);
            return;
        }
        Optional<Dashboard> dashboard = current();
        Optional<Asset> file = dashboard.flatMap(files -> files.file(path));
        if (file.isEmpty() && isNavigation(request, path)) {
            file = dashboard.map(files -> files.file("/index.html")).orElse(Optional.of(ABSENT));
        }
        if (file.isEmpty()) {
            response.sendError(404);
            return;
        }
        send(request, response, file.get());
    }

    /** A page, not a file that happens to be missing: that must not be answered with HTML. */
    private static boolean isNavigation(HttpServletRequest request, String path) {
        if (path.lastIndexOf('.') > path.lastIndexOf('/')) {
            return path.equals("/index.html");
        }
        String accept = request.getHeader("Accept");
        return accept == null || accept.contains("text/html") || path.equals("/");
    }

    private static void send(HttpServletRequest request, HttpServletResponse response, Asset asset) throws IOException {
        response.setHeader("ETag", asset.etag());
        response.setHeader("Cache-Control", asset.immutable() ? "public, max-age=31536000, immutable" : "no-cache");
        String known = request.getHeader("If-None-Match");
        if (known != null && (known.equals("*") || known.contains(asset.etag()))) {
            response.setStatus(304);
            return;
        }
        response.setContentType(asset.type());
        response.setContentLength(asset.bytes().length);
        response.getOutputStream().write(asset.bytes());
    }
}
