package com.technosupport.vms.onvif.profile.s.internal;

import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifProfile;
import com.technosupport.vms.api.driver.onvif.OnvifStreaming;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** ONVIF Profile S: streams by the first media service, which nearly every device has, and PTZ. */
// Before the others: its media service is the one that devices have got right by now.
@Component(service = OnvifProfile.class, property = "service.ranking:Integer=100")
public final class ProfileS implements OnvifProfile {

    static final String MEDIA = "http://www.onvif.org/ver10/media/wsdl";
    static final String PTZ = "http://www.onvif.org/ver20/ptz/wsdl";

    @Override
    public String name() {
        return "S";
    }

    @Override
    public Set<Class<?>> facets() {
        return Set.of(OnvifStreaming.class, PtzControl.class);
    }

    @Override
    public <F> Optional<F> facet(Class<F> type, OnvifDevice device) {
        if (type == OnvifStreaming.class) {
            return device.service(MEDIA).map(service -> type.cast(new MediaService(device, service)));
        }
        if (type == PtzControl.class) {
            return device.service(PTZ).map(service -> type.cast(new PtzService(device, service)));
        }
        return Optional.empty();
    }
}
