package com.technosupport.vms.api.device;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A recorder to take in.
 *
 * @param driver id of the driver, which interfaces call the vendor
 * @param name empty to take the device's own
 * @param channels ids of the channels wanted; empty for all
 * @param options settings for the driver
 */
public record NvrRequest(
        DeviceAddress address,
        Credential credential,
        String driver,
        Optional<String> name,
        Optional<List<String>> channels,
        Map<String, String> options) {

    public NvrRequest {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(driver, "driver");
        Objects.requireNonNull(name, "name");
        channels = channels.map(List::copyOf);
        options = Map.copyOf(options);
    }
}
