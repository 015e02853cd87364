package com.technosupport.vms.api.device;

import com.technosupport.vms.api.driver.DriverDescriptor;
import java.util.Objects;

/**
 * An installed driver.
 *
 * @param version of its bundle
 * @param bundle symbolic name
 * @param discovers whether it finds devices by itself
 * @param cameras how many cameras name it
 */
public record DriverInfo(DriverDescriptor descriptor, String version, String bundle, boolean discovers, int cameras) {

    public DriverInfo {
        Objects.requireNonNull(descriptor, "descriptor");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(bundle, "bundle");
    }
}
