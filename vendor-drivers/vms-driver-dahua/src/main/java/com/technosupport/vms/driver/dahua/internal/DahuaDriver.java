package com.technosupport.vms.driver.dahua.internal;

import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.DriverDescriptor.DriverOption;
import com.technosupport.vms.api.driver.DriverName;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.VendorDriver;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Speaks Dahua's CGI to its recorders and cameras, and to those that are sold under other names. */
@Component(service = VendorDriver.class)
@DriverName(driver = DahuaDriver.ID)
public final class DahuaDriver implements VendorDriver {

    public static final String ID = "dahua";

    static final String PTZ_COUNT = "ptzChannelsFrom";

    private static final DriverDescriptor DESCRIPTOR = new DriverDescriptor(
            ID,
            "Dahua (CGI)",
            List.of(
                    RtspOptions.TRANSPORT,
                    RtspOptions.PORT,
                    new DriverOption(
                            PTZ_COUNT,
                            "PTZ channels from",
                            "Which number the first channel has for PTZ: 1 as in the rest of the device, or 0 on older firmware.",
                            List.of("1", "0"),
                            "1")),
            Set.of(StillImage.class, PtzControl.class, DigitalIo.class, DeviceEvents.class, DeviceArchive.class),
            true);

    private final Clock clock;

    @Activate
    public DahuaDriver() {
        this(Clock.systemUTC());
    }

    DahuaDriver(Clock clock) {
        this.clock = clock;
    }

    @Override
    public DriverDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public DeviceSession connect(DeviceConnection connection) throws InterruptedException {
        return new DahuaSession(connection, new Cgi(connection, clock), clock);
    }
}
