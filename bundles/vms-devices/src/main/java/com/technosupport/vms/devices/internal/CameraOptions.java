package com.technosupport.vms.devices.internal;

import com.technosupport.vms.api.driver.DriverDescriptor;
import com.technosupport.vms.api.driver.DriverDescriptor.DriverOption;
import com.technosupport.vms.api.driver.RtspOptions;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The keys of a camera's options that core itself reads, and the check of those that a user gives. */
final class CameraOptions {

    /** Which of a device's pictures becomes the camera; the first if not given. */
    static final String CHANNEL = "channel";

    /** How the packets come; drivers that leave the choice to the user declare it. */
    static final String TRANSPORT = RtspOptions.TRANSPORT.key();

    /** SHA-256 of the certificate that the device showed first. Written by core, dropped when the address changes. */
    static final String CERTIFICATE = "certificateSha256";

    private static final List<String> OWN = List.of(CHANNEL, TRANSPORT, CERTIFICATE);
    private static final int LONGEST = 2048;

    private CameraOptions() {}

    /** @throws VmsException {@link ErrorCode#INVALID_REQUEST} */
    static void check(Map<String, String> options, DriverDescriptor driver) {
        options.forEach((key, value) -> {
            if (OWN.contains(key)
                    && driver.options().stream()
                            .noneMatch(option -> option.key().equals(key))) {
                return;
            }
            DriverOption option = driver.options().stream()
                    .filter(declared -> declared.key().equals(key))
                    .findFirst()
                    .orElseThrow(() -> new VmsException(
                            ErrorCode.INVALID_REQUEST,
                            "Driver " + driver.name() + " has no such option: " + shown(key)));
            boolean listed = option.values().isEmpty() || option.values().contains(value);
            if (value.length() > LONGEST || !listed) {
                throw new VmsException(
                        ErrorCode.INVALID_REQUEST,
                        "Option " + key + " is "
                                + (option.values().isEmpty() ? "too long" : "one of " + option.values()));
            }
        });
    }

    /** What the user gives in place of what is stored, with what core itself keeps there. */
    static Map<String, String> replace(Map<String, String> stored, Map<String, String> given, boolean sameAddress) {
        Map<String, String> options = new HashMap<>(given);
        if (stored.containsKey(CHANNEL)) {
            options.putIfAbsent(CHANNEL, stored.get(CHANNEL));
        }
        options.remove(CERTIFICATE);
        if (sameAddress && stored.containsKey(CERTIFICATE)) {
            options.put(CERTIFICATE, stored.get(CERTIFICATE));
        }
        return options;
    }

    private static String shown(String key) {
        return key.length() > 40 ? key.substring(0, 40) + "…" : key;
    }
}
