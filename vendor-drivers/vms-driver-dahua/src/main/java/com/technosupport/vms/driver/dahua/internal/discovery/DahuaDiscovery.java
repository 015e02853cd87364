package com.technosupport.vms.driver.dahua.internal.discovery;

import com.technosupport.vms.api.driver.DeviceDiscovery;
import com.technosupport.vms.api.driver.DriverName;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.driver.UdpSearch;
import com.technosupport.vms.driver.dahua.internal.DahuaDriver;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Finds Dahua devices by their own search, DHIP: by multicast, and by asking each address of the subnet, which passes routers and
 * switches that drop multicast. Devices that do not speak ONVIF, or have it switched off, are found so.
 */
@Component(service = DeviceDiscovery.class, configurationPid = DiscoveryConfiguration.PID)
@Designate(ocd = DiscoveryConfiguration.class)
@DriverName(driver = DahuaDriver.ID)
public final class DahuaDiscovery implements DeviceDiscovery {

    private static final String GROUP = "239.255.255.251";
    private static final Duration PATIENCE = Duration.ofMillis(700);

    private final UdpSearch search;

    @Activate
    public DahuaDiscovery(DiscoveryConfiguration configuration) {
        this(configuration.discoveryPort(), configuration.probesPerSecond());
    }

    DahuaDiscovery(int port, int probesPerSecond) {
        this.search = new UdpSearch(GROUP, port, Math.max(1, probesPerSecond), PATIENCE);
    }

    @Override
    public void scan(Subnet subnet, Observer observer) throws InterruptedException {
        List<byte[]> question = List.of(DhipMessage.search());
        search.scan(
                subnet,
                question,
                question,
                (datagram, sender) ->
                        DhipMessage.read(datagram, sender).map(List::of).orElse(List.of()),
                observer);
    }
}
