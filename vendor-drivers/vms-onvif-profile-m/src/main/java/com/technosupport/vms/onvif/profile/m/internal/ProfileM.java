package com.technosupport.vms.onvif.profile.m.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
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

    @Override
    public String name() {
        return "M";
    }

    @Override
    public Set<Class<?>> facets() {
        return Set.of(MetadataSource.class);
    }

    @Override
    public <F> Optional<F> facet(Class<F> type, OnvifDevice device) {
        return type == MetadataSource.class
                        && (device.service(MEDIA2).isPresent()
                                || device.service(MEDIA).isPresent())
                ? Optional.of(type.cast(new Metadata(device)))
                : Optional.empty();
    }

    @Override
    public Optional<DeviceEvent> event(OnvifNotification notification) {
        return AnalyticsTopics.event(notification);
    }
}
