package com.technosupport.vms.driver.rtsp.internal;

import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceSession;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.DriverDescriptor.DriverOption;
import com.technosupport.vms.api.driver.DriverName;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.driver.VendorDriver;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Component;

/**
 * Takes any RTSP address as a camera, for devices that no other driver knows.
 *
 * <p>It is also the smallest whole driver. These two annotations are all that registers one: {@code @Component} makes it a
 * service when its jar is dropped into {@code deploy/}, and {@code @DriverName} is the id by which cameras name it. Core
 * finds it, calls it on threads of its own, and stops calling it before the bundle goes: a driver starts no thread, keeps no
 * state outside its sessions, retries nothing, and opens no stream.
 */
@Component(service = VendorDriver.class)
@DriverName(driver = RtspDriver.ID)
public final class RtspDriver implements VendorDriver {

    static final String ID = "rtsp";

    /** Address of the smaller stream. */
    static final String SUB_URL = "subUrl";

    /** The options are shown to the user as declared here, and arrive in {@link DeviceConnection#options()}. */
    private static final DriverDescriptor DESCRIPTOR = new DriverDescriptor(
            ID,
            "RTSP",
            List.of(
                    new DriverOption(
                            SUB_URL,
                            "Sub-stream address",
                            "RTSP address of a smaller stream of the same picture, without a password.",
                            List.of(),
                            ""),
                    RtspOptions.TRANSPORT),
            Set.of(),
            false);

    @Override
    public DriverDescriptor descriptor() {
        return DESCRIPTOR;
    }

    /**
     * A driver for a real device logs in here, through {@link DeviceConnection#http()}, and throws a {@link VmsException} whose
     * code says what is wrong. A bare stream has nothing to log in at: core opens it, and finds out.
     */
    @Override
    public DeviceSession connect(DeviceConnection connection) {
        return new RtspSession(
                connection
                        .address()
                        .endpoint()
                        .orElseThrow(() -> new VmsException(
                                ErrorCode.INVALID_REQUEST,
                                "This driver needs the stream's address, such as rtsp://host/path")),
                connection.options());
    }
}
