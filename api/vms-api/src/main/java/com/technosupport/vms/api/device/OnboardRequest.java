package com.technosupport.vms.api.device;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A device to take in as a camera.
 *
 * @param name empty to take the device's own
 * @param driver empty for {@code onvif}
 */
public record OnboardRequest(
        DeviceAddress address,
        Credential credential,
        Optional<String> name,
        Optional<String> driver,
        Map<String, String> options) {

    public OnboardRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(driver, "driver");
        options = Map.copyOf(options);
    }
}
