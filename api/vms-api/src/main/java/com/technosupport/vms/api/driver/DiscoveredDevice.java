package com.technosupport.vms.api.driver;

import java.net.URI;
import java.util.List;
import java.util.Objects;

/**
 * A device that answered discovery. All of it is the device's own claim.
 *
 * @param ip the address that answered
 * @param port of its service
 * @param xaddrs its service addresses, in its order
 * @param scopes ONVIF scopes; empty for other ways of discovery
 * @param name empty if it says none
 * @param hardware empty if it says none
 * @param driver id of the driver that can speak to it
 */
public record DiscoveredDevice(
        String ip, int port, List<URI> xaddrs, List<String> scopes, String name, String hardware, String driver) {

    public DiscoveredDevice {
        Objects.requireNonNull(ip, "ip");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("no port: " + port);
        }
        xaddrs = List.copyOf(xaddrs);
        scopes = List.copyOf(scopes);
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(hardware, "hardware");
        Objects.requireNonNull(driver, "driver");
    }
}
