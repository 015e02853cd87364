package com.technosupport.vms.web.door.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/** Whether a running bundle offers a service with {@code vms.web=open}; the service itself is never asked for. */
final class OpenSign extends AbstractLifeCycle implements ServiceTrackerCustomizer<Object, ServiceReference<Object>> {

    private static final String FILTER = "(vms.web=open)";

    private final List<ServiceReference<Object>> offering = new CopyOnWriteArrayList<>();
    private ServiceTracker<Object, ServiceReference<Object>> tracker;

    /**
     * The sign that is up, another one after each time it was down, else null. No longer from the moment on at which the
     * bundle begins to stop: its services go one by one after that.
     */
    Object current() {
        for (ServiceReference<Object> reference : offering) {
            Bundle bundle = reference.getBundle();
            if (bundle != null && bundle.getState() == Bundle.ACTIVE) {
                return reference;
            }
        }
        return null;
    }

    @Override
    protected void doStart() throws InvalidSyntaxException {
        // The context of Pax Web's bundle, which this is a fragment of.
        BundleContext context = FrameworkUtil.getBundle(OpenSign.class).getBundleContext();
        tracker = new ServiceTracker<>(context, context.createFilter(FILTER), this);
        tracker.open();
    }

    @Override
    protected void doStop() {
        tracker.close();
    }

    @Override
    public ServiceReference<Object> addingService(ServiceReference<Object> reference) {
        offering.add(reference);
        return reference;
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, ServiceReference<Object> same) {
        // It is there or it is not.
    }

    @Override
    public void removedService(ServiceReference<Object> reference, ServiceReference<Object> same) {
        offering.remove(reference);
    }
}
