package com.technosupport.vms.driver.onvif.internal.discovery;

import com.technosupport.vms.api.driver.DeviceDiscovery;
import com.technosupport.vms.api.driver.DriverName;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.driver.UdpSearch;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Finds ONVIF devices by WS-Discovery: by multicast, which reaches devices of this network whatever their address, and by a
 * Probe to each address of the subnet, which passes routers and switches that drop multicast.
 */
@Component(service = DeviceDiscovery.class, configurationPid = DiscoveryConfiguration.PID)
@Designate(ocd = DiscoveryConfiguration.class)
@DriverName(driver = OnvifDriver.ID)
public final class OnvifDiscovery implements DeviceDiscovery {

    private static final String GROUP = "239.255.255.250";

    /** Devices may wait half a second before they answer (WS-Discovery, APP_MAX_DELAY). */
    private static final Duration PATIENCE = Duration.ofMillis(900);

    private final UdpSearch search;

    @Activate
    public OnvifDiscovery(DiscoveryConfiguration configuration) {
        this(configuration.discoveryPort(), configuration.probesPerSecond());
    }

    OnvifDiscovery(int port, int probesPerSecond) {
        this.search = new UdpSearch(GROUP, port, Math.max(1, probesPerSecond), PATIENCE);
    }

    @Override
    public void scan(Subnet subnet, Observer observer) throws InterruptedException {
        ProbeMessage transmitters = ProbeMessage.forTransmitters();
        ProbeMessage devices = ProbeMessage.forDevices();
        Set<String> asked = Set.of(transmitters.id(), devices.id());
        search.scan(
                subnet,
                List.of(transmitters.datagram()),
                List.of(transmitters.datagram(), devices.datagram()),
                (datagram, sender) -> ProbeMatches.read(datagram, sender, asked),
                observer);
    }
}
