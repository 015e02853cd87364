package com.technosupport.vms.api.driver;

import java.util.Objects;

/** What a device says of itself; empty text where it says nothing. */
public record DeviceInfo(String manufacturer, String model, String firmware, String serial) {

    /** A device that does not introduce itself. */
    public static final DeviceInfo UNKNOWN = new DeviceInfo("", "", "", "");

    public DeviceInfo {
        Objects.requireNonNull(manufacturer, "manufacturer");
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(firmware, "firmware");
        Objects.requireNonNull(serial, "serial");
    }
}
