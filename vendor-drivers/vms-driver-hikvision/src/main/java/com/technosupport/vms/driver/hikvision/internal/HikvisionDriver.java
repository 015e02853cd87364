package com.technosupport.vms.driver.hikvision.internal;

import com.technosupport.vms.api.driver.DeviceArchive;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceEvents;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DigitalIo;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.DriverDescriptor.DriverOption;
import com.technosupport.vms.api.driver.DriverName;
import com.technosupport.vms.api.driver.KeyFrameRequest;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.StillImage;
import com.technosupport.vms.api.driver.TalkBack;
import com.technosupport.vms.api.driver.VendorDriver;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Speaks ISAPI to Hikvision's recorders and cameras, and to those that are sold under other names. */
@Component(service = VendorDriver.class)
@DriverName(driver = HikvisionDriver.ID)
public final class HikvisionDriver implements VendorDriver {

    static final String ID = "hikvision";

    static final String ARCHIVE_CLOCK = "archiveClock";

    private static final DriverDescriptor DESCRIPTOR = new DriverDescriptor(
            ID,
            "Hikvision (ISAPI)",
            List.of(
                    RtspOptions.TRANSPORT,
                    RtspOptions.PORT,
                    new DriverOption(
                            ARCHIVE_CLOCK,
                            "Times of recordings",
                            "Most firmware writes its local time as if it were UTC; some means what it writes.",
                            List.of("local", "utc"),
                            "local")),
            Set.of(
                    StillImage.class,
                    KeyFrameRequest.class,
                    PtzControl.class,
                    DigitalIo.class,
                    DeviceEvents.class,
                    DeviceArchive.class,
                    TalkBack.class),
            true);

    private final Clock clock;

    @Activate
    public HikvisionDriver() {
        this(Clock.systemUTC());
    }

    HikvisionDriver(Clock clock) {
        this.clock = clock;
    }

    @Override
    public DriverDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public DeviceSession connect(DeviceConnection connection) throws InterruptedException {
        Isapi isapi = Isapi.logIn(connection, clock);
        boolean kept = false;
        try {
            DeviceSession session = new HikvisionSession(connection, isapi, clock);
            kept = true;
            return session;
        } finally {
            if (!kept) {
                isapi.close();
            }
        }
    }
}
