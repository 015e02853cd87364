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
final class OpenSign extends AbstractLifeCycle implements ServiceTrackerCustomizer<Object, Bundle> {

    private static final String FILTER = "(vms.web=open)";

    private final List<Bundle> offering = new CopyOnWriteArrayList<>();
    private ServiceTracker<Object, Bundle> tracker;

    /** No longer from the moment on at which the bundle begins to stop: its services go one by one after that. */
    boolean isUp() {
        for (Bundle bundle : offering) {
            if (bundle.getState() == Bundle.ACTIVE) {
                return true;
            }
        }
        return false;
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
    public Bundle addingService(ServiceReference<Object> reference) {
        Bundle bundle = reference.getBundle();
        if (bundle != null) {
            offering.add(bundle);
        }
        return bundle;
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, Bundle bundle) {
        // It is there or it is not.
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Bundle bundle) {
        offering.remove(bundle);
    }
}
