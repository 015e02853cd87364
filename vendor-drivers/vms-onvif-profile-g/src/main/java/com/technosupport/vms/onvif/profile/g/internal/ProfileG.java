package com.technosupport.vms.onvif.profile.g.internal;

import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.onvif.OnvifDevice;
import com.technosupport.vms.api.driver.onvif.OnvifProfile;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/** ONVIF Profile G: what a device has recorded by itself, found and played. */
@Component(service = OnvifProfile.class, property = "service.ranking:Integer=40")
public final class ProfileG implements OnvifProfile {

    static final String RECORDING = "http://www.onvif.org/ver10/recording/wsdl";
    static final String SEARCH = "http://www.onvif.org/ver10/search/wsdl";
    static final String REPLAY = "http://www.onvif.org/ver10/replay/wsdl";

    @Override
    public String name() {
        return "G";
    }

    @Override
    public Set<Class<?>> facets() {
        return Set.of(DeviceArchive.class);
    }

    @Override
    public <F> Optional<F> facet(Class<F> type, OnvifDevice device) {
        return type == DeviceArchive.class
                        && device.service(SEARCH).isPresent()
                        && device.service(REPLAY).isPresent()
                ? Optional.of(type.cast(new Archive(device)))
                : Optional.empty();
    }
}
