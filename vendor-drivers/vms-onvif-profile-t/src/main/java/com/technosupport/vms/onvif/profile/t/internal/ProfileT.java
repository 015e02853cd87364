package com.technosupport.vms.onvif.profile.t.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.ImagingControl;
import com.technosupport.vms.api.driver.TalkBack;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifNotification;
import com.technosupport.vms.api.driver.onvif.OnvifProfile;
import com.technosupport.vms.api.driver.onvif.OnvifStreaming;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** ONVIF Profile T: streams by Media2, which can name H.265, picture settings, events by pull points, and loudspeakers. */
@Component(service = OnvifProfile.class, property = "service.ranking:Integer=50")
public final class ProfileT implements OnvifProfile {

    static final String MEDIA2 = "http://www.onvif.org/ver20/media/wsdl";
    static final String IMAGING = "http://www.onvif.org/ver20/imaging/wsdl";
    static final String EVENTS = "http://www.onvif.org/ver10/events/wsdl";

    @Override
    public String name() {
        return "T";
    }

    @Override
    public Set<Class<?>> facets() {
        return Set.of(OnvifStreaming.class, ImagingControl.class, DeviceEvents.class, TalkBack.class);
    }

    @Override
    public <F> Optional<F> facet(Class<F> type, OnvifDevice device) {
        if (type == OnvifStreaming.class) {
            return device.service(MEDIA2).map(service -> type.cast(new Media2Service(device, service)));
        }
        if (type == ImagingControl.class) {
            return device.service(IMAGING).map(service -> type.cast(new ImagingService(device, service)));
        }
        if (type == DeviceEvents.class) {
            return device.service(EVENTS).map(service -> type.cast(new PullPointEvents(device, service)));
        }
        if (type == TalkBack.class) {
            return device.service(MEDIA2).map(service -> type.cast(new AudioOutputs(device, service)));
        }
        return Optional.empty();
    }

    @Override
    public Optional<DeviceEvent> event(OnvifNotification notification) {
        return Topics.event(notification);
    }
}
