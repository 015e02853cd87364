package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.driver.DeviceInfo;
import java.net.URI;
import java.util.Locale;

/** What makes a device, or one of its pictures, the same one when it is met again: its serial, else its address. */
final class DeviceKeys {

    /** Serials that many devices share are none. */
    private static final String NO_SERIAL = "(.)\\1*|.{0,3}|(?i)unknown|none|null|n/?a|serialnumber|0?123456789?0?";

    private DeviceKeys() {}

    static boolean hasSerial(DeviceInfo info) {
        return !info.serial().strip().matches(NO_SERIAL);
    }

    /** @param channel the device's own id of the picture */
    static String picture(String driver, DeviceInfo info, DeviceAddress address, String channel) {
        return hasSerial(info) ? serial(driver, info) + ":" + channel : driver + "@" + place(address) + "#" + channel;
    }

    static String device(String driver, DeviceInfo info, DeviceAddress address) {
        return hasSerial(info) ? serial(driver, info) : driver + "@" + place(address);
    }

    private static String serial(String driver, DeviceInfo info) {
        return driver + ":" + plain(info.manufacturer()) + ":" + plain(info.serial());
    }

    /** One spelling of an address. */
    static String place(DeviceAddress address) {
        return address.endpoint()
                .map(DeviceKeys::plain)
                .orElseGet(() -> address.host().toLowerCase(Locale.ROOT)
                        + (address.port().isPresent() ? ":" + address.port().getAsInt() : ""));
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replace(':', '-');
    }

    /** One spelling of addresses that lead to the same place (RFC 3986, section 6.2). */
    private static String plain(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int usual =
                switch (scheme) {
                    case "rtsp" -> 554;
                    case "rtsps" -> 322;
                    case "http" -> 80;
                    case "https" -> 443;
                    default -> -1;
                };
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        return scheme + "://" + host + ":" + (uri.getPort() > 0 ? uri.getPort() : usual) + path
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }
}
