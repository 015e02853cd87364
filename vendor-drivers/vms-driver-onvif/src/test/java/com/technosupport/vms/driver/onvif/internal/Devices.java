package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceConnection;
import com.technosupport.vms.api.driver.DeviceHttp;
import com.technosupport.vms.devices.internal.http.SocketDeviceHttp;
import java.util.Map;
import java.util.Optional;

/** Connections as core lends them, with core's own HTTP. */
record Devices(DeviceAddress address, Credential credential, Map<String, String> options, DeviceHttp http)
        implements DeviceConnection {

    static final Credential RIGHT = new Credential("admin", "sekret");

    static Devices at(String host, int port, Credential credential) {
        return at(host, port, credential, Map.of());
    }

    static Devices at(String host, int port, Credential credential, Map<String, String> options) {
        return new Devices(
                DeviceAddress.of(host, port),
                credential,
                options,
                new SocketDeviceHttp(host, credential, Optional.empty()));
    }
}
