package com.technosupport.vms.api.driver;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a device is.
 *
 * @param host a name or an address, without brackets for IPv6
 * @param port empty for the driver's usual one
 * @param endpoint the exact address of its service where discovery or the user named one (an ONVIF XAddr, a stream's URL);
 *     never with credentials
 */
public record DeviceAddress(String host, OptionalInt port, Optional<URI> endpoint) {

    public DeviceAddress {
        Objects.requireNonNull(port, "port");
        Objects.requireNonNull(endpoint, "endpoint");
        if (host.isBlank() || host.length() > 255) {
            throw new IllegalArgumentException("a device has a host");
        }
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
            throw new IllegalArgumentException("no port: " + port.getAsInt());
        }
        if (endpoint.isPresent() && endpoint.get().getRawUserInfo() != null) {
            throw new IllegalArgumentException("an endpoint carries no credentials");
        }
    }

    /** A host as it stands in a URI: an IPv6 address in brackets (RFC 3986, section 3.2.2). */
    public static String uriHost(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** The root of the device's web server, without a slash at its end: by https where the endpoint says so, else by http. */
    public String webRoot() {
        Optional<URI> web = endpoint.filter(
                uri -> "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme()));
        int webPort = port.orElse(web.map(URI::getPort).orElse(-1));
        return web.map(URI::getScheme).orElse("http") + "://" + uriHost(host) + (webPort > 0 ? ":" + webPort : "");
    }

    public static DeviceAddress of(String host, int port) {
        return new DeviceAddress(host, OptionalInt.of(port), Optional.empty());
    }
}
