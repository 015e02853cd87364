package com.technosupport.vms.driver.onvif.internal.discovery;

import com.technosupport.vms.api.driver.DeviceDiscovery;
import com.technosupport.vms.api.driver.DriverName;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.onvif.internal.OnvifDriver;
import java.io.IOException;
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

    private final int port;
    private final int probesPerSecond;

    @Activate
    public OnvifDiscovery(DiscoveryConfiguration configuration) {
        this(configuration.discoveryPort(), configuration.probesPerSecond());
    }

    OnvifDiscovery(int port, int probesPerSecond) {
        this.port = port;
        this.probesPerSecond = Math.max(1, probesPerSecond);
    }

    @Override
    public void scan(Subnet subnet, Observer observer) throws InterruptedException {
        try (SubnetProbe probe = new SubnetProbe(subnet, port, probesPerSecond, observer)) {
            probe.run();
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while looking for devices");
            }
            throw new VmsException(ErrorCode.INTERNAL, "Probes could not be sent: " + e.getMessage(), e);
        }
    }
}
