package com.technosupport.vms.plugins.internal;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.service.EventListenerHook;
import org.osgi.framework.hooks.service.FindHook;
import org.osgi.framework.hooks.service.ListenerHook;
import org.osgi.service.component.annotations.Component;

/**
 * Hides the services of a bundle that is rehearsed from all but this bundle. Declarative Services make an object when its
 * service is first asked for: without this, core would do that, and hang or fail with it.
 */
@Component(
        service = {Curtain.class, EventListenerHook.class, FindHook.class},
        immediate = true)
public final class Curtain implements EventListenerHook, FindHook {

    private final Set<Long> hidden = ConcurrentHashMap.newKeySet();
    private final long self;

    public Curtain() {
        self = FrameworkUtil.getBundle(Curtain.class).getBundleId();
    }

    void close(long bundle) {
        hidden.add(bundle);
    }

    /** Only once its services are gone: nobody is told of those that are there already. */
    void open(long bundle) {
        hidden.remove(bundle);
    }

    private boolean mayKnow(BundleContext observer, long provider) {
        long id = observer.getBundle().getBundleId();
        return id == self || id == provider || id == Constants.SYSTEM_BUNDLE_ID;
    }

    @Override
    public void event(ServiceEvent event, Map<BundleContext, Collection<ListenerHook.ListenerInfo>> listeners) {
        if (!hidden.isEmpty() && event.getServiceReference().getBundle() != null) {
            long provider = event.getServiceReference().getBundle().getBundleId();
            if (hidden.contains(provider)) {
                listeners.keySet().removeIf(observer -> !mayKnow(observer, provider));
            }
        }
    }

    @Override
    public void find(
            BundleContext context,
            String name,
            String filter,
            boolean allServices,
            Collection<ServiceReference<?>> references) {
        if (!hidden.isEmpty()) {
            references.removeIf(reference -> reference.getBundle() != null
                    && hidden.contains(reference.getBundle().getBundleId())
                    && !mayKnow(context, reference.getBundle().getBundleId()));
        }
    }
}
