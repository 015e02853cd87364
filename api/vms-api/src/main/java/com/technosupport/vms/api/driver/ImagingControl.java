package com.technosupport.vms.api.driver;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.osgi.annotation.versioning.ConsumerType;

/** A device whose picture settings can be read and changed. A facet of {@link DeviceSession}. */
@ConsumerType
public interface ImagingControl {

    Settings settings(String channel) throws InterruptedException;

    /** Changes what is present and leaves the rest as it is. */
    void change(String channel, Settings settings) throws InterruptedException;

    /** Whether the device removes infrared light from the picture. */
    enum InfraredFilter {
        /** It does: the picture has its colours. */
        ON,
        /** It does not: the picture is grey, and brighter at night. */
        OFF,
        AUTOMATIC
    }

    /**
     * Settings; each is absent where the device has no such thing.
     *
     * @param brightness part of the device's own range, 0 to 1; so are the others
     */
    record Settings(
            OptionalDouble brightness,
            OptionalDouble contrast,
            OptionalDouble saturation,
            OptionalDouble sharpness,
            Optional<InfraredFilter> infraredFilter) {

        public Settings {
            check(brightness, "brightness");
            check(contrast, "contrast");
            check(saturation, "saturation");
            check(sharpness, "sharpness");
            Objects.requireNonNull(infraredFilter, "infraredFilter");
        }

        private static void check(OptionalDouble value, String name) {
            if (value.isPresent() && !(value.getAsDouble() >= 0 && value.getAsDouble() <= 1)) {
                throw new IllegalArgumentException(name + " is from 0 to 1");
            }
        }
    }
}
