package com.technosupport.vms.api.driver.onvif;

import com.technosupport.vms.api.driver.DeviceEvent;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What one ONVIF profile adds to the ONVIF driver: facets for devices that have the profile's services, and the meaning of its
 * events. Register it as a service; it may come and go while cameras stream, and keeps nothing outside what it returns.
 *
 * <p>Where two profiles offer the same facet, the one with the higher service ranking is taken; {@link OnvifStreaming} is taken
 * of all. When a profile goes, the driver waits a moment for calls into it to end, and interrupts those that listen for events;
 * further calls go to what is then installed.
 */
@ConsumerType
public interface OnvifProfile {

    /** As ONVIF names it, such as {@code S}. */
    String name();

    /** All that {@link #facet} may ever return. */
    Set<Class<?>> facets();

    /**
     * A power of the device, from {@link #facets()}, each an interface. Decides by {@link OnvifDevice#service} and does not wait
     * for the device; the answer is kept as long as the session, and used by one thread at a time.
     *
     * @return empty where the device lacks the service behind it
     */
    <F> Optional<F> facet(Class<F> type, OnvifDevice device);

    /**
     * What a notification means. The driver adds the channel that the notification names, and its items, where they are left out.
     *
     * @return empty where its topic is not this profile's
     */
    default Optional<DeviceEvent> event(OnvifNotification notification) {
        return Optional.empty();
    }
}
