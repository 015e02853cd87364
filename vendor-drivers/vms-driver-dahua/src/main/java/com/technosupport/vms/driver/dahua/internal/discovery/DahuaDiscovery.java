package com.technosupport.vms.driver.dahua.internal.discovery;

import com.technosupport.vms.api.driver.DeviceDiscovery;
import com.technosupport.vms.api.driver.DriverName;
import com.technosupport.vms.api.driver.Subnet;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.driver.dahua.internal.DahuaDriver;
import java.io.IOException;
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

    private final int port;
    private final int probesPerSecond;

    @Activate
    public DahuaDiscovery(DiscoveryConfiguration configuration) {
        this(configuration.discoveryPort(), configuration.probesPerSecond());
    }

    DahuaDiscovery(int port, int probesPerSecond) {
        this.port = port;
        this.probesPerSecond = Math.max(1, probesPerSecond);
    }

    @Override
    public void scan(Subnet subnet, Observer observer) throws InterruptedException {
        try (SubnetSearch search = new SubnetSearch(subnet, port, probesPerSecond, observer)) {
            search.run();
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while looking for devices");
            }
            throw new VmsException(ErrorCode.INTERNAL, "The search could not be sent: " + e.getMessage(), e);
        }
    }
}
