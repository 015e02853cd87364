package com.technosupport.vms.api.driver;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a driver says of itself.
 *
 * @param id the same as in {@link DriverName}
 * @param name for people, such as "ONVIF"
 * @param options the settings a user may give for a camera of this driver
 * @param facets what its sessions may offer, device permitting, such as {@link PtzControl}; a session never offers more
 * @param recorders whether it speaks to devices with more than one channel
 */
public record DriverDescriptor(
        String id, String name, List<DriverOption> options, Set<Class<?>> facets, boolean recorders) {

    public DriverDescriptor {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        options = List.copyOf(options);
        facets = Set.copyOf(facets);
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
