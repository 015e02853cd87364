package com.technosupport.vms.tck;

import com.technosupport.vms.api.driver.Credential;
import com.technosupport.vms.api.driver.DeviceAddress;
import java.util.Map;
import java.util.OptionalInt;

/** A device to try a driver on: a simulator, or a real one. Made anew for each test and closed after it. */
public interface TestDevice extends AutoCloseable {

    DeviceAddress address();

    /** What it takes. {@link Credential#NONE} for a device that asks for nothing, which leaves out the tests of a wrong password. */
    Credential credential();

    /** The driver's settings for this device; those it leaves out have their declared defaults. */
    default Map<String, String> options() {
        return Map.of();
    }

    /** How many logins the device has refused so far, where it can tell. */
    default OptionalInt refusedLogins() {
        return OptionalInt.empty();
    }

    @Override
    void close();
}
