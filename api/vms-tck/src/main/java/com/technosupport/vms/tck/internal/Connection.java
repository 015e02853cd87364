package com.technosupport.vms.tck.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.devices.internal.http.SocketDeviceHttp;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What core gives a driver to connect with, with core's own HTTP. */
public record Connection(DeviceAddress address, Credential credential, Map<String, String> options, DeviceHttp http)
        implements DeviceConnection {

    /** A connection with the driver's defaults filled in, as core does it. */
    public static Connection to(
            DriverDescriptor descriptor, DeviceAddress address, Credential credential, Map<String, String> given) {
        Map<String, String> options = new HashMap<>();
        descriptor.options().forEach(option -> options.put(option.key(), option.defaultValue()));
        options.putAll(given);
        return new Connection(
                address,
                credential,
                Map.copyOf(options),
                new SocketDeviceHttp(address.host(), credential, Optional.empty()));
    }
}
