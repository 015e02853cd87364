package com.technosupport.vms.api.driver;

import java.util.List;
import java.util.Objects;

/**
 * What a driver says of itself.
 *
 * @param id the same as in {@link DriverName}
 * @param name for people, such as "ONVIF"
 * @param options the settings a user may give for a camera of this driver
 */
public record DriverDescriptor(String id, String name, List<DriverOption> options) {

    public DriverDescriptor {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        options = List.copyOf(options);
    }

    /**
     * One setting.
     *
     * @param key its name in the camera's options
     * @param label for people
     * @param description one sentence
     * @param values what it may be; empty for any text
     * @param defaultValue used where the camera has none
     */
    public record DriverOption(String key, String label, String description, List<String> values, String defaultValue) {

        public DriverOption {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(label, "label");
            Objects.requireNonNull(description, "description");
            values = List.copyOf(values);
            Objects.requireNonNull(defaultValue, "defaultValue");
        }
    }
}
