package com.technosupport.vms.api.device;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import com.technosupport.vms.api.model.SiteId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What to change of a camera; what is empty stays. */
public record CameraChange(
        Optional<String> name,
        Optional<DeviceAddress> address,
        Optional<Credential> credential,
        Optional<Boolean> enabled,
        Optional<Map<String, String>> options,
        Optional<SiteId> site) {

    /** One that leaves the camera where it is. */
    public CameraChange(
            Optional<String> name,
            Optional<DeviceAddress> address,
            Optional<Credential> credential,
            Optional<Boolean> enabled,
            Optional<Map<String, String>> options) {
        this(name, address, credential, enabled, options, Optional.empty());
    }

    public CameraChange {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(enabled, "enabled");
        options = options.map(Map::copyOf);
        Objects.requireNonNull(site, "site");
    }
}
