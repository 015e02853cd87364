package com.technosupport.vms.web.internal.http;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the door of the web server (vms-web-door) when all of the web is in it: registers {@link HttpReady} when a web
 * container has come, waits until each component that refers to it is up and Pax Web has taken all of them in, and then says
 * so by a service with {@code vms.web=open}. Until then, and from the moment on at which the container or this bundle goes,
 * a request is answered 503 before it reaches a servlet. One that were routed while servlets are being added could fail for
 * want of a started context, and Jetty may keep its wrong route for the path for good.
 */
// Told to the resolver, which sees who refers to the service but not who registers it.
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>='com.technosupport.vms.web.internal.http.HttpReady'")
@Component(
        service = {},
        immediate = true)
public final class HttpWatch implements ServiceTrackerCustomizer<Object, HttpWatch.Opening> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpWatch.class);
    private static final String CONTAINER = "org.ops4j.pax.web.service.WebContainer";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MILLISECONDS = 10;
    private static final int SATISFIED = ComponentConfigurationDTO.SATISFIED | ComponentConfigurationDTO.ACTIVE;

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final ExecutorService executor;
    private final ServiceTracker<Object, Opening> tracker;

    @Activate
    public HttpWatch(BundleContext context, @Reference ServiceComponentRuntime components)
            throws InvalidSyntaxException {
        this.context = context;
        this.components = components;
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
    }

    @Override
    public Opening addingService(ServiceReference<Object> reference) {
        // Not asked for by get: Pax Web makes one container a bundle, and ours is never used.
        Opening opening = new Opening();
        executor.execute(opening);
        return opening;
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, Opening opening) {
        // Its properties say nothing that matters here.
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Opening opening) {
        opening.close();
    }

    /** The components that are to be in the web server and are not up. */
    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (ComponentDescriptionDTO part : components.getComponentDescriptionDTOs(context.getBundle())) {
            boolean web = Arrays.stream(part.references)
                    .anyMatch(reference -> reference.interfaceName.equals(HttpReady.class.getName()));
            if (web
                    && components.getComponentConfigurationDTOs(part).stream()
                            .noneMatch(configuration -> isUp(part, configuration))) {
                missing.add(part.name);
            }
        }
        return missing;
    }

    /**
     * Satisfied is not enough: that is said of a component before its service is registered, which another thread may still be
     * about to do. One that has failed does not come, and is not waited for.
     */
    static boolean isUp(ComponentDescriptionDTO part, ComponentConfigurationDTO configuration) {
        boolean registered = part.serviceInterfaces.length == 0 || configuration.service != null;
        return ((configuration.state & SATISFIED) != 0 && registered)
                || (configuration.state & ComponentConfigurationDTO.FAILED_ACTIVATION) != 0;
    }

    /** What was registered for one web container, from its coming to its going. */
    final class Opening implements Runnable {

        private final Deque<ServiceRegistration<?>> registrations = new ArrayDeque<>();
        private boolean closed;

        @Override
        public void run() {
            try {
                offer(HttpReady.class, new HttpReady(), Map.of());
                long end = System.nanoTime() + LIMIT.toNanos();
                List<String> missing = missing();
                while (!missing.isEmpty() && System.nanoTime() < end && !isClosed()) {
                    Thread.sleep(POLL_MILLISECONDS);
                    missing = missing();
                }
                if (isClosed()) {
                    return;
                }
                if (!missing.isEmpty()) {
                    LOG.warn("The web opens without {}", missing);
                }
                passThrough(end);
                offer(HttpWatch.class, HttpWatch.this, Map.of("vms.web", "open"));
            } catch (InterruptedException e) {
                // Stopped: the door stays closed.
            }
        }

        /**
         * Pax Web takes in what is registered one after the other on a thread of its own. When a servlet that comes last has
         * been added and removed there, all before it are in their places.
         */
        private void passThrough(long end) throws InterruptedException {
            Last last = new Last();
            Map<String, Object> properties = Map.of(
                    HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME,
                    "last",
                    HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
                    "/last",
                    "load-on-startup",
                    1);
            ServiceRegistration<Servlet> registration =
                    context.registerService(Servlet.class, last, FrameworkUtil.asDictionary(properties));
            boolean taken = last.added.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            registration.unregister();
            if (!taken || !last.removed.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.warn(
                        "The web server took its servlets in too slowly; the web opens before it has said that it did");
            }
        }

        /** Outside the lock, since whoever waits for the service is activated in this call. */
        private <S> void offer(Class<S> type, S service, Map<String, Object> properties) {
            if (isClosed()) {
                return;
            }
            ServiceRegistration<S> made =
                    context.registerService(type, service, FrameworkUtil.asDictionary(properties));
            synchronized (this) {
                if (!closed) {
                    registrations.push(made);
                    return;
                }
            }
            made.unregister();
        }

        private synchronized boolean isClosed() {
            return closed;
        }

        /** The door first, then what is behind it. */
        void close() {
            List<ServiceRegistration<?>> made;
            synchronized (this) {
                closed = true;
                made = List.copyOf(registrations);
                registrations.clear();
            }
            made.forEach(ServiceRegistration::unregister);
        }
    }

    private static final class Last extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient CountDownLatch added = new CountDownLatch(1);
        private final transient CountDownLatch removed = new CountDownLatch(1);

        @Override
        public void init() {
            added.countDown();
        }

        @Override
        public void destroy() {
            removed.countDown();
        }
    }
}
