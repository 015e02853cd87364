package com.technosupport.vms.api.device;

import com.technosupport.vms.api.driver.DriverDescriptor;
import java.util.List;
import java.util.Objects;

/**
 * An installed driver.
 *
 * @param version of its bundle
 * @param bundle symbolic name
 * @param discovers whether it finds devices by itself
 * @param cameras how many cameras name it
 * @param state whether it serves its cameras or is on trial beside the version that does
 * @param lastErrors of calls to devices, newest first, each one line with its time and the camera's name
 */
public record DriverInfo(
        DriverDescriptor descriptor,
        String version,
        String bundle,
        boolean discovers,
        int cameras,
        State state,
        List<String> lastErrors) {

    /** What a driver is doing. */
    public enum State {
        SERVING,
        /** Held back until it has proven itself. */
        TRIAL
    }

    public DriverInfo {
        Objects.requireNonNull(descriptor, "descriptor");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(state, "state");
        lastErrors = List.copyOf(lastErrors);
    }
}
