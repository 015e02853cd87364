package com.technosupport.vms.simulator.internal.onvif;

import com.technosupport.vms.simulator.OnvifQuirk;
import com.technosupport.vms.simulator.SimulatedCommand;
import com.technosupport.vms.simulator.internal.CameraDevice;
import com.technosupport.vms.simulator.internal.DeviceState;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** What all services of a device need: who it is, where it is, what time it is there, and what it has. */
record Surroundings(CameraDevice camera, DeviceState state, Inventory inventory, Clock clock) {
    private static final String INNER_HOST = "192.168.1.64";

    boolean has(OnvifQuirk quirk) {
        return state.quirks().contains(quirk);
    }

    /** The device's own time. */
    Instant now() {
        return clock.instant().plus(camera.clockSkew());
    }

    /** The address of a service, as the device tells it. */
    String service(String path) {
        return told(camera.deviceService().resolve(path));
    }

    String snapshot(Channel channel) {
        String query = inventory.channels().size() == 1 ? "" : "?source=" + channel.source();
        return told(URI.create(camera.snapshot() + query));
    }

    /** The address of a stream, as the device tells it. */
    String stream(String path) {
        return told(URI.create("rtsp://" + camera.address() + ":" + camera.rtspPort() + "/" + path));
    }

    private String told(URI real) {
        String address = real.toString();
        return has(OnvifQuirk.INNER_ADDRESS) ? address.replace("//" + camera.address(), "//" + INNER_HOST) : address;
    }

    void obeyed(String command, int channel, Map<String, String> arguments) {
        state.record(new SimulatedCommand(command, channel, arguments));
    }
}
