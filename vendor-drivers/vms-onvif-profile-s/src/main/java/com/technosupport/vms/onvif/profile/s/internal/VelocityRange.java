package com.technosupport.vms.onvif.profile.s.internal;

import com.technosupport.vms.api.driver.Elements;
import java.util.Locale;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * One axis of a continuous space (ONVIF PTZ Service, "Continuous move"). The generic space is from -1 to 1; vendors have others, such as
 * degrees a second.
 */
record VelocityRange(double min, double max) {

    static final VelocityRange GENERIC = new VelocityRange(-1, 1);

    /** Of a space's description; the generic one where it cannot be read. */
    static VelocityRange read(Element space, String axis) {
        Optional<Double> min = number(Elements.text(space, axis, "Min"));
        Optional<Double> max = number(Elements.text(space, axis, "Max"));
        return min.isPresent() && max.isPresent() && min.get() < 0 && max.get() > 0
                ? new VelocityRange(min.get(), max.get())
                : GENERIC;
    }

    private static Optional<Double> number(String text) {
        return text.matches("[+-]?\\d{1,9}(\\.\\d{1,15})?([eE][+-]?\\d{1,2})?")
                ? Optional.of(Double.parseDouble(text))
                : Optional.empty();
    }

    /** In the device's measure, and without an exponent, which not all of them read. */
    String scaled(double part) {
        String text = String.format(Locale.ROOT, "%.4f", part >= 0 ? part * max : -part * min);
        return text.equals("-0.0000") ? "0.0000" : text;
    }
}
