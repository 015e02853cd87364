package com.technosupport.vms.web.internal.http;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Registers {@link HttpReady} a moment after the web container has come, since Pax Web's whiteboard takes it in on a thread
 * of its own; and then makes Jetty forget what it routed meanwhile. A request that comes while servlets are being added is
 * matched to the servlets there were, and Jetty may keep that match for the path for good: in 3 of 10 starts that were
 * polled for readiness, {@code /health/ready} answered 404 ever after. Adding one more servlet at the end clears its memory
 * when every match is right.
 */
// Told to the resolver, which sees who refers to the service but not who registers it.
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>='com.technosupport.vms.web.internal.http.HttpReady'")
@Component(
        service = {},
        immediate = true)
public final class HttpWatch implements ServiceTrackerCustomizer<Object, Object> {

    private static final String CONTAINER = "org.ops4j.pax.web.service.WebContainer";
    private static final long SETTLE_MILLISECONDS = 500;

    private final BundleContext context;
    private final ExecutorService executor;
    private final ServiceTracker<Object, Object> tracker;
    private ServiceRegistration<HttpReady> registration;
    private int generation;

    @Activate
    public HttpWatch(BundleContext context) throws InvalidSyntaxException {
        this.context = context;
        this.executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "vms-web-start");
            thread.setDaemon(true);
            return thread;
        });
        this.tracker =
                new ServiceTracker<>(context, FrameworkUtil.createFilter("(objectClass=" + CONTAINER + ")"), this);
        tracker.open();
    }

    @Deactivate
    void stop() throws InterruptedException {
        tracker.close();
        executor.shutdownNow();
        executor.awaitTermination(10, TimeUnit.SECONDS);
        withdraw();
    }

    @Override
    public Object addingService(ServiceReference<Object> reference) {
        // Not asked for by get: Pax Web makes one container a bundle, and ours is never used.
        int current = next();
        executor.execute(() -> announce(current));
        return reference;
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, Object service) {
        // Its properties say nothing that matters here.
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Object service) {
        next();
        withdraw();
    }

    private synchronized int next() {
        return ++generation;
    }

    private void announce(int expected) {
        try {
            Thread.sleep(SETTLE_MILLISECONDS);
        } catch (InterruptedException e) {
            return; // stopped
        }
        synchronized (this) {
            if (expected != generation || registration != null) {
                return;
            }
        }
        // Outside the lock, since all of the web is activated in this call.
        ServiceRegistration<HttpReady> made = context.registerService(HttpReady.class, new HttpReady(), null);
        clearRoutes();
        boolean stale;
        synchronized (this) {
            stale = expected != generation;
            if (!stale) {
                registration = made;
            }
        }
        if (stale) {
            made.unregister();
        }
    }

    private void clearRoutes() {
        Map<String, Object> properties = Map.of(
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME,
                "settled",
                HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
                "/settled");
        context.registerService(Servlet.class, new HttpServlet() {}, FrameworkUtil.asDictionary(properties))
                .unregister();
    }

    private void withdraw() {
        ServiceRegistration<HttpReady> given;
        synchronized (this) {
            given = registration;
            registration = null;
        }
        if (given != null) {
            given.unregister();
        }
    }
}
