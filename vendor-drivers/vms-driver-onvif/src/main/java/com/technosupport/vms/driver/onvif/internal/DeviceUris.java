package com.technosupport.vms.driver.onvif.internal;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * The addresses that a device gives, made ones that lead to it.
 *
 * <p>A device knows its own network only: behind address translation it names an address we can't reach, and some name
 * 0.0.0.0, 127.0.0.1, an IPv6 link-local or a former address. We have just reached it, so the host is always replaced by the
 * one we reached it at. That also keeps the password from any other host.
 */
final class DeviceUris {

    private DeviceUris() {}

    /**
     * A web service. When the device names another host, port and scheme are those we reached it by, too, because a
     * translated address usually has a translated port.
     */
    static URI service(String said, URI reached) {
        URI uri = read(said);
        return uri.getHost() != null && sameHost(uri.getHost(), reached.getHost())
                ? rebuild(uri, uri.getScheme(), reached.getHost(), uri.getPort())
                : rebuild(uri, reached.getScheme(), reached.getHost(), reached.getPort());
    }

    /** A stream: like {@link #service}, but with its own port, or the one that the user has given. */
    static URI stream(String said, URI reached, OptionalInt port) {
        URI uri = read(said);
        if (!"rtsp".equalsIgnoreCase(uri.getScheme()) && !"rtsps".equalsIgnoreCase(uri.getScheme())) {
            throw new VmsException(ErrorCode.NOT_SUPPORTED, "The device offers its stream in another way than RTSP");
        }
        return rebuild(uri, uri.getScheme(), reached.getHost(), port.orElse(uri.getPort()));
    }

    private static boolean sameHost(String one, String other) {
        return DeviceAddress.uriHost(one).equalsIgnoreCase(DeviceAddress.uriHost(other));
    }

    /** Without user information: a password that a device puts into an address belongs beside it. */
    private static URI rebuild(URI uri, String scheme, String host, int port) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return URI.create(scheme + "://" + DeviceAddress.uriHost(host) + (port > 0 ? ":" + port : "") + path
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
    }

    /** Reads leniently: cameras leave spaces, quotes and braces as they are. */
    private static URI read(String said) {
        StringBuilder text = new StringBuilder();
        for (char character : said.strip().toCharArray()) {
            if (character <= ' ' || character > '~' || "\"<>\\^`{|}".indexOf(character) >= 0) {
                for (byte part : String.valueOf(character).getBytes(StandardCharsets.UTF_8)) {
                    text.append(String.format("%%%02X", part & 0xff));
                }
            } else {
                text.append(character);
            }
        }
        try {
            URI uri = URI.create(text.toString());
            if (uri.getScheme() != null && uri.getRawAuthority() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device gives an address that cannot be read", e);
        }
        throw new VmsException(ErrorCode.DEVICE_PROTOCOL, "The device gives an address that cannot be read");
    }
}
