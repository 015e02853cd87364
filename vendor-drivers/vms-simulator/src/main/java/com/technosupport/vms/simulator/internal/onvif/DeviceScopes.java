package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.internal.CameraDevice;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The scopes of WS-Discovery and of GetScopes (ONVIF Core Specification, "Scope definition"). */
public final class DeviceScopes {
    private static final String ROOT = "onvif://www.onvif.org/";

    private DeviceScopes() {}

    /** The scopes that a device announces. */
    public static List<String> of(CameraDevice camera) {
        List<String> scopes = new ArrayList<>(List.of(
                ROOT + "type/video_encoder",
                ROOT + "type/Network_Video_Transmitter",
                ROOT + "type/ptz",
                ROOT + "Profile/Streaming",
                ROOT + "Profile/T",
                ROOT + "Profile/G"));
        if (camera.hasAnalytics()) {
            scopes.add(ROOT + "Profile/M");
        }
        scopes.add(ROOT + "hardware/" + camera.model());
        if (camera.state().quirks().contains(OnvifQuirk.PERCENT_SCOPES)) {
            scopes.add(ROOT + "name/Tor%20%26%20H%C3%B6fe%2F1");
            scopes.add(ROOT + "location/city/K%C3%B6ln%E0%A4%A");
        } else {
            String name = URLEncoder.encode(camera.name(), StandardCharsets.UTF_8);
            scopes.add(ROOT + "name/" + name.replace("+", "%20"));
            scopes.add(ROOT + "location/country/simulated");
        }
        return List.copyOf(scopes);
    }
}
