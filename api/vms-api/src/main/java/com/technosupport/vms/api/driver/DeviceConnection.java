package com.technosupport.vms.api.driver;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** All that a driver gets to make a session with. Valid as long as the session. */
@ProviderType
public interface DeviceConnection {

    DeviceAddress address();

    Credential credential();

    /** The camera's settings for this driver, with the declared defaults filled in. */
    Map<String, String> options();

    /** The only way to speak HTTP to the device. Authenticates as {@link #credential()} by itself. */
    DeviceHttp http();
}
