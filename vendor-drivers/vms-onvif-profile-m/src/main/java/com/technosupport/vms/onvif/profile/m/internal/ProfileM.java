package com.technosupport.vms.onvif.profile.m.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.MetadataSource;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifProfile;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** ONVIF Profile M: the metadata stream, and events that say what was seen. */
// Before Profile T, which knows the same topics, but not what they say of the object.
@Component(service = OnvifProfile.class, property = "service.ranking:Integer=60")
public final class ProfileM implements OnvifProfile {

    static final String MEDIA = "http://www.onvif.org/ver10/media/wsdl";
    static final String MEDIA2 = "http://www.onvif.org/ver20/media/wsdl";
    private static final String EVENT_SERVICE = "http://www.onvif.org/ver10/events/wsdl";
    private static final String EVENTS = "events";

    @Override
    public String name() {
        return "M";
    }

    @Override
    public Set<Class<?>> facets() {
        return Set.of(MetadataSource.class, DeviceEvents.class);
    }

    @Override
    public <F> Optional<F> facet(Class<F> type, OnvifDevice device) {
        boolean media =
                device.service(MEDIA2).isPresent() || device.service(MEDIA).isPresent();
        if (type == MetadataSource.class && media) {
            return Optional.of(type.cast(new Metadata(device)));
        }
        if (type == DeviceEvents.class && media && tellsByMetadata(device)) {
            return Optional.of(type.cast(new MetadataEvents(device, new Metadata(device))));
        }
        return Optional.empty();
    }

    /** Where it is said so, or there is no other way; else Profile T's way is better, which asks what state things are in. */
    private static boolean tellsByMetadata(OnvifDevice device) {
        return switch (device.connection().options().getOrDefault(EVENTS, "").strip()) {
            case "metadata" -> true;
            case "pullpoint" -> false;
            default -> device.service(EVENT_SERVICE).isEmpty();
        };
    }

    @Override
    public Optional<DeviceEvent> event(OnvifNotification notification) {
        return AnalyticsTopics.event(notification);
    }
}
